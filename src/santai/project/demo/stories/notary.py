"""At the notary office: a certificate, an inheritance, and what is free, whose notary is drawn by lot."""

from __future__ import annotations

from santai.capabilities.assignment.actions import settle
from santai.capabilities.ledger.actions import sequencer
from santai.capabilities.orders.access import service_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, guest
from santai.project.demo.stories import words
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Over, Story, reckons

OFFICE = "notary-office"


def public_benefit(story: Story) -> None:
    """Issued, refused, visited at home, given to a notary, accepted, new."""
    story.somebody("老年人")
    matter, told = story.one_of(words.BENEFITS)
    answers = {"matter": matter, "story": told, "hardship": True, "disputed": False}
    order = story.submit(
        guest("portal"), "notary/public-benefit", {**answers, "at_home": story.turn % 2 == 1}
    )
    story.lies(5)
    story.wait(0.4)
    notary = _drawn(story, order)
    story.wait(0.5)
    story.lies(3)
    story.act(notary, order, "accept")
    story.lies(4)
    story.wait(2)
    story.act(
        notary, order, "visit", went_on=story.day(), companions="公证员助理和村（居）委会的同志"
    )
    story.act(notary, order, "inform", how="上门", signed=True)
    story.lies(2)
    story.wait(4)
    head = story.house("body-head", OFFICE)
    if story.turn == 1:
        reason = "几位子女当场提出了不同意见，有争议的事不能办公证，可以先调解或者打官司。"
        evaluate(story, story.act(head, order, "refuse", reason=reason))
        return
    story.papers(story.house("body-clerk", OFFICE), order, "identity")
    evaluate(
        story, story.act(head, order, "issue", certified=f"{matter}：内容真实，自愿。", hours=6)
    )


def certificate(story: Story) -> None:
    """Issued and collected, refused, past its limit, being verified, papers wanted, new."""
    matter, purpose, abroad = story.one_of(words.CERTIFICATES)
    answers = {
        "matter": matter,
        "purpose": purpose,
        "used_abroad": abroad,
        "real_estate": False,
        "acts_by": "本人来办",
        "disputed": False,
        "where": "到公证处办",
        "medium": "纸质",
        "hardship": ["以上都没有"],
    }
    if abroad:
        answers["country"] = "新加坡"
    if reckons(story.offered("notary/certificate")):
        answers["copies"] = 1
    order = story.submit(guest("portal"), "notary/certificate", answers)
    story.lies(5)
    notary = _begin(story, order, "请补充学校或者单位出具的证明原件。")
    if story.turn == 3:
        _verify(story, notary, order, "原件上的印章和签发日期", "签发单位")
    story.act(notary, order, "inform", how="当面", told_on=story.day(), signed=True)
    story.act(notary, order, "draft", finding="材料齐全，内容真实，可以出证。")
    story.lies(2)
    story.wait(3)
    head = story.house("body-head", OFFICE)
    if story.turn == 1:
        told = {
            "cause": "虚构、隐瞒事实或者提供虚假材料",
            "reason": "向签发单位核实，没有出具过这份证明。",
        }
        evaluate(story, story.act(head, order, "refuse", **told))
        return
    story.papers(story.house("body-clerk", OFFICE), order, "identity")
    order = story.act(head, order, "issue", certified=f"{matter}属实。", form="纸质", copies=2)
    story.wait(2)
    clerk = story.house("body-clerk", OFFICE)
    order = story.act(clerk, order, "collect", way="当面领取", signed_by=story.person.name)
    evaluate(story, order)


def inheritance(story: Story) -> None:
    """Issued, refused because the family disagrees, the heirs heard, being verified, papers wanted, new."""
    relation, estate, heirs = story.one_of(words.ESTATES)
    answers = {
        "deceased": story.one_of(words.DECEASED),
        "died_on": story.day(-200 - 40 * story.turn),
        "relation": relation,
        "estate": estate,
        "will": "没有遗嘱",
        "heirs": heirs,
        "unreachable": False,
        "ward": False,
        "renounces": story.turn % 2 == 0,
        "disputed": False,
        "hardship": ["以上都没有"],
    }
    if reckons(story.offered("notary/inheritance")):
        answers |= {"worth": story.one_of(words.WORTHS), "copies": 2}
    order = story.submit(guest("portal"), "notary/inheritance", answers)
    story.lies(5)
    notary = _begin(story, order, "请补充死亡证明和能说明亲属关系的材料。")
    story.act(notary, order, "survey", how=["询问家人", "查户籍"], found=heirs)
    if story.turn == 3:
        _verify(story, notary, order, "是不是还有别的继承人", "去世的人原来的单位")
    story.wait(3)
    story.act(notary, order, "talk", who="全部继承人", how="当面", signed=story.turn != 1)
    story.lies(2)
    story.wait(4)
    head = story.house("body-head", OFFICE)
    if story.turn == 1:
        reason = "两位继承人对房屋怎么分说法不一，可以先调解；谈不成的，可以向法院起诉。"
        done = story.act(head, order, "refuse", cause="当事人之间有争议", reason=reason)
        evaluate(story, done)
        return
    story.papers(story.house("body-clerk", OFFICE), order, "identity", "death")
    found = {"heirs_found": "由申请人一人继承，其他继承人都写了放弃声明。", "copies": 3}
    order = story.act(head, order, "issue", estate_found="、".join(estate), **found)
    evaluate(story, order)


def _drawn(story: Story, order: Order) -> Actor:
    """Nobody picks the notary: the list is fixed in the ledger, and whoever comes out acts."""
    story.act(story.house("body-clerk", OFFICE), order, "draw")
    sequencer.seal(at=story.at)
    settle(at=story.at)
    order.refresh_from_db()
    return story.t.cast.lawyers[order.assignee_id or 0]


def _begin(story: Story, order: Order, missing: str) -> Actor:
    """Accepted and given to a notary; in one telling papers are still wanted."""
    story.wait(1)
    if story.turn == 4:
        clerk, by = story.house("body-clerk", OFFICE), story.day(15)
        story.act(clerk, order, "ask_for_more", missing=missing, reply_by=by)
        raise Over
    head, reckoned = story.house("body-head", OFFICE), reckons(service_of(order))
    fee = {} if reckoned else {"fee": story.one_of(("200", "400", "160"))}
    story.act(head, order, "accept", **fee)
    story.wait(0.3)
    notary = story.assign(head, order, "notary")
    if reckoned:
        story.pays(story.house("body-clerk", OFFICE), order)
    story.wait(1)
    return notary


def _verify(story: Story, notary: Actor, order: Order, what: str, with_whom: str) -> None:
    story.act(notary, order, "verify", what=what, with_whom=with_whom)
    raise Over

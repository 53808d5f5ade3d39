"""Quarrels brought to the mediators of the county, told from both sides, and agreements taken to the court."""

from __future__ import annotations

from typing import Any

from santai.capabilities.documents.models import Document
from santai.capabilities.meetings.models import Session
from santai.capabilities.orders.actions import Mark, phone_to_sign, sign_as_staff, sign_with_code
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, guest
from santai.capabilities.people.actions import digits_of, make_code
from santai.capabilities.people.enums import CodeFor
from santai.project.demo.stories import words
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Story

HOUSE = "mediation-committee"


def between_people(story: Story) -> None:
    """Kept, broken, the other side will not, a meeting is called, the other side is asked, new."""
    matter, told, terms = story.one_of(words.QUARRELS)
    other = story.neighbour()
    answers = {
        "matter": matter,
        "story": told,
        "opposite_view": "不知道",
        "stage": "没有找过",
        "risk": ["没有"],
        "way": "当面谈",
    }
    if matter in ("婚姻家庭", "赡养抚养", "继承"):
        answers["identity_status"] = "不是"
    order = story.submit(guest("portal"), "mediation/people", answers, opposite=other)
    story.lies(5)
    side = _call(story, order, other["phone"])
    story.lies(4)
    story.wait(1)
    if story.turn == 2:
        story.act(story.holder(side), side, "decline")
        order.refresh_from_db()
        evaluate(story, order)
        return
    story.act(story.holder(side), side, "agree", says="可以坐下来谈一谈。")
    mediator = _chosen(story, order)
    _meet(story, mediator, order)
    _promise(story, mediator, order, side, terms)
    story.wait(12)
    if story.turn == 1:
        why = "说好的钱只给了一半，打电话说手头紧。"
        order = story.act(mediator, order, "not_performed", who="对方", why=why)
    else:
        done = {"performed_on": story.day(), "proof": "双方都说履行了"}
        order = story.act(mediator, order, "performed", **done)
    evaluate(story, order)


def confirmation(story: Story) -> None:
    """Confirmed, rejected, one side will not, at the court, waiting for both, new."""
    matter, _, terms = story.one_of(words.QUARRELS)
    answers = {
        "matter": matter,
        "story": terms,
        "effective_on": story.day(-2),
        "mediated_by": "叶县人民调解委员会",
        "both_agree": "双方都愿意",
        "identity_status": "没有",
        "service_address": story.person.address,
    }
    opposite = story.neighbour()
    order = story.submit(guest("portal"), "mediation/confirmation", answers, opposite=opposite)
    story.lies(5)
    story.wait(0.6)
    officer, asker = story.house("officer", HOUSE), story.holder(order)
    story.act(officer, order, "prepare", last_day=story.day(25), court="叶县人民法院")
    story.lies(4)
    story.wait(3)
    if story.turn == 2:
        order = story.act(asker, order, "not_joint", reason="对方说等拿到钱再去法院。")
        evaluate(story, order)
        return
    story.act(officer, order, "file", filed_on=story.day(), way="双方到法院")
    story.wait(1.5)
    story.act(officer, order, "taken_up", case_number=f"民特{story.t.rng.randrange(1, 90)}号")
    story.lies(3)
    story.wait(6)
    if story.turn == 1:
        order = story.act(officer, order, "rejected", reason="协议内容不明确，没法执行。")
    else:
        ruled = {"ruling": "确认调解协议有效的裁定", "ruled_on": story.day()}
        order = story.act(officer, order, "confirmed", **ruled)
    evaluate(story, order)


def _call(story: Story, order: Order, phone: str) -> Order:
    """The other side is asked in an order of their own."""
    story.wait(1)
    officer = story.house("officer", HOUSE)
    story.act(officer, order, "ask_opposite", how="电话", phone=phone)
    return Order.objects.get(parent=order, service="mediation/answer")


def _chosen(story: Story, order: Order) -> Actor:
    story.wait(1)
    officer = story.house("officer", HOUSE)
    mediator = story.assign(officer, order, "mediator", chosen_by="双方共同选定")
    story.wait(0.4)
    story.act(mediator, order, "accept")
    return mediator


def _meet(story: Story, mediator: Actor, order: Order) -> None:
    """They sit together; in one telling the day is still to come."""
    story.wait(1)
    day = story.coming(2) if story.turn == 3 else story.next_workday(3)
    at = {"day": day, "time": "9:30", "minutes": 90, "whom": "双方", "room": "县调委会调解室"}
    story.act(mediator, order, "summon", **at)
    story.lies(3)
    story.until(day, 11)
    session = Session.objects.get(order=order)
    held: dict[str, Any] = {
        "present": [str(one.pk) for one in session.guests.all()],
        "minutes": "双方各自说了经过，都愿意让一步，对数额和日子基本谈拢。",
        "openness": "不公开",
        "position": "基本一致",
    }
    story.act(mediator, order, "hold", **held)


def _promise(story: Story, mediator: Actor, order: Order, side: Order, terms: str) -> None:
    """The agreement is written, signed by both on their telephones and by the mediator, and in force."""
    by = story.day(20)
    said = {"facts": "经过双方都认可。", "duties": "双方都有没做到的地方。", "terms": terms}
    story.act(mediator, order, "write_agreement", perform_by=by, **said)
    paper = Document.objects.get(subject=order.subject, key="agreement_to_sign")
    for one in (order, side):
        story.wait(0.2)
        _signs(story, one, paper)
    sign_as_staff(
        actor=mediator,
        number=order.number,
        document=paper.pk,
        mark=Mark(mediator.name),
        at=story.at,
    )
    story.wait(0.1)
    story.act(mediator, order, "agree_signed", perform_by=by)


def _signs(story: Story, order: Order, paper: Document) -> None:
    code = make_code(phone=phone_to_sign(order), purpose=CodeFor.SIGN, at=story.at)
    sign_with_code(
        actor=story.holder(order),
        number=order.number,
        document=paper.pk,
        mark=Mark(order.applicant.name),
        code=code.pk,
        typed=digits_of(code.pk),
        at=story.at,
    )

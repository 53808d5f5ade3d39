"""Close to home: a legal worker of the county who represents, the village adviser's days and readings."""

from __future__ import annotations

from santai.capabilities.people.access import guest
from santai.project.demo.stories import words
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Over, Story


def representation(story: Story) -> None:
    """Served, under way, agreed on nothing, talking it over, refused, new."""
    matter, task, facts = story.one_of(words.REPRESENTED)
    answers = {
        "matter": matter,
        "task": task,
        "facts": facts,
        "near": story.turn != 4,
        "cannot_pay": False,
    }
    order = story.submit(guest("portal"), "grassroots/representation", answers)
    story.lies(5)
    story.wait(0.8)
    if story.turn == 4:
        reason = "双方都不住在本县，按规定不能代理；可以找律师，也可以问当地的法律服务所。"
        evaluate(story, story.act(story.staff("centre-head"), order, "refuse", reason=reason))
        return
    worker = story.assign(story.staff("window-clerk"), order, "grassroots-worker")
    story.wait(0.4)
    story.act(worker, order, "accept")
    story.lies(3)
    story.wait(3)
    if story.turn == 2:
        story.act(worker, order, "not_agreed", reason="当事人想再和家里人商量。")
        raise Over
    signed = {"signed_on": story.day(), "scope": "一般代理", "fee_agreed": "800"}
    story.act(worker, order, "sign", **signed)
    story.wait(5)
    story.act(worker, order, "progress", progress="起诉状写好了，已经到法庭立案。")
    story.lies(1)
    story.wait(20)
    summary = "开庭前双方和解，当场付清。"
    evaluate(story, story.act(worker, order, "close", result="和解", summary=summary))


def visit(story: Story) -> None:
    """What the adviser wrote down in the villages: checked, one not counted, the last ones new."""
    kind, done, people, minutes = story.one_of(words.VISITS)
    adviser, town = story.adviser()
    answers = {
        "kind": kind,
        "day": story.day(),
        "people": people,
        "minutes": minutes,
        "done": done,
    }
    story.wait(0.1)
    answers["day"] = story.day()
    committee = {"name": f"{town}的一个村委会", "kind": "organisation"}
    order = story.asked(
        "adviser/visit", answers, by=adviser, applicant=committee, region=story.village()
    )
    story.lies(4, 5)
    story.wait(2)
    officer = story.staff("bureau-officer")
    if story.turn == 2:
        story.act(officer, order, "set_aside", reason="同一天同一件事记了两次。")
        return
    order = story.act(officer, order, "confirm", remark="电话问过村里，属实。")
    story.lies(3)
    story.wait(1)
    said = {"result": "已接通", "score": "满意", "comment": "讲得明白，希望常来。"}
    order = story.act(story.staff("visitor"), order, "call_back", **said)
    story.wait(1)
    story.act(story.staff("visitor"), order, "archive")


def review(story: Story) -> None:
    """Used and told, waiting to hear, refused, being read, papers wanted, new."""
    kind, contract, amount, opinion = story.one_of(words.READINGS)
    _, town = story.adviser()
    answers = {"kind": kind, "assembly": "准备讨论", "touches": ["没有这些"]}
    if contract:
        answers |= {"contract": contract, "amount": amount}
    committee = story.body(f"{town}的一个村委会")
    order = story.asked("adviser/review", answers, applicant=committee, region=story.village())
    story.lies(5)
    clerk = story.staff("window-clerk")
    story.wait(0.4)
    if story.turn == 4:
        missing = "只有前两页，请把整份合同拍清楚传上来。"
        story.act(clerk, order, "ask_for_more", missing=missing, reply_by=story.day(12))
        raise Over
    if story.turn == 2:
        reason = "这是镇里的合同，请镇里的法律顾问看。"
        evaluate(story, story.act(story.staff("centre-head"), order, "refuse", reason=reason))
        return
    adviser = story.assign(clerk, order, "village-adviser")
    story.wait(0.4)
    story.act(adviser, order, "accept")
    story.lies(3)
    story.wait(2)
    story.act(adviser, order, "opine", conclusion="改好再用", opinion=opinion)
    story.lies(1)
    story.wait(8)
    result = "合同签了" if contract else "规约通过，已报乡镇备案"
    order = story.act(story.holder(order), order, "told", result=result, used="全部采纳")
    evaluate(story, order)

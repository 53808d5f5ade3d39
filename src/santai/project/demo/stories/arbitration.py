"""Workers before the labour arbitration of the county: the employer answers in an order of its own."""

from __future__ import annotations

from santai.capabilities.meetings.models import Session
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import guest
from santai.project.demo.stories import texts, words
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Story

COURT = "labour-arbitration"


def labour(story: Story) -> None:
    """Awarded, settled, a hearing is called, the employer is to answer, not accepted, new."""
    claim, facts, amount = story.one_of(words.CLAIMS)
    company = story.one_of(texts.COMPANIES) + "有限公司"
    answers = {
        "claim": claim,
        "facts": facts,
        "amount": amount,
        "still_there": False,
        "years": "超过一年" if story.turn == 4 else "不到一年",
        "together": 1,
        "hardship": story.turn == 2,
    }
    if story.turn == 4:
        answers["interrupted"] = False
    opposite = {"name": company, "kind": "enterprise"}
    order = story.submit(guest("portal"), "arbitration/labour", answers, opposite=opposite)
    story.lies(5)
    clerk, head = story.house("body-clerk", COURT), story.house("body-head", COURT)
    story.wait(1)
    if story.turn == 4:
        reason = "离开单位超过一年，其间没有要过钱，也没有投诉过；可以向法院起诉。"
        evaluate(story, story.act(head, order, "refuse", reason=reason))
        return
    story.act(clerk, order, "accept")
    story.wait(1)
    story.act(clerk, order, "call_respondent")
    side = Order.objects.get(parent=order, service="arbitration/answer")
    story.lies(3)
    story.wait(4)
    story.act(story.holder(side), side, "defend", said="工程款没有结清，愿意分期支付。")
    story.act(head, order, "form_tribunal", members="独任仲裁员一名，由主任指定")
    _hear(story, order)
    if story.turn == 1:
        agreed = "公司分两次付清，第一次在十日内。"
        order = story.act(head, order, "mediate", agreed=agreed)
    else:
        story.wait(5)
        result = f"公司在裁决生效后十日内支付 {amount} 元。"
        said = {"findings": "考勤记录和转账记录能够互相印证。", "result": result}
        order = story.act(head, order, "award", **said)
    evaluate(story, order)


def _hear(story: Story, order: Order) -> None:
    """In one telling the day is still to come."""
    story.wait(1)
    clerk = story.house("body-clerk", COURT)
    day = story.coming(3) if story.turn == 2 else story.next_workday(6)
    at = {"day": day, "time": "9:00", "minutes": 120, "whom": "双方", "room": "第一仲裁庭"}
    story.act(clerk, order, "hearing", **at)
    story.lies(2)
    story.until(day, 12)
    session = Session.objects.get(order=order)
    came = [str(one.pk) for one in session.guests.all()]
    story.act(clerk, order, "heard", present=came, minutes="双方陈述、举证、质证，都愿意调解。")

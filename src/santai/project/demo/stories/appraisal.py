"""Appraisals a court or an office of lawyers commissions, from the samples handed over to the opinion."""

from __future__ import annotations

from santai.capabilities.orders.access import service_of
from santai.project.demo.stories import words
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Over, Story, reckons

BODY = "appraisal-body"


def entrustment(story: Story) -> None:
    """Issued and delivered, past its limit, being examined, not accepted, samples wanted, new."""
    client, name, category, request, facts = story.one_of(words.APPRAISALS)
    answers = {
        "kind": "初次鉴定",
        "client": client,
        "category": category,
        "request": request,
        "purpose": "正在审理的民事案件",
        "facts": facts,
        "elsewhere": story.turn == 3,
        "aided": False,
    }
    order = story.asked("appraisal/entrustment", answers, applicant=story.body(name))
    story.lies(5)
    clerk, head = story.house("body-clerk", BODY), story.house("body-head", BODY)
    story.wait(1.5)
    if story.turn == 4:
        missing = "样本只有一份，请再提供三份同一时期书写的材料。"
        story.act(clerk, order, "ask_for_more", missing=missing, reply_by=story.day(20))
        raise Over
    if story.turn == 3:
        reason = "同一件事已经委托了另一家机构，请等那一家的意见。"
        order = story.act(head, order, "refuse", cause="同时委托了其他机构", reason=reason)
        evaluate(story, order)
        return
    story.act(clerk, order, "receive_material", materials=["samples"], copies=1, original=True)
    story.wait(1)
    reckoned = reckons(service_of(order))
    fee = {} if reckoned else {"fee": "2400"}
    story.act(head, order, "accept", risks="检材可能有少量损耗，完成后退还。", **fee)
    story.wait(0.5)
    expert = story.assign(head, order, "appraiser", second="本所另一位鉴定人", senior=True)
    if reckoned:
        story.pays(clerk, order)
    story.lies(1)
    story.wait(6)
    done = {"done": "在显微镜下比对了特征，拍照存档。", "standard": "行业技术规范"}
    story.act(expert, order, "examine", **done)
    story.lies(2)
    story.wait(6)
    story.act(head, order, "review", opinion="程序合规，依据充分。")
    said = {"process": "检材与样本的特征吻合，差异可以解释。", "opinion": "支持委托方提出的判断。"}
    order = story.act(head, order, "issue", dissent="", **said)
    story.wait(1)
    order = story.act(clerk, order, "deliver", signed_by=name)
    order = story.act(clerk, order, "return_material", materials=["samples"], signature=name)
    evaluate(story, order)

"""Questions, complaints, and what another body answers for."""

from __future__ import annotations

from santai.capabilities.people.access import guest
from santai.project.demo.ground import CITY
from santai.project.demo.stories import texts
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Story


def consultation(story: Story) -> None:
    rng = story.t.rng
    topic = rng.choice(list(texts.QUESTIONS))
    answers = {"topic": topic, "question": story.text(rng.choice(texts.QUESTIONS[topic]))}
    answer = ("answer", {"answer": rng.choice(texts.ANSWERS), "told_of_aid": True})
    door = rng.random()
    if door < 0.55:  # day and night
        agent = story.staff("hotline-agent", CITY)
        order = story.submit(agent, "consultation/legal", answers, then=[answer])
    elif door < 0.8:
        story.wait(0)
        clerk = story.staff("window-clerk")
        order = story.submit(clerk, "consultation/legal", answers, then=[answer])
    else:
        order = story.submit(guest("portal"), "consultation/legal", answers)
        clerk = story.staff("window-clerk")
        story.forgotten()
        story.wait(0.8)
        story.act(clerk, order, "claim")
        story.wait(0.3)
        order = story.act(clerk, order, answer[0], **answer[1])
    evaluate(story, order)


def complaint(story: Story) -> None:
    rng = story.t.rng
    answers = {"about": "服务态度", "facts": rng.choice(texts.COMPLAINTS)}
    order = story.submit(guest("portal"), "complaint/service", answers)
    officer = story.staff("bureau-officer")
    story.wait(1.5)
    story.act(officer, order, "accept", investigator=officer.name)
    story.wait(7)
    if story.chance(0.5):
        order = story.act(
            officer, order, "uphold", findings="情况属实。", measures=["道歉", "批评教育"]
        )
    else:
        order = story.act(officer, order, "dismiss", findings="经调看监控和记录，未发现所述情况。")
    evaluate(story, order)


def referral(story: Story) -> None:
    rng = story.t.rng
    answers = {"body": rng.choice(texts.BODIES), "matter": "当事人的事属于该部门职责，请受理。"}
    clerk = story.staff("window-clerk")
    story.wait(0)
    order = story.submit(clerk, "referral/outside", answers)
    story.wait(2)
    story.act(
        clerk, order, "contact", with_whom="值班人员", said="已说明情况，请当事人带材料前往。"
    )
    story.wait(4)
    if story.chance(0.2):
        order = story.act(clerk, order, "give_up", reason="当事人选择自行协商。")
    else:
        story.act(clerk, order, "accepted")
        story.wait(15)
        order = story.act(clerk, order, "served", result="对方已办结。")
    evaluate(story, order)

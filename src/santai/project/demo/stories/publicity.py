"""Talks in villages, schools and firms, and what people asked somebody to look up for them."""

from __future__ import annotations

from typing import Any

from santai.capabilities.people.access import guest
from santai.project.demo.stories import words
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Over, Story


def activity(story: Story) -> None:
    """Held, called off, refused, a day is fixed, more to be told, new."""
    kind, who, audience, topics, people = story.one_of(words.TALKS)
    answers = {
        "kind": kind,
        "audience": audience,
        "topic": topics,
        "day": story.day(25),
        "people": people,
        "access": ["不需要"],
    }
    order = story.asked("publicity/activity", answers, applicant=story.body(who))
    story.lies(5)
    officer = story.staff("bureau-officer")
    story.wait(1)
    if story.turn == 4:
        missing = "请告诉我们场地在哪里、有没有投影。"
        story.act(officer, order, "ask_for_more", missing=missing, reply_by=story.day(10))
        raise Over
    if story.turn == 2:
        reason = "当天的宣讲员都排满了，可以换到下个月，或者先用我们的视频。"
        evaluate(story, story.act(officer, order, "refuse", reason=reason))
        return
    lawyer = story.assign(officer, order, "lawyer")
    story.wait(0.4)
    day = story.coming(3) if story.turn == 3 else story.next_workday(8)
    story.act(lawyer, order, "accept", held_on=day)
    speaker = f"{lawyer.name}，上午九点半，大会议室"
    story.act(officer, order, "confirm_slip", speaker=speaker, held_on=day)
    story.lies(3)
    if story.turn == 1:
        story.wait(2)
        reason = "赶上秋收，大家抽不出空。"
        order = story.act(story.holder(order), order, "called_off", reason=reason)
    else:
        story.until(day, 11)
        came = {"attended": people - 6, "feedback": "很有用", "wish": "想再听听怎样防骗。"}
        order = story.act(lawyer, order, "held", **came)
    evaluate(story, order)


def search(story: Story) -> None:
    """Found, nothing found, found after a question back, waiting for the answer, past its limit, new."""
    theme, kinds, found = story.one_of(words.SEARCHES)
    answers: dict[str, Any] = {"theme": theme, "kinds": kinds}
    if not story.offered("learning/search").one_open:  # asked, before it was looked up
        answers["open_one"] = False
    order = story.submit(guest("portal"), "learning/search", answers)
    story.lies(4, 5)
    clerk = story.staff("window-clerk")
    story.wait(1)
    if story.turn in (2, 3):
        question = "是想自己办手续用，还是要写材料？"
        story.act(clerk, order, "ask_back", question=question)
    if story.turn == 2:
        story.wait(1)
        story.act(story.holder(order), order, "answer", reply="自己办手续用。")
    if story.turn == 3:
        story.lies(3)
    story.wait(1)
    if story.turn == 1:
        where = "查了法规库和本省的文件，没有找到这样的规定；可以问主管部门。"
        order = story.act(clerk, order, "nothing", where=where)
    else:
        sources = "国家法律法规数据库，查询当天的文本"
        order = story.act(clerk, order, "deliver", found=found, sources=sources)
    evaluate(story, order)

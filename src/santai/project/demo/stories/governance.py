"""What the bureau asks of its own: tasks, sites that want to be a model; and volunteers it sends."""

from __future__ import annotations

from santai.capabilities.people.access import guest
from santai.project.demo.stories import words
from santai.project.demo.stories.judging import evaluate
from santai.project.demo.stories.telling import Over, Story


def task(story: Story) -> None:
    """Done well, late and named, sent back, under way, signed for, new."""
    what, measure = story.one_of(words.TASKS)
    answers = {
        "task": what,
        "source": "年度重点工作安排",
        "leader": "分管副局长",
        "measure": measure,
        "done_by": story.day(30),
    }
    story.wait(0)
    chief, officer = story.staff("bureau-chief"), story.staff("bureau-officer")
    office = story.body(story.one_of(words.OFFICES))
    order = story.asked("governance/task", answers, by=officer, applicant=office)
    story.lies(5)
    story.wait(1)
    plan = "第一周摸底，第二周动手，月底前自查。"
    due = 8 if story.turn == 1 else 30
    story.act(story.holder(order), order, "sign", plan=plan, due=story.day(due))
    story.lies(1, 4)
    story.wait(5)
    done = {"percent": 60, "done": "摸底完成，六个村已经做好。", "trouble": "缺一台打印机。"}
    story.act(story.holder(order), order, "progress", **done)
    story.lies(3)
    story.wait(6)
    result = "全部完成，附照片和清单。"
    story.act(story.holder(order), order, "finish", result=result)
    story.wait(3)
    if story.turn == 2:
        reason = "有两个村的牌子还没有换，请补上。"
        story.act(chief, order, "back", reason=reason, due=story.day(15))
        raise Over
    good = {"quality": "好", "experience": "先做一个样板，再叫大家来看。"}
    evaluate(story, story.act(chief, order, "sign_off", **good))


def demonstration(story: Story) -> None:
    """Named a model, not recommended, visited, recommended, to be mended, new."""
    name, standard = story.one_of(words.SITES)
    answers = {
        "grade": "市级示范点",
        "kind": "乡镇公共法律服务工作站",
        "checked_by": ["体验服务", "对照细则逐条打分"],
        "own_score": 86 + story.turn,
        "standard": standard,
        "capacity": "咨询、调解、代办都能做，一年四百多件。",
        "demand": "回访满意的占百分之九十七。",
    }
    order = story.asked("governance/demonstration", answers, applicant=story.body(name))
    story.lies(5)
    officer, chief = story.staff("bureau-officer"), story.staff("bureau-chief")
    story.wait(3)
    if story.turn == 4:
        problems = "公示栏里的电话过期；没有无障碍坡道。"
        story.act(officer, order, "send_to_mend", problems=problems)
        raise Over
    if story.turn == 1:
        reason = "台账不全，今年先打基础，明年再报。"
        evaluate(story, story.act(chief, order, "not_recommend", reason=reason))
        return
    story.act(chief, order, "recommend", opinion="制度健全，群众评价好。")
    story.lies(3)
    story.wait(6)
    seen = {"visited_on": story.day(), "found": "有人值班，台账清楚，群众说办事方便。"}
    story.act(officer, order, "open_visit", inspectors="检查组两人", **seen)
    story.lies(2)
    story.wait(5)
    points = {"s_standard": 28, "s_capacity": 28, "s_demand": 23, "s_equal": 14}
    story.act(officer, order, "score", rules_version="评定细则，现行版本", **points)
    story.wait(3)
    story.act(chief, order, "select_city", points=93)
    story.wait(10)
    evaluate(story, story.act(chief, order, "award"))


def volunteers(story: Story) -> None:
    """Counted, nobody free, recorded, found and agreed, to be found, new."""
    kind, detail = story.one_of(words.HELP)
    place = "村委会的院子"
    answers = {"kind": kind, "detail": detail, "day": story.day(6), "place": place}
    order = story.submit(guest("portal"), "volunteering/task", answers)
    story.lies(4, 5)
    officer = story.staff("bureau-officer")
    story.wait(1)
    if story.turn == 1:
        reason = "那几天会手语的志愿者都在外地，可以换一个日子，或者用远程手语。"
        evaluate(story, story.act(officer, order, "nobody_free", reason=reason))
        return
    helper = story.assign(officer, order, "mediator" if story.turn == 2 else "lawyer", how="find")
    story.wait(0.4)
    story.act(helper, order, "accept")
    story.lies(3)
    story.wait(5)
    done = {"served_on": story.day(), "minutes": 150, "people": 24, "done": "答了十几个人的问题。"}
    story.act(helper, order, "record", **done)
    story.lies(2)
    story.wait(1)
    story.act(story.holder(order), order, "confirm_hours")
    story.wait(1)
    evaluate(story, story.act(officer, order, "credit", hours=3, points=30))

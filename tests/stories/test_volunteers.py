"""A retired judge volunteers, a village asks for help, hours become points; what a member looks for is found."""

from __future__ import annotations

from typing import Any

from tests.stories.begun import begun, stands
from tests.stories.telling import Browser, Time, desk, lawyer, own, papers, staff
from tests.world import World

PERSON: dict[str, Any] = {
    "kind": "退休政法干警",
    "programme": "本地志愿服务队",
    "can": ["解答咨询"],
    "when_free": ["周末"],
    "adult": True,
}
HELP = {
    "kind": "普法宣讲",
    "detail": "讲一讲防诈骗。",
    "day": "2026-03-10",
    "place": "东街社区",
}
THEME = {"theme": "工伤认定", "kinds": ["法律法规"], "open_one": False}
UNIT: dict[str, Any] = {"kind": "单位", "contact": "联系人", "functions": ["帮我搜"]}


def test_who_enrols_joins_a_team_and_gets_a_certificate_of_hours(world: World, time: Time) -> None:
    """VOL-01, VOL-05, VOL-06, DIR-17; 志愿服务条例 19: true and free of charge."""
    tale = begun(world, time, "volunteering/enrolment", PERSON)
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "admit"), team="叶县队", trained="三月培训")
    assert stands(tale) == ("admitted", "admitted")
    officer.does(desk(tale.order, "certificate"), hours="12", points="120")
    titles = [title for title, _ in papers(tale.worker_reads()).values()]
    assert titles == ["法律服务志愿者证", "志愿服务记录证明"]


def test_hours_nobody_disputes_for_a_week_become_points(world: World, time: Time) -> None:
    """VOL-04, VOL-06, VOL-12: asked, proposed, accepted, served, confirmed by time, credited."""
    tale = begun(world, time, "volunteering/task", HELP)
    officer, helper = staff(world, "bureau-officer"), lawyer(world)
    officer.does(desk(tale.order, "find"), practitioner=str(world.lawyers[0].pk))
    assert lawyer(world, 2).get(desk(tale.order)).status_code == 404, "nobody else's"
    helper.does(desk(tale.order, "accept"))
    tale.at(3, 10, 18)
    helper = lawyer(world)
    said = {"served_on": "2026-03-10", "minutes": "90", "people": "40", "done": "讲了防诈骗。"}
    helper.does(desk(tale.order, "record"), **said)
    tale.at(3, 18)
    assert stands(tale)[0] == "counted"
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "credit"), hours="2", points="20")
    assert stands(tale) == ("completed", "served")


def test_a_volunteer_who_does_not_answer_is_replaced(world: World, time: Time) -> None:
    """VOL-14: one working day, then somebody else is looked for."""
    tale = begun(world, time, "volunteering/task", HELP)
    staff(world, "bureau-officer").does(
        desk(tale.order, "find"), practitioner=str(world.lawyers[0].pk)
    )
    tale.at(3, 4)
    assert stands(tale)[0] == "asked"


def test_points_not_collected_in_ninety_days_come_back(world: World, time: Time) -> None:
    """VOL-07: honour, support, or something of use."""
    wish = {"kind": "物质奖励", "what": "雨伞", "points": 50}
    tale = begun(world, time, "volunteering/exchange", wish)
    staff(world, "bureau-officer").does(desk(tale.order, "grant"), left="70")
    tale.at(6, 2)
    assert stands(tale) == ("completed", "returned")


def test_what_a_member_looks_for_is_there_within_three_working_days(
    world: World, time: Time
) -> None:
    """LEARN-16, LEARN-18: with sources and dates, in the member's own place."""
    tale = begun(world, time, "learning/search", THEME)
    assert "提交成功" in tale.worker_reads().text
    assert "送达结果的期限：3 月 5 日（周四）前" in tale.worker_reads().text
    clerk = staff(world, "window-clerk")
    clerk.does(desk(tale.order, "deliver"), found="工伤保险条例。", sources="中国政府网，2010。")
    assert stands(tale) == ("completed", "delivered")
    assert "帮我搜结果" in [title for title, _ in papers(tale.worker_reads()).values()]
    outsider = Browser().get(own(tale.order))
    assert outsider.headers["Location"] == f"/track/?number={tale.order.number}", "asked for a code"


def test_a_second_request_waits_for_the_first(world: World, time: Time) -> None:
    """LEARN-17: one at a time."""
    tale = begun(world, time, "learning/search", THEME | {"open_one": True})
    clerk = staff(world, "window-clerk")
    page = clerk.read(desk(tale.order, "second_one"))
    assert "“已经有一条没有完成，请等它办完”：符合" in page.text
    clerk.presses("do", desk(tale.order, "second_one"), {"where": "上一条还在找。"})
    assert stands(tale) == ("nothing_found", "second")


def test_a_unit_is_registered_only_after_it_accepted_the_agreement(
    world: World, time: Time
) -> None:
    """LEARN-04, LEARN-10, LEARN-29, USER-03: the version of the agreement is kept."""
    opening = {"opened_functions": "帮我搜", "agreement": "2026-01"}
    for agreed, status in ((False, 409), (True, 302)):
        tale = begun(world, time, "learning/registration", UNIT | {"agreed": agreed})
        officer = staff(world, "bureau-officer")
        officer.read(desk(tale.order, "open"))
        officer.presses("do", desk(tale.order, "open"), opening, status=status)
    assert stands(tale) == ("opened", "registered")

"""A man is released, his family meets him by video before; a grandmother cannot come; somebody tells of a child."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from santai.capabilities.orders.models import Order
from santai.catalogue.current import catalogue
from santai.kernel.errors import Refusal
from tests.stories.begun import applicant_does, begun, titles
from tests.stories.telling import Tale, Time, desk, staff
from tests.world import YE, World

RELEASED: dict[str, Any] = {
    "who_tells": "监狱",
    "origin": "监狱刑满释放",
    "release_on": "2026-03-20",
    "years": 0,
    "home": YE,
    "wishes": ["落户口办证件", "找工作"],
    "hardest": ["没有亲人可投靠"],
    "agrees": "愿意",
}
MEETING = {
    "prisoner": "在押人甲",
    "house": "豫南监狱",
    "relation": "配偶",
    "first_time": True,
    "wish": "2026-03-12",
}
GRANDMOTHER = {
    "what": "申请法律援助",
    "story": "三个儿子都不给赡养费，我走不动路。",
    "why": "年纪大走不动",
}
CHILD = {
    "danger": "可能再次受到伤害",
    "what": "被打被虐待",
    "facts": "邻居家的孩子身上常有伤。",
    "who": "其他人",
}


@pytest.fixture
def released(world: World, time: Time) -> Tale:
    return begun(world, time, "resettlement/help", RELEASED, by=world.staff("window-clerk"))


def test_help_begins_before_the_release_and_by_agreement(released: Tale) -> None:
    """SPC-01, SPC-02, SPC-04, SPC-06: early, by agreement of government, society and family."""
    officer = staff(released.world, "bureau-officer")
    assert "回来马上帮”：符合" in officer.read(desk(released.order, "prepare")).text
    prepared = {"comes_on": "2026-03-20", "prepared": "派人接回，先联系落户。"}
    officer.presses("do", desk(released.order, "prepare"), prepared)
    released.at(3, 20)
    officer = staff(released.world, "bureau-officer")
    officer.does(desk(released.order, "fetched"), how="派人接回")
    plan = {
        "government": "昆阳司法所",
        "measures": ["回归衔接", "就业指导"],
        "plan": "一周内落户。",
    }
    officer.does(desk(released.order, "make_plan"), **plan)
    assert (released.now().state, titles(released, "bureau-officer")) == (
        "helping",
        {"叶司帮协字〔2026〕第1号": "帮教协议书"},
    )


def test_departments_are_asked_and_followed(released: Tale) -> None:
    """SPC-03, SPC-04: what the police or labour department is to do is an order of its own."""
    officer = staff(released.world, "bureau-officer")
    plan = {"government": "昆阳司法所", "measures": ["回归衔接"], "plan": "一周内落户。"}
    officer.does(desk(released.order, "make_plan"), **plan)
    asked = {"body": "公安机关", "matter": "办理落户。", "reason": "刚刚回来"}
    officer.does(desk(released.order, "department"), **asked)
    child = Order.objects.get(parent=released.order)
    assert (child.service, child.answers["body"]) == ("referral/outside", "公安机关")
    assert released.now().state == "helping"


def test_it_is_help_and_nobody_is_pressed(released: Tale) -> None:
    """SPC-08, SPC-10: whoever does not want it says so, without any consequence."""
    applicant_does(released, "not_wanted", reason="自己能行。")
    assert (released.now().state, released.order.outcome) == ("completed", "not_wanted")


def test_a_wife_sees_her_husband_by_video(world: World, time: Time) -> None:
    """SPC-09; 监狱法 48: the prison names the day, the bureau lends the room."""
    wife = {"name": "家属乙", "phone": "13800000005", "id_number": "11010519491231002X"}
    tale = begun(world, time, "custody/remote-meeting", MEETING, applicant=wife)
    officer = staff(world, "bureau-officer")
    assert "按规定可以会见”：符合" in officer.read(desk(tale.order, "pass_on")).text
    officer.presses("do", desk(tale.order, "pass_on"), {"checked": "已核对"})
    tale.at(3, 5)
    named = {"held_on": "2026-03-12", "clock_time": "上午十点，一号会见室"}
    staff(world, "bureau-officer").does(desk(tale.order, "approved"), **named)
    assert list(titles(tale, "bureau-officer").values()) == ["视频会见通知单"]
    tale.at(3, 12)
    staff(world, "bureau-officer").does(desk(tale.order, "met"), minutes="30")
    assert (tale.now().state, tale.order.outcome) == ("completed", "met")


@pytest.mark.parametrize("service", ["custody/remote-meeting", "resettlement/help"])
def test_the_prison_law_as_revised_is_cited_from_its_day(service: str) -> None:
    """监狱法, in force anew on 2026-11-01: what began before keeps the articles it was born with."""
    offered = [
        catalogue().service(service, YE, day) for day in (date(2026, 10, 31), date(2026, 11, 1))
    ]
    assert [one.version for one in offered] == ["2022-01-01", "2026-11-01"]
    first, second = (
        {str(cited) for cited in one.basis if "监狱法" in str(cited)} for one in offered
    )
    assert first & second == set()


def test_a_grandmother_is_visited_and_tells_her_story_once(world: World, time: Time) -> None:
    """GRP-05, GRP-14, ORD-32; 无障碍环境建设法 41: the application opened at her bed has her words."""
    her = {
        "name": "老人甲",
        "phone": "13800000006",
        "address": "东街社区一号",
        "groups": ["老年人"],
    }
    tale = begun(world, time, "access/home-service", GRANDMOTHER, applicant=her)
    clerk = staff(world, "window-clerk")
    assert "“行动不便的人，优先上门”：符合" in clerk.read(desk(tale.order, "arrange")).text
    visit = {"visit_on": "2026-03-05", "who": "窗口人员和村法律顾问", "clock_time": "上午九点"}
    clerk.presses("do", desk(tale.order, "arrange"), visit)
    tale.at(3, 5)
    clerk = staff(world, "window-clerk")
    clerk.does(desk(tale.order, "open_aid"), reason="没有收入，走不动。")
    aid = Order.objects.get(parent=tale.order)
    assert (aid.service, aid.answers["facts"]) == ("legal-aid/civil", GRANDMOTHER["story"])
    clerk.does(desk(tale.order, "visited"), done="填了申请，念给她听过。", minutes="50")
    assert tale.now().outcome == "served"


def test_the_green_channel_is_ready_before_somebody_comes(world: World, time: Time) -> None:
    """GRP-04, GRP-05, GRP-07: first served, and nobody who does not come is blamed."""
    wish = {
        "what": "法律咨询",
        "story": "工资的事。",
        "needs_help": ["手语翻译"],
        "comes_on": "2026-03-04",
    }
    tale = begun(world, time, "access/green-channel", wish)
    clerk = staff(world, "window-clerk")
    assert "“优先办理”：符合" in clerk.read(desk(tale.order, "prepare")).text
    ready = {"comes_on": "2026-03-04", "helper": "引导员", "window": "三号窗口"}
    clerk.presses("do", desk(tale.order, "prepare"), ready)
    assert tale.now().state == "ready"
    tale.at(3, 6)
    assert (tale.now().state, tale.order.outcome) == ("completed", "not_come")


def test_what_is_told_of_a_child_is_reported_at_once(world: World, time: Time) -> None:
    """GRP-17, GRP-20; 未成年人保护法 11.2: within two hours, also from whoever gives no name."""
    tale = begun(world, time, "minors/help", CHILD, applicant={})
    assert (tale.now().due_at - time.now).total_seconds() == 2 * 3600
    officer = staff(world, "bureau-officer")
    advice = officer.read(desk(tale.order, "report")).text
    assert "“应当立即报告公安、民政、教育等部门”：符合" in advice
    told = {"body": "公安机关（110）", "matter": "请出警查看。", "reason": "疑似受虐待"}
    officer.presses("do", desk(tale.order, "report"), told)
    assert Order.objects.get(parent=tale.order).answers["body"] == "公安机关（110）"
    with pytest.raises(Refusal):
        applicant_does(tale, "withdraw", reason="不想惹事。")
    assert tale.now().state == "told", "whoever told may fall silent, the child is looked after"

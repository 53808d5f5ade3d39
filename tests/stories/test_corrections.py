"""A woman on probation: she reports, has a funeral to go to, comes back late, and gets her certificate in the end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from santai.capabilities.clocks.models import Clock
from santai.kernel.errors import Refusal
from tests.stories.begun import applicant_does, begun, titles
from tests.stories.telling import Tale, Time, desk, staff
from tests.world import YE, World

JUDGMENT: dict[str, Any] = {
    "how": "决定机关通知",
    "kind": "缓刑",
    "organ": "叶县人民法院",
    "effective_on": "2026-02-26",
    "ends_on": "2027-02-26",
    "home": YE,
    "under_18": False,
    "woman": True,
}
FUNERAL = {
    "reason_kind": "家里的要紧事",
    "reason": "外婆去世，回老家办丧事。",
    "where": "连云港市",
    "starts_on": "2026-03-03",
    "days": 5,
    "often": False,
}


@pytest.fixture
def noticed(world: World, time: Time) -> Tale:
    clerk = world.staff("window-clerk")
    return begun(world, time, "corrections/registration", JUDGMENT, by=clerk)


def test_who_does_not_report_is_looked_for_at_once(noticed: Tale) -> None:
    """SPC-07; 社区矫正法 21, 30: by the day of the notice, and the system says so by itself."""
    officer = staff(noticed.world, "bureau-officer")
    officer.does(desk(noticed.order, "set_day"), report_by="2026-03-09")
    noticed.at(3, 10)
    assert noticed.now().state == "searching"
    staff(noticed.world, "bureau-officer").does(
        desk(noticed.order, "reported"), came_on="2026-03-10"
    )
    assert noticed.now().state == "registering"


def test_a_womans_group_has_a_woman(noticed: Tale) -> None:
    """SPC-06; 社区矫正法 25.2: nobody is announced before that is confirmed."""
    officer = staff(noticed.world, "bureau-officer")
    officer.does(desk(noticed.order, "reported"), came_on="2026-03-02")
    said = {
        "announced_on": "2026-03-02",
        "ends_on": "2027-02-26",
        "group": "司法所、社区居委会、家人、社工",
        "plan": "每月一次谈话，帮助找工作。",
    }
    officer.does(desk(noticed.order, "announce"), status=422, **said)
    officer.does(desk(noticed.order, "announce"), **said, woman_member="已确认")
    ends = Clock.objects.get(subject=noticed.order.subject, name="serving").due_on
    assert (noticed.now().state, ends) == ("serving", date(2027, 2, 26))


def test_nobody_withdraws_from_what_a_court_imposed(noticed: Tale) -> None:
    """社区矫正法 4, 45: it ends by the law's ways only; the chief cancels what was entered by mistake."""
    with pytest.raises(Refusal):
        applicant_does(noticed, "withdraw", reason="不想来了。")
    officer = staff(noticed.world, "bureau-officer")
    officer.send(desk(noticed.order, "withdraw"), {"reason": "登记错了。"}, status=403)
    assert noticed.now().state == "noticed"
    staff(noticed.world, "bureau-chief").does(desk(noticed.order, "withdraw"), reason="登记错了。")
    assert noticed.now().state == "withdrawn"


def test_only_the_chief_orders_electronic_positioning(noticed: Tale) -> None:
    """社区矫正法 29: approved by the head of the bureau, in five cases only."""
    officer = staff(noticed.world, "bureau-officer")
    officer.does(desk(noticed.order, "reported"), came_on="2026-03-02")
    said = {"announced_on": "2026-03-02", "ends_on": "2027-02-26", "group": "甲", "plan": "乙"}
    officer.does(desk(noticed.order, "announce"), **said, woman_member="已确认")
    ordered = {"cause": "违反禁止令", "until": "2026-05-30", "reason": "两次进入禁止的场所。"}
    officer.send(desk(noticed.order, "positioning"), ordered, status=403)
    chief = staff(noticed.world, "bureau-chief")
    chief.does(desk(noticed.order, "positioning"), **ordered)
    assert "使用电子定位装置决定书" in titles(noticed, "bureau-officer").values()


def test_a_proper_reason_is_said_beside_the_button_and_allowed(world: World, time: Time) -> None:
    """社区矫正法 27.1; the days a township may allow are an unverified parameter."""
    tale = begun(world, time, "corrections/leave", FUNERAL)
    officer = staff(world, "bureau-officer")
    assert "“有正当理由，应当批准”：符合" in officer.read(desk(tale.order, "approve")).text
    advice = officer.read(desk(tale.order, "office_opinion")).text
    assert "“天数短，司法所受委托可以批准”：符合" in advice
    allowed = {"back_by": "2026-03-09", "duties": "每天报告一次"}
    officer.does(desk(tale.order, "approve"), **allowed)
    assert list(titles(tale, "bureau-officer").values()) == ["外出批准书"]
    applicant_does(tale, "check_in", said="已到连云港，住在舅舅家。")
    tale.at(3, 10)
    assert tale.now().state == "missing", "not back by the day"
    late = {"came_on": "2026-03-10", "why": "病重或者交通中断等客观原因"}
    staff(world, "bureau-officer").does(desk(tale.order, "came_late"), **late)
    assert (tale.now().state, tale.order.outcome) == ("completed", "returned_late")


def test_a_refusal_of_leave_names_the_procuratorate(world: World, time: Time) -> None:
    """社区矫正法 34.2: in writing, with the reasons and two ways on."""
    tale = begun(world, time, "corrections/leave", {**FUNERAL, "days": 60})
    officer = staff(world, "bureau-officer")
    assert "“县级社区矫正机构可以批准”：不符合" in officer.read(desk(tale.order, "ask_above")).text
    officer.does(desk(tale.order, "refuse"), reason="行程和事由对不上。")
    state = tale.now()
    assert (state.state, state.outcome) == ("refused", "refused")
    assert list(titles(tale, "bureau-officer").values()) == ["不予批准外出通知书"]

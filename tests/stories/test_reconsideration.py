"""A fine looked at again: silence accepts, the other side answers or not, the decision is in force; and petitions."""

from __future__ import annotations

import pytest

from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.models import Order
from tests.stories.begun import begun, stands
from tests.stories.telling import Browser, Tale, Time, desk, own, papers, staff
from tests.world import CITY, World

FINE = {
    "kind": "行政处罚",
    "known_on": "2026-02-20",
    "recent": "没有",
    "request": "撤销罚款。",
    "facts": "店里没有违规。",
    "fine": "2000",
    "sued": False,
}
ORGAN = {"name": "叶县某执法局", "kind": "organisation"}
PETITION = {"kind": "提出请求", "facts": "证件办了两个月。", "before": "没有办过"}


@pytest.fixture
def matter(world: World, time: Time) -> Tale:
    return begun(world, time, "disputes/reconsideration", FINE, opposite=ORGAN)


def due(order: Order, name: str) -> str:
    return str(Clock.objects.get(subject=order.subject, name=name).due_on)


def test_silence_for_five_working_days_accepts_the_application(matter: Tale) -> None:
    """行政复议法 30.3, 62.1; MED-06: sixty days from then."""
    assert due(matter.order, "submitted") == "2026-03-09"
    matter.at(3, 10)
    assert stands(matter)[0] == "ordinary"
    assert due(matter.order, "ordinary") == "2026-05-09"


def test_who_was_silent_still_asks_the_other_side(matter: Tale) -> None:
    """行政复议法 30.3, 48, 70; LAW-09: accepted by silence, the copy is due and the answer is waited for."""
    matter.at(3, 10)
    answer = matter.order.children.get(service="disputes/response")
    assert (answer.state, due(answer, "to_send")) == ("to_send", "2026-03-13")
    officer = staff(matter.world, "bureau-officer")
    officer.does(desk(answer, "send"))
    assert due(answer, "answering") == "2026-03-24"
    assert Order.objects.filter(parent=matter.order).count() == 1


def test_a_small_fine_takes_the_simple_procedure_and_the_other_side_has_five_working_days(
    matter: Tale,
) -> None:
    """行政复议法 53, 54, 62.2, 70: no answer means no evidence."""
    officer = staff(matter.world, "bureau-officer")
    assert (
        "“事实清楚、争议不大的，可以用简易程序”：符合"
        in officer.read(desk(matter.order, "accept_simple")).text
    )
    officer.presses("do", desk(matter.order, "accept_simple"), {"task": "处罚的事实和依据。"})
    assert due(matter.order, "simple") == "2026-04-01"
    answer = matter.order.children.get(service="disputes/response")
    officer.does(desk(answer, "send_simple"))
    assert due(answer, "answering_simple") == "2026-03-09"
    matter.at(3, 10)
    answer.refresh_from_db()
    assert (answer.state, answer.outcome) == ("completed", "no_answer")


def test_only_the_chief_decides_and_the_loser_may_sue_in_fifteen_days(matter: Tale) -> None:
    """LAW-09; 行政复议法 68, 行政诉讼法 45."""
    officer, chief = (staff(matter.world, role) for role in ("bureau-officer", "bureau-chief"))
    officer.does(desk(matter.order, "accept"), task="处罚的事实和依据。")
    assert officer.get(desk(matter.order, "maintain")).status_code == 403
    chief.does(desk(matter.order, "maintain"), kind_of_decision="维持", reason="事实清楚。")
    assert stands(matter) == ("maintained", "maintained")
    page = matter.worker_reads()
    assert "十五日内可以向人民法院起诉" in page.text
    assert f"/services/disputes/guidance/begin/?about={matter.order.number}" in page.links


def test_time_rests_while_the_matter_is_suspended(matter: Tale) -> None:
    """行政复议法 39: ten days of suspension are ten days more; a day of rest at the end moves on."""
    officer, chief = (staff(matter.world, role) for role in ("bureau-officer", "bureau-chief"))
    officer.does(desk(matter.order, "accept"), task="处罚的事实和依据。")
    assert due(matter.order, "ordinary") == "2026-05-06", "the first of May is a holiday"
    chief.does(desk(matter.order, "rest"), cause="等待其他案件结果", reason="另案未决。")
    matter.at(3, 12)
    officer = staff(matter.world, "bureau-officer")
    officer.does(desk(matter.order, "resume"), reason="另案已决。")
    clock = Clock.objects.get(subject=matter.order.subject, name="ordinary")
    assert str(clock.due_on) == "2026-05-11"


def test_guidance_names_the_way_and_is_followed_to_its_outcome(world: World, time: Time) -> None:
    """MED-39, ORD-22, EVAL-09: ruling, compensation, suit; a pointer is not the end."""
    said = {"about": "行政机关造成损失要赔偿", "facts": "拆错了棚子。"}
    tale = begun(world, time, "disputes/guidance", said)
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "guide"), way="国家赔偿", body="某执法局", how="写赔偿申请书。")
    assert stands(tale) == ("guided", "")
    officer.does(desk(tale.order, "served"), result="赔了三千元。")
    assert stands(tale) == ("completed", "served")


def test_a_petition_is_told_in_fifteen_days_done_in_sixty_and_reviewed_one_level_up(
    world: World, time: Time
) -> None:
    """OPEN-13; 信访工作条例 23, 34, 35."""
    tale = begun(world, time, "disputes/petition", PETITION)
    assert due(tale.order, "submitted") == "2026-03-17"
    officer = staff(world, "bureau-officer")
    officer.does(desk(tale.order, "accept"), handler_name="承办人")
    assert due(tale.order, "handling") == "2026-05-06", "the first of May is a holiday"
    officer.does(desk(tale.order, "not_support"), findings="按规定办的。", opinion="期限没有超过。")
    page = tale.worker_reads()
    assert [title for title, _ in papers(page).values()] == [
        "信访事项受理告知书",
        "信访事项处理意见书",
    ]

    about = f"/services/disputes/petition-review/apply/?about={tale.order.number}"
    person = tale.worker()
    person.read(about)
    said = {"answers.stage_asked": "复查", "answers.in_time": "no", "answers.reason": "超过了。"}
    person.presses("submit", "/services/disputes/petition-review/apply/", said)
    review = Order.objects.get(service="disputes/petition-review")
    assert (review.parent, review.organisation) == (tale.order, world.office("bureau", CITY))
    assert staff(world, "bureau-officer").get(desk(review, "uphold")).status_code == 404


def test_what_a_petition_says_reaches_nobody_else(world: World, time: Time) -> None:
    """信访工作条例 30: another county's people find nothing (`at` looks), a stranger is asked for the code."""
    tale = begun(world, time, "disputes/petition", PETITION)
    tale.at(3, 3)
    assert Browser().get(own(tale.order)).headers["Location"].startswith("/track/")
    assert "证件办了两个月。" in tale.worker_reads().text

"""Disputes from the lives of people in 叶县, from the first word to the kept promise or the way on."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.orders import access
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import chain_is_whole
from santai.kernel.errors import Refusal
from tests import world as w
from tests.stories.mediating import (
    Committee,
    child,
    committee,
    day,
    due,
    made,
    passes,
    tells,
)

WALL: dict[str, Any] = {
    "matter": "邻里物业",
    "story": "李大叔砌墙占了我家滴水的地方。",
    "opposite_view": "不知道",
    "stage": "没有找过",
    "risk": ["没有"],
}


@pytest.fixture
def at_work(world: w.World) -> Committee:
    return committee(world)


def wall(at_work: Committee) -> Order:
    """Asked for on a Monday; the neighbour was asked on Tuesday."""
    order = at_work.opens("mediation/people", day(3, 2), **WALL)
    return at_work.does(order, "ask_opposite", day(3, 3), how="上门")


def test_a_wall_between_neighbours_from_application_to_judicial_confirmation(
    at_work: Committee,
) -> None:
    """MED-05, MED-19, MED-26, MED-37, ORD-23: 人民调解法 17, 19, 29, 31, 33."""
    order = at_work.does(wall(at_work), "accept", day(3, 4), consent="当面都同意")
    assert due(order, "choosing") == "2026-03-09"  # three working days
    at_work.chooses(order, day(3, 5))
    order = at_work.agrees(order, day(3, 10), "2026-03-31", "李大叔拆墙三十厘米。")
    assert (order.state, order.outcome) == ("performing", "agreed")
    assert (due(order, "performance"), due(order, "confirmation")) == ("2026-03-31", "2026-04-09")

    tells(order, "confirm_in_court", day(3, 11), story="李大叔拆墙三十厘米。")
    confirmation = child(order, "mediation/confirmation")
    asked = {"last_day": "2026-04-09", "court": "叶县人民法院"}
    at_work.does(confirmation, "prepare", day(3, 12), **asked)
    filed = {"filed_on": "2026-03-13", "way": "双方到法院"}
    confirmation = at_work.does(confirmation, "file", day(3, 13), **filed)
    assert due(confirmation, "at_court") == "2026-03-16"  # three days for the court
    at_work.does(confirmation, "taken_up", day(3, 16))
    ruled = {"ruling": "（2026）豫0422民特1号", "ruled_on": "2026-03-20"}
    confirmation = at_work.does(confirmation, "confirmed", day(3, 20), **ruled)
    assert (confirmation.state, confirmation.outcome) == ("confirmed", "confirmed")
    assert made(confirmation) == ["司法确认申请书", "司法确认结果告知书"]

    done = {"performed_on": "2026-03-25", "proof": "现场看到"}
    order = at_work.mediates(order, "performed", day(3, 26), **done)
    assert (order.state, order.outcome) == ("completed", "performed")
    assert made(order) == [
        "征求调解意见函",
        "调解受理通知书",
        "调解当事人权利义务告知书",
        "调解员确定通知书",
        "人民调解协议书",
        "协议履行记录",
    ]
    assert chain_is_whole(order)


def test_a_neighbour_who_refuses_is_not_pressed_and_the_way_on_is_named(
    at_work: Committee,
) -> None:
    """MED-06, MED-07: 人民调解法 17, 26."""
    order = at_work.does(wall(at_work), "opposite_refuses", day(3, 4), said="不想谈，让他去告。")
    assert (order.state, order.outcome, order.stage) == ("no_consent", "no_consent", "completed")
    assert made(order)[-1] == "对方不同意调解告知书"
    with pytest.raises(Refusal):
        at_work.does(order, "accept", day(3, 5), consent="当面都同意")


def test_a_neighbour_who_says_nothing_has_not_agreed(at_work: Committee) -> None:
    """人民调解法 17: after five working days the matter ends by itself, and the paper says so."""
    order = wall(at_work)
    assert due(order, "asking_opposite") == "2026-03-10"
    order = passes(order, day(3, 11))
    assert (order.state, order.outcome) == ("no_consent", "no_consent")
    assert made(order)[-1] == "对方没有答复告知书"


def test_people_of_another_county_find_no_mediation(at_work: Committee, world: w.World) -> None:
    """USER-07: who has nothing to do with it does not learn that it exists."""
    order = wall(at_work)
    outsider = world.staff("window-clerk", w.LUSHAN)
    with pytest.raises(Refusal):
        access.order_for(outsider, order.number)
    assert access.order_for(at_work.officer, order.number) == order


def test_wages_not_agreed_within_fifteen_days_may_go_to_arbitration(at_work: Committee) -> None:
    """MED-10, MED-21, GRP-01: 劳动争议调解仲裁法 14.3, counted from the application."""
    asked = {
        "matter": "劳动报酬",
        "story": "干了三个月木工没有给钱。",
        "elsewhere": "都没有",
        "opposite_view": "不知道",
    }
    order = at_work.opens("mediation/labour", day(3, 2), **asked)
    at_work.does(order, "accept", day(3, 3), consent="电话都同意")
    order = at_work.chooses(order, day(3, 4))
    assert due(order, "mediating") == "2026-03-17"
    order = passes(order, day(3, 18))
    assert (order.state, order.outcome) == ("failed", "failed")
    assert made(order)[-1] == "调解到期告知书"


def test_the_days_of_an_appraisal_are_not_counted_in_a_medical_mediation(
    at_work: Committee,
) -> None:
    """MED-11, MED-36: 医疗纠纷预防和处理条例 34, 38: thirty working days without those of the appraisal."""
    asked = {
        "matter": "手术",
        "story": "手术后手指不能动。",
        "applies_as": "患者本人",
        "joint": "双方共同申请",
        "elsewhere": "都没有",
    }
    order = at_work.opens("mediation/medical", day(3, 2), **asked)
    at_work.does(order, "accept", day(3, 2), consent="共同申请")
    order = at_work.chooses(order, day(3, 2))
    before = due(order, "mediating")
    sent = {"body": "医学会", "entrusted": "医患双方共同委托", "result_by": "2026-03-23"}
    at_work.mediates(order, "send_to_appraisal", day(3, 9), **sent)
    found = {"harm": "轻度", "fault": "有", "cause": "有", "share": "次要"}
    order = at_work.mediates(order, "appraised", day(3, 23), **found)
    assert (before, due(order, "mediating")) == ("2026-04-14", "2026-04-28")


def test_what_a_court_sent_goes_back_with_a_report_when_there_is_no_agreement(
    at_work: Committee, world: w.World
) -> None:
    """MED-17: 特邀调解规定 21, 26, 27: thirty days from signing for the papers."""
    asked = {
        "matter": "借钱欠债",
        "story": "借款两万元到期没有还。",
        "court": "叶县人民法院",
        "kind": "立案前委派",
        "agreed": "双方同意",
        "identity_status": "不是",
    }
    clerk = world.staff("window-clerk")
    order = at_work.opens("mediation/court", day(3, 2), actor=clerk, **asked)
    chosen = {"practitioner": at_work.who.pk, "chosen_by": "双方在名册中协商确定"}
    order = at_work.does(order, "take_dispatched", day(3, 3), **chosen)
    assert due(order, "mediating") == "2026-04-02"
    at_work.mediates(order, "take_on", day(3, 3))
    order = at_work.mediates(
        order, "end_to_court", day(3, 20), cause="分歧太大谈不拢", papers="起诉状和证据副本"
    )
    assert (order.state, order.outcome) == ("returned", "failed")
    assert made(order)[-2:] == ["终止调解报告", "调解终止通知书"]


def test_who_settles_performs_and_is_recognised_by_the_police_is_not_punished(
    at_work: Committee, world: w.World
) -> None:
    """MED-14, MED-01: 治安管理处罚法 9.4."""
    asked = {
        "matter": "邻里纠纷",
        "story": "为了停车推了几下，衣服撕破了。",
        "act": "打架",
        "light": "较轻",
        "station": "昆阳派出所",
        "decided": False,
        "opposite_view": "愿意",
    }
    clerk = world.staff("window-clerk")
    order = at_work.opens("mediation/joint", day(3, 2), actor=clerk, **asked)
    at_work.does(order, "accept", day(3, 2), consent="当面都同意")
    order = at_work.chooses(order, day(3, 3))
    at_work.agrees(order, day(3, 4), "2026-03-10", "赔衣服二百元，当面道歉。")
    done = {"performed_on": "2026-03-06", "proof": "当场给付"}
    order = at_work.mediates(order, "performed", day(3, 6), **done)
    assert (order.state, order.turn) == ("with_police", "other_body")
    assert made(order)[-2:] == ["协议履行记录", "不予处罚书面申请"]
    order = at_work.does(order, "recognised", day(3, 10))
    assert (order.state, order.outcome) == ("completed", "recognised")


def test_a_sign_found_in_a_screening_is_warned_of_and_mediated(
    at_work: Committee, world: w.World
) -> None:
    """MED-08, MED-09, MED-37: 人民调解法 25; signed for within four hours, closed by the level above."""
    asked = {"focus": "邻里土地", "task": "走访东街，逐户问。", "until": "2026-03-13"}
    clerk = world.staff("window-clerk")
    task = at_work.opens("mediation/screening", day(3, 2), actor=clerk, **asked)
    at_work.does(task, "take_up", day(3, 2), people="调解员赵", finish_by="2026-03-13")
    at_work.does(task, "warn", day(3, 4), story="两家为墙要动手。", urgency="紧急")
    slip = child(task, "mediation/warning")
    assert (slip.answers["urgency"], slip.state) == ("紧急", "issued")
    at_work.does(slip, "sign", day(3, 4, 10), who="调解员赵", reply_by="2026-03-06")
    at_work.does(slip, "hand_to_mediation", day(3, 4, 11), story="东街两家为墙要动手。")
    assert child(slip, "mediation/people").state == "submitted"
    answered = {"result": "已经稳住继续调解", "said": "两家分开了，坐下来谈。"}
    slip = at_work.does(slip, "answer", day(3, 5), **answered)
    chief = world.staff("bureau-chief")
    slip = w.take(chief, slip, "close_slip", at=day(3, 6), checked="打电话问过两家。")
    assert (slip.state, slip.outcome) == ("completed", "resolved")


def test_a_small_quarrel_is_one_record_and_a_broken_promise_a_formal_mediation(
    at_work: Committee, world: w.World
) -> None:
    """MED-22, MED-27, MED-37: 人民调解法 28, 30."""
    told = {
        "matter": "借钱欠债",
        "story": "借了两千元，说好月底还。",
        "day": "2026-03-01",
        "mediator": "东街王主任",
        "result": "说好以后履行",
        "terms": "三月二十日前还两千元。",
        "risk": ["没有"],
    }
    clerk = world.staff("window-clerk")
    record = at_work.opens("mediation/quick", day(3, 2), actor=clerk, **told)
    promised = {"perform_by": "2026-03-20"}
    record = at_work.does(record, "enter_promised", day(3, 3), **promised)
    assert made(record) == ["口头调解协议登记表"]
    record = at_work.does(record, "go_formal", day(3, 23), why="到期没有还。")
    assert (record.state, record.outcome) == ("handed_on", "handed_on")
    assert child(record, "mediation/people").answers["matter"] == "借钱欠债"


def test_a_mediator_is_paid_for_the_case_after_the_list_was_shown(
    at_work: Committee, world: w.World
) -> None:
    """MED-25, MED-23: 人民调解法 6, 16: read, shown for five working days, paid."""
    asked = {
        "kind": "一般书面",
        "matters": "三月调成三件。",
        "cases": 3,
        "per_case": "150",
        "committee": "叶县人民调解委员会",
        "paid_staff": False,
        "filed": "都装好了",
        "account_number": "6200000000000000",
    }
    order = at_work.opens("mediation/subsidy", day(3, 2), **asked)
    officer = world.staff("bureau-officer")
    order = w.take(officer, order, "propose", at=day(3, 4), cases_paid=3, sum="450")
    assert due(order, "on_show") == "2026-03-11"
    order = passes(order, day(3, 12))
    assert order.state == "to_be_paid"
    paid = {"paid_on": "2026-03-13", "paid_sum": "450"}
    order = w.take(officer, order, "paid", at=day(3, 13), **paid)
    assert (order.outcome, made(order)) == ("paid", ["以案定补公示", "以案定补发放单"])

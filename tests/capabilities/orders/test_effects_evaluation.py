"""After the work: judged by the one who was served, done again where it was not good, archived at last (ORD-14)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import act
from santai.capabilities.orders.models import Order, Rating, Visit
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.kernel.errors import NotNow, Refusal
from tests import world as w
from tests.capabilities.orders.steps import (
    answered,
    clock,
    codes,
    completed,
    consult,
    everything,
    finished,
    fresh,
    last,
    object_to,
    refused,
)

pytestmark = pytest.mark.django_db


def rate(order: Order, score: str, at: Any = w.NOW) -> Order:
    return w.take(w.holder(order), order, "rate", at=at, score=score)


def call(world: w.World, order: Order, result: str, at: Any = w.NOW, **facts: Any) -> Order:
    return w.take(world.staff("visitor"), order, "call_back", at=at, result=result, **facts)


def no(actor: Actor, order: Order, action: str, /, **facts: Any) -> str:
    before = everything()
    with pytest.raises(Refusal) as why:
        act(actor=actor, number=order.number, action=action, facts=facts, at=w.NOW)
    assert everything() == before
    return why.value.message


def test_nobody_calls_back_about_what_they_had_in_hand(world: w.World) -> None:
    """EVAL-07, EVAL-10: also not past the worklist, on the order's own page."""
    order = answered(world, consult())
    Order.objects.filter(pk=order.pk).update(holder=world.accounts[("visitor", w.YE)])
    said = no(world.staff("visitor"), order, "call_back", result="已接通", score="非常满意")
    assert said == "自己经办的工单，不由自己回访。"
    other = world.staff("visitor", w.CITY)
    assert w.take(other, order, "call_back", result="已接通", score="满意").evaluated_at == w.NOW


# --- judged ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("score", ["非常满意", "满意", "基本满意"])
def test_a_content_applicant_settles_it(world: w.World, score: str) -> None:
    """ORD-12, ORD-14."""
    order = rate(answered(world, consult()), score)

    assert (order.state, order.evaluated_at) == ("completed", w.NOW)
    assert list(Rating.objects.values_list("order", "score")) == [(order.pk, score)]
    assert w.take(world.staff("window-clerk"), order, "archive").state == "archived"


def test_it_is_judged_once_for_each_time_it_was_done(world: w.World) -> None:
    order = rate(answered(world, consult()), "满意")
    assert no(w.holder(order), order, "rate", score="非常满意") == "这次办理已经评价过了。"


def test_nobody_but_the_applicant_rates(world: w.World) -> None:
    order = answered(world, consult())
    assert no(world.staff("window-clerk"), order, "rate", score="满意") == (
        "“评价”不由您的岗位办理。"
    )


def test_what_is_not_done_is_not_rated(world: w.World) -> None:
    order = consult()
    assert no(w.holder(order), order, "rate", score="满意") == (
        "工单现在是“等待答复”，不能这样办理。"
    )


# --- done again --------------------------------------------------------------------------------------


@pytest.mark.parametrize("score", ["不满意", "非常不满意"])
def test_a_discontented_applicant_has_it_done_again(world: w.World, score: str) -> None:
    """EVAL-10."""
    order = answered(world, consult())
    before = clock(order, "submitted")
    later = w.NOW + timedelta(days=1)

    order = rate(order, score, at=later)

    assert (order.state, order.stage, order.turn, order.redone) == (
        "submitted",
        "open",
        "agency",
        1,
    )
    assert (order.completed_at, order.evaluated_at, order.outcome) == (None, None, "")
    assert last(order).data["again"] is True
    assert clock(order, "submitted").pk != before.pk
    assert (clock(order, "submitted").started_at, clock(order, "submitted").due_on) == (
        later,
        date(2026, 3, 4),  # one working day from the day it was taken up again
    )
    assert order.due_at == clock(order, "submitted").due_at


def test_legal_aid_goes_back_to_the_one_who_did_it(world: w.World, order: Order) -> None:
    order = rate(completed(world, order), "不满意")

    assert (order.state, order.assignee) == ("in_hand", world.lawyers[0])


def test_it_is_done_again_twice_and_then_goes_to_the_supervisor(world: w.World) -> None:
    order, states = consult(), []
    for hour in range(3):
        at = w.NOW + timedelta(hours=hour)
        order = rate(answered(world, order, at), "不满意", at=at + timedelta(minutes=9))
        states.append(order.state)

    assert states == ["submitted", "submitted", "completed"]
    assert (order.redone, order.urged) == (2, 1)
    assert order.evaluated_at == w.NOW + timedelta(hours=2, minutes=9)
    assert Rating.objects.count() == 3


def test_a_refusal_is_not_done_again_because_somebody_is_discontented(
    world: w.World, order: Order
) -> None:
    """It has its own way on: the objection (法律援助法 49)."""
    order = rate(refused(world, order), "非常不满意")

    assert (order.state, order.urged, order.evaluated_at) == ("refused", 1, w.NOW)


def test_what_was_withdrawn_is_not_done_again(world: w.World, order: Order) -> None:
    order = w.take(w.holder(order), order, "withdraw", reason="和解")
    assert rate(order, "不满意").state == "withdrawn"


# --- called back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "score"), [("已接通", "满意"), ("已接通", None), ("拒绝回访", None)]
)
def test_who_was_reached_or_will_not_talk_settles_it(
    world: w.World, result: str, score: str | None
) -> None:
    """ORD-14: or a recorded call-back outcome."""
    order = call(world, answered(world, consult()), result, **({"score": score} if score else {}))

    assert (order.state, order.evaluated_at) == ("completed", w.NOW)
    assert list(Visit.objects.values_list("result", "score")) == [(result, score or "")]


def test_who_does_not_answer_is_called_on_three_days(world: w.World) -> None:
    """HOT-15, EVAL-10: the number of attempts is a parameter of the place."""
    order = answered(world, consult())

    for attempt, at in enumerate((w.NOW + timedelta(days=n) for n in range(3)), start=1):
        order = call(world, order, "无人接听", at=at)
        assert (order.evaluated_at is not None) == (attempt == 3)
    assert Visit.objects.count() == 3


def test_ringing_three_times_in_a_minute_is_one_attempt(world: w.World) -> None:
    order = answered(world, consult())
    for second in range(5):
        order = call(world, order, "无人接听", at=w.NOW + timedelta(seconds=second))
    assert order.evaluated_at is None


def test_attempts_before_it_was_done_again_do_not_count(world: w.World) -> None:
    order = answered(world, consult())
    for _ in range(2):
        order = call(world, order, "无人接听")
    order = rate(order, "不满意")
    order = answered(world, order, at=w.NOW + timedelta(days=1))

    order = call(world, order, "无人接听", at=w.NOW + timedelta(days=1))

    assert order.evaluated_at is None


def test_a_discontented_voice_on_the_telephone_has_it_done_again(world: w.World) -> None:
    order = call(world, answered(world, consult()), "已接通", score="不满意", comment="没说清楚")

    assert (order.state, order.redone) == ("submitted", 1)


def test_what_was_judged_stays_judged_when_nobody_answers(world: w.World) -> None:
    order = rate(answered(world, consult()), "满意")
    for day in (1, 2, 3):
        order = call(world, order, "无人接听", at=w.NOW + timedelta(days=day))

    assert order.evaluated_at == w.NOW


def test_a_score_is_asked_of_who_was_reached_only(world: w.World) -> None:
    order = call(world, answered(world, consult()), "无人接听", score="非常满意")

    assert order.evaluated_at is None
    assert list(Visit.objects.values_list("score", flat=True)) == [""]


# --- archived ------------------------------------------------------------------------------------------


def test_nothing_is_archived_before_it_was_judged(world: w.World) -> None:
    order = answered(world, consult())
    assert no(world.staff("window-clerk"), order, "archive") == (
        "还没有评价，也没有回访结果，不能归档。"
    )


def test_the_database_itself_closes_nothing_unjudged(world: w.World) -> None:
    """ORD-14 as a constraint: no other program, no slip of the hand closes an order."""
    order = answered(world, consult())

    closed = Order.objects.filter(pk=order.pk)
    match = "order_closed_only_after_evaluation"
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        closed.update(stage="closed", state="archived")
    assert fresh(order).stage == "completed"


def test_an_archived_order_is_done_with(world: w.World) -> None:
    order = rate(answered(world, consult()), "满意")
    order = w.take(world.staff("window-clerk"), order, "archive")

    assert (order.stage, order.turn, order.closed_at, order.due_at) == (
        "closed",
        "nobody",
        w.NOW,
        None,
    )
    assert no(w.holder(order), order, "rate", score="不满意").startswith("工单现在是“已归档”")


# --- reopened ------------------------------------------------------------------------------------------


def test_an_archived_order_is_reopened_by_who_supervises(world: w.World) -> None:
    chief = world.staff("bureau-chief")
    order = rate(answered(world, consult()), "满意")
    order = w.take(world.staff("window-clerk"), order, "archive")
    assert [spec.name for spec in view(chief, order, at=w.NOW).actions] == ["reopen"]

    order = w.take(chief, order, "reopen", reason="发现答错了")

    assert (order.state, order.stage, order.closed_at, order.redone) == (
        "submitted",
        "open",
        None,
        1,
    )
    assert codes(order)[-2:] == ["archive", "reopen"]


def test_an_archived_refusal_is_reopened_as_a_decision_and_not_as_work(
    world: w.World, order: Order
) -> None:
    """Nobody was ever assigned: it goes to be decided again, not into the hands of nobody."""
    order = rate(refused(world, order), "满意")
    order = w.take(world.staff("aid-clerk"), order, "archive")

    order = w.take(world.staff("aid-approver"), order, "reopen", reason="发现新证据")

    assert order.state == "correcting"


def test_archived_work_is_reopened_as_work(world: w.World, order: Order) -> None:
    order = rate(completed(world, order), "满意")
    order = w.take(world.staff("aid-clerk"), order, "archive")

    assert w.take(world.staff("aid-clerk"), order, "reopen", reason="漏了一项").state == "in_hand"


@pytest.mark.parametrize("archived", [False, True])
def test_what_was_withdrawn_is_begun_anew(world: w.World, order: Order, archived: bool) -> None:
    clerk = world.staff("aid-clerk")
    order = w.take(w.holder(order), order, "withdraw", reason="和解")
    if archived:
        order = w.take(clerk, rate(order, "满意"), "archive")

    order = w.take(clerk, order, "reopen", reason="对方反悔")

    assert (order.state, order.outcome) == ("submitted", "")


def test_a_service_without_redo_begins_anew(world: w.World, order: Order) -> None:
    objection = object_to(refused(world, order))
    officer = world.staff("bureau-officer")
    objection = w.take(officer, objection, "maintain", reason="没有新的事实")

    assert w.take(officer, objection, "reopen", reason="有新证据").state == "submitted"


def test_nobody_else_reopens(world: w.World) -> None:
    order = answered(world, consult())
    assert no(w.holder(order), order, "reopen", reason="x") == "“重新办理”不由您的岗位办理。"
    assert access.capacities(w.holder(order), order) == {"applicant"}


def test_the_whole_way_is_one_number_and_one_story(world: w.World, order: Order) -> None:
    """ORD-08, ORD-14, ORD-31: discontented, done again, called back, archived."""
    order = rate(completed(world, order), "不满意")
    order = finished(world, order)
    order = call(world, order, "已接通", score="满意")
    order = w.take(world.staff("aid-clerk"), order, "archive")

    assert codes(order) == [
        "submitted",
        "grant",
        "assign",
        "accept",
        "report",
        "complete",
        "rate",
        "report",
        "complete",
        "call_back",
        "archive",
    ]
    with pytest.raises(NotNow):
        w.take(world.staff("aid-clerk"), order, "note", text="x")

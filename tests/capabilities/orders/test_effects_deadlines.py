"""Extensions (延期): asked for by one, allowed by another in a post the service names, as often as it says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from santai.capabilities.orders.actions import act, sweep
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.models import Post
from santai.kernel.errors import Forbidden, Invalid, NotNow, Refusal
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.orders.steps import (
    clock,
    everything,
    finished,
    fresh,
    in_hand,
    last,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(world: w.World) -> Order:
    """In hand: six months, extended by three up to four times by the aid approver."""
    return in_hand(world, w.ask_for_aid().order)


def ask(world: w.World, order: Order, **changes: Any) -> Order:
    facts = {"clock": "in_hand", "reason": "法院还没有排期", **changes}
    return w.take(world.lawyer(), order, "ask_extension", **facts)


def no(actor: Actor, order: Order, action: str, /, **facts: Any) -> Refusal:
    before = everything()
    with pytest.raises(Refusal) as why:
        act(actor=actor, number=order.number, action=action, facts=facts, at=w.NOW)
    assert everything() == before
    return why.value


def test_what_is_asked_for_changes_nothing_yet(world: w.World, order: Order) -> None:
    before = clock(order, "in_hand").due_on
    order = ask(world, order)

    assert order.asked_extension == {"clock": "in_hand", "by": world.lawyer().account_id}
    assert last(order).data["by"] == "3 个月"
    assert clock(order, "in_hand").due_on == before == date(2026, 9, 2)


def test_another_person_allows_it_and_the_day_moves(world: w.World, order: Order) -> None:
    """The applicant is told, with the day before and after."""
    order = w.take(world.staff("aid-approver"), ask(world, order), "allow_extension", reason="同意")

    running = clock(order, "in_hand")
    assert (running.extensions, running.due_on) == (["3 months"], date(2026, 12, 2))
    assert (order.asked_extension, order.due_at) == (None, running.due_at)
    event = last(order)
    assert event.public
    assert {key: event.data[key] for key in ("clock", "by", "before", "after")} == {
        "clock": "in_hand",
        "by": "3 个月",
        "before": "2026-09-02",
        "after": "2026-12-02",
    }


def test_only_a_post_the_service_names_allows_it(world: w.World, order: Order) -> None:
    refused = no(world.staff("aid-clerk"), ask(world, order), "allow_extension", reason="同意")

    assert (type(refused), refused.message) == (Forbidden, "这个延期不由您的岗位批准。")


@pytest.mark.parametrize("action", ["allow_extension", "refuse_extension"])
def test_four_eyes(world: w.World, order: Order, action: str) -> None:
    """Whoever asked does not answer, whatever other post they hold."""
    lawyer = world.lawyers[0].account
    Post.objects.create(
        account=lawyer,
        role="aid-approver",
        organisation=world.office("legal-aid-agency"),
        region=w.YE,
        starts=w.TODAY,
    )
    both = actor_for(lawyer, "counter", w.TODAY)

    refused = no(both, ask(world, order), action, reason="同意")
    assert type(refused) is Forbidden


def test_it_is_refused_with_a_reason(world: w.World, order: Order) -> None:
    before = clock(order, "in_hand").due_on
    order = w.take(
        world.staff("aid-approver"), ask(world, order), "refuse_extension", reason="抓紧办"
    )

    assert order.asked_extension is None
    assert clock(order, "in_hand").due_on == before
    assert ask(world, order).asked_extension is not None  # and may be asked for again


def test_one_at_a_time(world: w.World, order: Order) -> None:
    order = ask(world, order)
    refused = no(world.lawyer(), order, "ask_extension", clock="in_hand", reason="再要")

    assert refused.message == "已经有一个延期申请在等批准。"


@pytest.mark.parametrize("action", ["allow_extension", "refuse_extension"])
def test_what_was_not_asked_for_is_not_answered(world: w.World, order: Order, action: str) -> None:
    refused = no(world.staff("aid-approver"), order, action, reason="x")
    assert (type(refused), refused.message) == (NotNow, "没有等待批准的延期申请。")


def test_as_often_as_the_service_says_and_no_more(world: w.World, order: Order) -> None:
    for _ in range(4):
        order = ask(world, order)
        order = w.take(world.staff("aid-approver"), order, "allow_extension", reason="同意")

    assert clock(order, "in_hand").due_on == date(2027, 9, 2)
    refused = no(world.lawyer(), order, "ask_extension", clock="in_hand", reason="再要")
    assert refused.message == "“承办期限”最多延期 4 次，已经用完。"


@pytest.mark.parametrize("name", ["submitted", "granted", "nothing"])
def test_a_clock_that_does_not_run_or_may_not_be_extended_is_not(
    world: w.World, order: Order, name: str
) -> None:
    refused = no(world.lawyer(), order, "ask_extension", clock=name, reason="x")
    assert isinstance(refused, Invalid)
    assert refused.fields == {"clock": "这个时限不能延期。"}


def test_a_request_ends_with_its_clock(world: w.World, order: Order) -> None:
    """Work done again has a limit of its own, which nobody has asked to extend."""
    order = finished(world, ask(world, order))
    assert order.asked_extension is None

    order = w.take(w.holder(order), order, "rate", score="不满意")
    assert order.state == "in_hand"
    refused = no(world.staff("aid-approver"), order, "allow_extension", reason="同意")
    assert refused.message == "没有等待批准的延期申请。"


def test_what_is_late_stays_late(world: w.World, order: Order) -> None:
    """An extension asked for in time and allowed too late would wipe the breach out of the record."""
    late = datetime(2026, 9, 5, 9, tzinfo=ZONE)
    order = ask(world, order)
    assert sweep(at=late) == 1
    approver = world.staff("aid-approver", on=late.date())
    with pytest.raises(NotNow) as refusal:
        w.take(approver, fresh(order), "allow_extension", at=late, reason="同意")
    assert refusal.value.message == (
        "“承办期限”已经过了最后一天，不能再延期。请尽快办理，并说明超期的原因。"
    )
    assert clock(order, "in_hand").breached_at == late

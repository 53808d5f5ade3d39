"""The inbox and the order page: what is shown to whom, in which order, in how many statements."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from santai.capabilities.orders import queries
from santai.capabilities.orders.actions import sweep
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import counts, inbox, orders_of_party, view
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.orders.steps import (
    answered,
    assigned,
    consult,
    fresh,
    granted,
    in_hand,
    permit,
    refused,
)

pytestmark = pytest.mark.django_db

STATEMENTS = 1


def box(actor: w.Actor, which: str, at: datetime = w.NOW, page: int = 1) -> list[Order]:
    return inbox(actor, which=which, at=at, page=page)


# --- filters -------------------------------------------------------------------------------------------


def test_mine_is_what_i_claimed_or_what_was_assigned_to_me(world: w.World) -> None:
    claimed, other = w.ask_for_aid().order, w.ask_for_aid().order
    clerk = world.staff("aid-clerk")
    w.take(clerk, claimed, "claim")
    assigned(world, other)

    assert box(clerk, "mine") == [claimed]
    assert box(world.second("aid-clerk"), "mine") == []
    assert box(world.lawyer(), "mine") == [other]
    assert box(world.lawyer(1), "mine") == []


def test_our_turn_and_unclaimed(world: w.World) -> None:
    one, claimed, waiting = (w.ask_for_aid().order for _ in range(3))
    clerk = world.staff("aid-clerk")
    w.take(clerk, claimed, "claim")
    w.take(clerk, waiting, "ask_for_more", missing="x", reply_by="2026-03-20")
    question = consult()

    assert box(clerk, "turn") == [one, claimed]
    assert box(clerk, "unclaimed") == [one]
    assert box(clerk, "waiting") == [waiting]
    assert {*box(clerk, "all")} == {one, claimed, waiting}
    # The counter sees the agency's orders too, but they are not its turn.
    assert box(world.staff("window-clerk"), "turn") == [question]


def test_overdue_begins_with_the_moment_the_limit_ends(world: w.World, order: Order) -> None:
    clerk, end = world.staff("aid-clerk"), datetime(2026, 3, 10, tzinfo=ZONE)

    assert box(clerk, "overdue", end - timedelta(microseconds=1)) == []
    assert box(clerk, "overdue", end) == [order]
    assert sweep(at=end) == 1


def test_who_is_to_be_called_back(world: w.World) -> None:
    """HOT-15: completed and not yet judged, the longest waiting first."""
    later = answered(world, consult(), at=w.NOW + timedelta(hours=2))
    earlier = answered(world, consult(), at=w.NOW + timedelta(hours=1))
    rated = answered(world, consult())
    w.take(w.holder(rated), rated, "rate", score="满意")

    assert box(world.staff("visitor"), "call_back") == [earlier, later]


def test_what_breaches_first_is_at_the_top(world: w.World, order: Order) -> None:
    soon = granted(world, w.ask_for_aid().order)
    still = w.ask_for_aid().order
    w.take(world.staff("aid-clerk"), still, "ask_for_more", missing="x", reply_by="2026-03-03")

    assert box(world.staff("aid-clerk"), "all") == [still, soon, order]


def test_a_filter_there_is_not_shows_everything_open(world: w.World, order: Order) -> None:
    assert box(world.staff("aid-clerk"), "nonsense") == [order]


def test_an_outsider_has_an_empty_inbox(world: w.World, order: Order) -> None:
    outsider = world.staff("aid-clerk", w.LUSHAN)
    assert counts(outsider, at=w.NOW) == dict.fromkeys(queries.FILTERS, 0)
    assert [box(outsider, which) for which in queries.FILTERS] == [[]] * len(queries.FILTERS)


def test_pages(world: w.World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than a page holds, so that the reader knows whether there is another."""
    monkeypatch.setattr(queries, "PAGE", 2)
    orders = [w.ask_for_aid(at=w.NOW + timedelta(days=n)).order for n in (0, 3, 7)]
    clerk = world.staff("aid-clerk")

    assert [box(clerk, "all", page=page) for page in (0, 1, 2, 3)] == [
        orders,
        orders,
        orders[2:],
        [],
    ]


@pytest.mark.parametrize("which", queries.FILTERS)
@pytest.mark.parametrize("rows", [1, 3])
def test_an_inbox_is_one_statement_however_many_rows(
    world: w.World, django_assert_num_queries: Any, which: str, rows: int
) -> None:
    for _ in range(rows):
        w.take(world.staff("aid-clerk"), w.ask_for_aid().order, "claim")
    clerk = world.staff("aid-clerk")

    with django_assert_num_queries(STATEMENTS):
        for order in box(clerk, which):
            assert (order.applicant.name, order.organisation.name) != ("", "")
            assert order.holder is not None


# --- counts ----------------------------------------------------------------------------------------------


def test_counts_are_those_of_the_lists(world: w.World) -> None:
    clerk = world.staff("aid-clerk")
    w.take(clerk, w.ask_for_aid().order, "claim")
    w.ask_for_aid()
    refused(world, w.ask_for_aid().order)

    assert counts(clerk, at=w.NOW) == {
        "mine": 1,
        "turn": 2,
        "unclaimed": 1,
        "sift": 0,
        "overdue": 0,
        "waiting": 0,
        "call_back": 1,
        "all": 2,
    }
    later = w.NOW + timedelta(days=30)
    assert {which: len(box(clerk, which, later)) for which in queries.FILTERS} == counts(
        clerk, at=later
    )


def test_counting_stops_where_nobody_reads_the_figure(
    world: w.World, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(queries, "COUNTED_TO", 2)
    for _ in range(4):
        w.ask_for_aid()
    clerk = world.staff("aid-clerk")

    with django_assert_num_queries(1):
        assert counts(clerk, at=w.NOW)["all"] == 2


# --- the page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("events", [1, 3])
def test_the_order_page_asks_the_same_however_long_the_story(
    world: w.World, django_assert_num_queries: Any, events: int
) -> None:
    clerk, number = world.staff("aid-clerk"), w.ask_for_aid().order.number
    order = Order.objects.get(number=number)
    for _ in range(events):
        w.take(clerk, order, "note", text="x")
    order = fresh(order)

    # the reading, events, parties, clocks, once; papers where they are shown
    with django_assert_num_queries(4):
        view(clerk, order, at=w.NOW)


def test_the_timeline_is_named_as_the_file_names_it(world: w.World, order: Order) -> None:
    order = granted(world, order)
    seen = view(world.staff("aid-clerk"), order, at=w.NOW)

    assert [(m.title, m.source, m.target) for m in seen.timeline] == [
        ("提交", "", "审查中"),
        ("给予援助", "审查中", "已决定援助，正在安排承办人"),
    ]
    assert [due.explanation for due in seen.clocks] == [
        "自 2026 年 3 月 2 日（不计当日）起 5 日，止于 3 月 7 日，逢周六、周日休息日顺延至 3 月 9 日；"
        "依据《法律援助法》第四十三条第一款、《办理法律援助案件程序规定》、《服务承诺》。",
        "自 2026 年 3 月 2 日（不计当日）起 2 日，止于 3 月 4 日；依据《法律援助法》第四十三条第一款、《服务承诺》。",
    ]


def test_a_day_set_by_a_notice_says_so(world: w.World, order: Order) -> None:
    order = w.take(
        world.staff("aid-clerk"), order, "ask_for_more", missing="x", reply_by="2026-03-10"
    )
    last_clock = view(w.holder(order), order, at=w.NOW).clocks[-1]

    assert last_clock.explanation == (
        "通知书指定的日期：2026 年 3 月 10 日；依据《法律援助法》第四十三条第二款。"
    )


def test_the_buttons_are_those_one_may_press(world: w.World, order: Order) -> None:
    def names(actor: w.Actor) -> list[str]:
        return [spec.name for spec in view(actor, fresh(order), at=w.NOW).actions]

    assert names(w.holder(order)) == ["message", "withdraw"]
    assert names(world.staff("auditor", w.PROVINCE)) == []
    assert "grant" in names(world.staff("aid-approver"))
    assert "grant" not in names(world.staff("aid-clerk"))


def test_the_applicant_sees_the_other_side_by_name_only(world: w.World) -> None:
    """An address can be a danger."""
    other = {"name": "对方某", "phone": "13800000077", "address": "叶县某街 7 号"}
    order = w.ask_for_aid(opposite=other).order

    seen = {person.role: person for person in view(w.holder(order), order, at=w.NOW).people}
    opposite = seen["对方当事人"]
    assert (opposite.name, opposite.phone, opposite.address) == ("对方某", "", "")
    assert seen["申请人"].phone == "13800000001"


def test_the_persons_history_is_what_the_reader_may_see(world: w.World, order: Order) -> None:
    """Nobody tells the story twice; nobody reads another office's story."""
    question = consult(at=w.NOW + timedelta(hours=1))
    party = order.applicant_id

    assert list(orders_of_party(world.staff("window-clerk"), party)) == [question, order]
    assert list(orders_of_party(world.staff("aid-clerk"), party)) == [order]
    assert list(orders_of_party(world.staff("aid-clerk", w.LUSHAN), party)) == []


def test_somebody_the_order_was_taken_from_loses_it_in_lists_too(
    world: w.World, order: Order
) -> None:
    order = in_hand(world, order)
    lawyer = world.lawyer()
    assert box(lawyer, "all") == [order]
    Order.objects.filter(pk=order.pk).update(assignee=None)
    assert box(lawyer, "all") == []


def test_an_order_of_any_service_is_shown(world: w.World, trial: None) -> None:
    assert view(world.staff("window-clerk"), permit(), at=w.NOW).state.title.zh == "审查中"

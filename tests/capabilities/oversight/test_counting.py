"""Standings and tallies follow the orders, event by event."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Sum

from santai.capabilities.orders.models import Event
from santai.capabilities.oversight.actions import counting
from santai.capabilities.oversight.models import Progress, Standing, Tally
from santai.capabilities.oversight.queries.measures import TALLIED
from santai.capabilities.oversight.queries.totals import as_of
from santai.capabilities.places import codes
from tests import world as w
from tests.capabilities.orders.steps import answered, consult
from tests.capabilities.oversight.matters import a_bit_of_everything, asked, called, rated, referred

pytestmark = pytest.mark.django_db


def standing(order: object) -> Standing:
    counting.catch_up(at=w.NOW)
    return Standing.objects.get(pk=order.pk)  # type: ignore[attr-defined]


def sums() -> dict[tuple[str, str], int]:
    rows = Tally.objects.values_list("area", "measure").annotate(Sum("count"))
    return {(area, measure): number for area, measure, number in rows if number}


def test_an_order_counts_in_every_region_around_it(world: w.World) -> None:
    w.ask_for_aid(region=w.VILLAGE)
    counting.catch_up(at=w.NOW)
    areas = [area for area, measure in sums() if measure == "received"]
    assert sorted(areas) == [codes.NATION, w.PROVINCE, w.CITY, w.YE, w.TOWN, w.VILLAGE]


def test_counting_twice_changes_nothing(world: w.World) -> None:
    a_bit_of_everything(world)
    counting.catch_up(at=w.NOW)
    before = sums()
    Progress.objects.update(event=0)
    counting.catch_up(at=w.NOW)
    assert sums() == before


def test_counting_as_it_happens_is_counting_all_at_once(world: w.World) -> None:
    """Small steps with every event seen alone give what one look at the end gives."""
    a_bit_of_everything(world)
    Progress.objects.get_or_create(pk=1)
    while counting.count(at=w.NOW, limit=1):
        pass
    step_by_step = sums()
    Standing.objects.all().delete()
    Tally.objects.all().delete()
    Progress.objects.all().delete()
    counting.catch_up(at=w.NOW)
    assert sums() == step_by_step


def test_an_order_that_moves_on_leaves_what_it_counted_for(world: w.World) -> None:
    order = consult()
    counting.catch_up(at=w.NOW)
    assert sums()[(w.YE, "open")] == 1
    answered(world, order)
    counting.catch_up(at=w.NOW)
    assert (w.YE, "open") not in sums()
    assert sums()[(w.YE, "done")] == 1


def test_the_tallies_are_the_sums_of_the_standings(world: w.World) -> None:
    a_bit_of_everything(world)
    counting.catch_up(at=w.NOW)
    for measure in TALLIED:
        found = Standing.objects.filter(measure.only).count()
        assert sums().get((codes.NATION, measure.name), 0) == found, measure.name


def test_what_commits_late_is_not_passed_over(world: w.World) -> None:
    """Its event has a lower number than one that was counted already."""
    first = consult()
    second = consult()
    counting.catch_up(at=w.NOW)
    Standing.objects.filter(pk=first.pk).delete()  # as if it had not been there to see
    assert Event.objects.filter(order=second).exists()
    counting.count(at=w.NOW)
    assert Standing.objects.filter(pk=first.pk).exists()


def test_the_night_mends_what_was_missed(world: w.World) -> None:
    order = consult()
    counting.catch_up(at=w.NOW)
    before = sums()
    Standing.objects.filter(pk=order.pk).update(seq=0)
    Progress.objects.update(event=10**9)
    assert counting.mend() == 1
    assert counting.mend() == 0
    assert sums() == before


def test_the_page_can_say_until_when_everything_is_counted(world: w.World) -> None:
    assert as_of() is None
    consult()
    counting.catch_up(at=w.NOW)
    assert as_of() == w.NOW


# --- what the marks mean --------------------------------------------------------------------------


@pytest.mark.parametrize(("action", "solved"), [("answer", True), (None, False)])
def test_first_contact_is_the_one_who_took_it_answering_that_day(
    world: w.World, action: str | None, solved: bool
) -> None:
    clerk = world.staff("window-clerk")
    order = asked(clerk)
    if action:
        w.take(clerk, order, action, at=w.NOW + timedelta(minutes=5), answer="可以申请劳动仲裁。")
    assert standing(order).first is solved


def test_first_contact_is_not_a_colleague_nor_the_next_day(world: w.World) -> None:
    clerk, colleague = world.staff("window-clerk"), world.second("window-clerk")
    by_other, next_day = asked(clerk), asked(clerk)
    w.take(colleague, by_other, "answer", answer="可以申请劳动仲裁。")
    w.take(clerk, next_day, "answer", at=w.NOW + timedelta(days=1), answer="可以申请劳动仲裁。")
    assert (standing(by_other).first, standing(next_day).first) == (False, False)


def test_first_contact_asks_only_what_was_asked_of_a_person(world: w.World) -> None:
    assert standing(consult()).first is None
    assert standing(w.ask_for_aid(actor=world.staff("window-clerk")).order).first is None


def test_a_question_done_again_was_not_solved_at_first(world: w.World) -> None:
    clerk = world.staff("window-clerk")
    order = w.take(clerk, asked(clerk), "answer", answer="可以申请劳动仲裁。")
    order = rated(order, "不满意", w.NOW + timedelta(minutes=9))
    w.take(clerk, order, "answer", at=w.NOW + timedelta(hours=1), answer="可以申请劳动仲裁。")
    assert standing(order).first is False


def test_a_referral_converts_when_the_other_body_takes_it_or_it_is_served(world: w.World) -> None:
    """EVAL-09."""
    clerk = world.staff("window-clerk")
    pointed, lost, served = (referred(world) for _ in range(3))
    taken = w.take(clerk, referred(world), "contact", with_whom="王科长", said="已说明情况")
    w.take(clerk, taken, "accepted")
    w.take(clerk, lost, "not_needed", reason="自己解决了")
    w.take(clerk, served, "served", result="当场登记")
    found = [standing(order).converted for order in (pointed, lost, served, taken)]
    assert found == [False, False, True, True]
    assert standing(consult()).converted is None


def test_the_dissatisfied_are_followed_to_the_call_and_the_second_try(world: w.World) -> None:
    """EVAL-10."""
    order = rated(answered(world, consult()), "不满意", w.NOW + timedelta(hours=1))
    marks = standing(order)
    assert (marks.unhappy, marks.called, marks.redone) == (True, False, True)
    order = answered(world, order, w.NOW + timedelta(hours=2))
    called(world, order, w.NOW + timedelta(hours=3))
    marks = standing(order)
    assert (marks.unhappy, marks.called, marks.redone) == (True, True, True)
    assert (marks.judged_on, marks.judged_by) == (w.TODAY, "rating")

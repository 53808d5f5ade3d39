"""Drawing at random (NOT-12): fixed first, drawn by what comes afterwards; nobody steers it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import santai_verify as verify
from santai.capabilities.assignment.actions import settle
from santai.capabilities.assignment.models import Draw
from santai.capabilities.assignment.queries import draw_of, paper, shown_draw, stable_id
from santai.capabilities.assignment.queries.draws import commitment_of, drawn
from santai.capabilities.ledger.actions import fsck, sequencer
from santai.capabilities.ledger.actions.keys import make_keys
from santai.capabilities.ledger.models import Checkpoint
from santai.capabilities.orders.models import Event, Order, OrderParty
from santai.capabilities.people.models import Practitioner
from santai.catalogue import current
from santai.kernel.errors import Conflict, Forbidden, Missing
from tests import world as w

ROOT = Path(__file__).parent / "root"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def key(settings: Any, tmp_path: Path) -> verify.Key:
    settings.KEYS_ROOT = tmp_path / "keys"
    return verify.read_key(str(make_keys()))


@pytest.fixture
def world(world: w.World, key: verify.Key) -> Iterator[w.World]:
    """The small world, its ledger, a service whose assignee is drawn, and twelve lawyers to draw from."""
    current.use(ROOT)
    firm = world.office("law-firm", w.YE)
    for n in range(9):
        world.lawyers.append(
            Practitioner.objects.create(
                name=f"抽签律师{n}",
                kind="lawyer",
                licence=f"D{n}",
                licensed_on=w.TODAY - timedelta(days=3000),
                organisation=firm,
                region=firm.region_id,
                languages=["普通话"],
                capacity=5,
            )
        )
    yield world
    current.use()


def asked(**changes: Any) -> Order:
    person = {"name": "提灯人", "phone": "13800000004"}
    request = {"answers": {"matter": "修路灯"}, "applicant": person, "opposite": None, **changes}
    return Order.objects.get(pk=w.ask_for_aid(service="consultation/drawn", **request).order.pk)


def begun(world: w.World, order: Order | None = None) -> Order:
    return w.take(world.staff("window-clerk"), order or asked(), "draw")


def settled(order: Order, at: Any = w.NOW) -> Order:
    sequencer.seal(at=at)
    assert settle(at=at) == 1
    return Order.objects.get(pk=order.pk)


def made(order: Order) -> Draw:
    found = draw_of(order)
    assert found is not None
    return found


def ranked(order: Order) -> list[str]:
    """Who comes out in which order, by the first checkpoint over the list."""
    one = made(order)
    return drawn(one.origin, Checkpoint.objects.get(size=one.checkpoint))


# --- how it goes ----------------------------------------------------------------------------------


def test_somebody_of_the_list_comes_out_as_soon_as_there_is_a_checkpoint(world: w.World) -> None:
    """NOT-12: uniform acceptance, random assignment, all of them handle."""
    order = begun(world)
    assert (order.state, order.assignee) == ("drawing", None)
    assert settle(at=w.NOW) == 0  # nothing to draw with yet
    order = settled(order)
    assert order.state == "assigned"
    assert order.assignee is not None
    assert stable_id(order.assignee.pk) == ranked(order)[0]
    assert len(made(order).candidates) == 12


def test_a_stranger_draws_again_from_the_published_paper(world: w.World, key: verify.Key) -> None:
    order = settled(begun(world))
    published = paper(made(order))
    assert published is not None
    found, head = verify.draw(published, key)
    assert found["chosen"] == stable_id(order.assignee_id or 0)
    assert head.size == made(order).checkpoint


def test_the_paper_names_practitioners_and_nobody_else(world: w.World) -> None:
    order = settled(begun(world))
    text = (paper(made(order)) or b"").decode()
    for private in (order.number, "提灯人", "13800000004", "修路灯"):
        assert private not in text


def test_before_anybody_came_out_there_is_no_paper(world: w.World) -> None:
    assert paper(made(begun(world))) is None


def test_and_the_outsider_has_no_draw_by_guessing(world: w.World) -> None:
    begun(world)
    with pytest.raises(Missing):
        shown_draw("0" * 16)


def test_who_is_on_the_other_side_is_not_on_the_list(world: w.World) -> None:
    """律师法 39."""
    ours, other = asked(), w.ask_for_aid().order
    OrderParty.objects.create(order=other, party=ours.applicant, role="opposite")
    Order.objects.filter(pk=other.pk).update(assignee=world.lawyers[0])
    listed = {one["id"] for one in made(begun(world, ours)).candidates}
    assert stable_id(world.lawyers[0].pk) not in listed


def test_who_may_no_longer_act_is_passed_over_for_all_to_see(
    world: w.World, key: verify.Key
) -> None:
    order = begun(world)
    sequencer.seal(at=w.NOW)
    first = drawn(made(order), Checkpoint.objects.get())[0]
    Practitioner.objects.filter(pk=int(first[1:])).update(is_active=False)
    settle(at=w.NOW)
    assert [one["id"] for one in made(order).passed] == [first]
    found, _head = verify.draw(paper(made(order)) or b"", key)
    assert found["passed"] == [first]


def test_where_nobody_of_the_list_is_left_a_new_one_is_made(world: w.World) -> None:
    order = begun(world)
    sequencer.seal(at=w.NOW)
    Practitioner.objects.exclude(pk=world.lawyers[0].pk).update(is_active=False)
    Practitioner.objects.filter(pk=world.lawyers[0].pk).update(
        suspended_until=w.TODAY + timedelta(9)
    )
    settle(at=w.NOW)
    assert (Order.objects.get(pk=order.pk).state, made(order).chosen) == ("drawing", None)
    Practitioner.objects.update(is_active=True, suspended_until=None)
    order = begun(world, order)
    assert made(order).continues is None
    assert settled(order, w.NOW + MINUTE).state == "assigned"


# --- five ways in which a clerk cannot steer it -----------------------------------------------------


def test_asking_again_throws_no_dice(world: w.World) -> None:
    order = begun(world)
    with pytest.raises(Conflict, match="不能再抽"):
        w.take(world.staff("window-clerk"), order, "draw")
    assert Draw.objects.count() == 1


def test_a_list_changed_afterwards_is_not_drawn_from(world: w.World, key: verify.Key) -> None:
    """With its digest or without: the leaf is of the list that was fixed."""
    order = begun(world)
    sequencer.seal(at=w.NOW)
    one = made(order)
    few = one.candidates[:1]
    Draw.objects.update(candidates=few)
    assert settle(at=w.NOW) == 0
    Draw.objects.update(commitment=commitment_of(one.public, one.service, few))
    assert settle(at=w.NOW) == 0
    assert Order.objects.get(pk=order.pk).assignee is None
    assert list(fsck.leaves(0, Checkpoint.objects.get().size)) != []


def test_nobody_waits_for_a_better_checkpoint(world: w.World) -> None:
    """Whatever was signed since: the first one over the list is what it is drawn with."""
    order = begun(world)
    sequencer.seal(at=w.NOW)
    first = Checkpoint.objects.get()
    for n in range(1, 4):
        asked(answers={"matter": f"另一件 {n}"})
        sequencer.seal(at=w.NOW + n * MINUTE)
    assert Checkpoint.objects.count() == 4
    assert settle(at=w.NOW + 4 * MINUTE) == 1
    assert made(order).checkpoint == first.size
    assert stable_id(Order.objects.get(pk=order.pk).assignee_id or 0) == ranked(order)[0]


def test_and_no_staff_choose_the_moment(world: w.World) -> None:
    order = begun(world)
    sequencer.seal(at=w.NOW)
    with pytest.raises(Forbidden):
        w.take(world.staff("window-clerk"), order, "drawn")


def test_taken_back_and_brought_again_is_the_same_draw(world: w.World) -> None:
    order = settled(begun(world))
    again = w.take(w.holder(order), order, "withdraw", reason="换个律师")
    second = begun(world, asked())
    assert made(second).continues == made(again)
    assert settle(at=w.NOW + MINUTE) == 1
    assert Order.objects.get(pk=second.pk).assignee == order.assignee


def test_taken_back_while_it_is_drawn_makes_no_difference(world: w.World) -> None:
    order = begun(world)
    w.take(w.holder(order), order, "withdraw", reason="换个律师")
    second = begun(world, asked())
    sequencer.seal(at=w.NOW)
    assert settle(at=w.NOW) == 1
    assert stable_id(Order.objects.get(pk=second.pk).assignee_id or 0) == ranked(second)[0]
    assert made(second).continues == made(order)


@pytest.mark.parametrize("when", ["while the first is drawn", "after somebody came out"])
def test_brought_twice_at_once_is_one_draw(world: w.World, when: str) -> None:
    """Who asks twice to keep whoever they like better gets the same person for both (NOT-12)."""
    first, second = asked(), asked(answers={"matter": "修另一盏路灯"})
    begun(world, first)
    if when.startswith("after"):
        settled(first)
    begun(world, second)
    sequencer.seal(at=w.NOW + MINUTE)
    assert settle(at=w.NOW + MINUTE) >= 1
    assert made(second).continues == made(first)
    came = Order.objects.filter(pk__in=[first.pk, second.pk]).values_list("assignee", flat=True)
    assert len(came) == 2
    assert len({*came}) == 1


def test_somebody_elses_matter_is_another_draw(world: w.World) -> None:
    order = settled(begun(world))
    w.take(w.holder(order), order, "withdraw", reason="换个律师")
    other = asked(applicant={"name": "另一个人", "phone": "13800000009"})
    assert made(begun(world, other)).continues is None


def test_who_is_seen_off_is_followed_by_the_next_of_the_same_draw(
    world: w.World, key: verify.Key
) -> None:
    """Recusal gives no new dice: who follows whom was fixed with the first checkpoint."""
    order = settled(begun(world))
    line = ranked(order)
    clerk = world.staff("window-clerk")
    for n in range(1, 4):
        order = w.take(clerk, order, "replace", reason="回避")
        order = begun(world, order)
        assert settle(at=w.NOW + n * MINUTE) == 1
        order = Order.objects.get(pk=order.pk)
        assert stable_id(order.assignee_id or 0) == line[n]
        found, _head = verify.draw(paper(made(order)) or b"", key)
        assert found["passed"] == line[:n]
    assert Checkpoint.objects.count() == 1


# --- what the verifier refuses --------------------------------------------------------------------


def tampered(published: bytes, **changes: Any) -> bytes:
    found = json.loads(published) | changes
    return verify.canonical(found) + b"\n"


def test_the_verifier_refuses_another_winner(world: w.World, key: verify.Key) -> None:
    order = settled(begun(world))
    published, line = paper(made(order)) or b"", ranked(order)
    for changes in (
        {"chosen": line[1]},
        {"chosen": line[1], "passed": [line[2]]},
        {"chosen": ""},
        {"draw": "0" * 16},
    ):
        with pytest.raises(verify.No):
            verify.draw(tampered(published, **changes), key)


def test_the_verifier_refuses_another_list(world: w.World, key: verify.Key) -> None:
    published = paper(made(settled(begun(world)))) or b""
    people = json.loads(published)["candidates"]
    for changed in (people[1:], [*people, people[0]], people[::-1]):
        with pytest.raises(verify.No, match="名单"):
            verify.draw(tampered(published, candidates=changed), key)


def test_the_verifier_refuses_the_receipt_of_another_draw(world: w.World, key: verify.Key) -> None:
    one = json.loads(paper(made(settled(begun(world)))) or b"")
    other = settled(
        begun(world, asked(applicant={"name": "乙", "phone": "13800000008"})), w.NOW + MINUTE
    )
    two = paper(made(other)) or b""
    with pytest.raises(verify.No):
        verify.draw(tampered(two, receipt=one["receipt"]), key)


def test_the_event_keeps_the_list_and_who_was_left_out(world: w.World) -> None:
    order = begun(world)
    data = Event.objects.get(order=order.pk, code="draw").data
    assert data["list"] == [one["id"] for one in made(order).candidates]
    assert data["commitment"] == made(order).commitment


def test_the_database_lets_no_two_lists_wait(world: w.World) -> None:
    order = begun(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'draw_one_waiting'")
        (definition,) = cursor.fetchone()
    assert "UNIQUE" in definition
    assert Draw.objects.filter(order=order.pk, settled_at=None).count() == 1

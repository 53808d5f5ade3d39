"""P3: 4 of 4 rights without anybody's help, in every state and for everybody; done within a day by the machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from santai.capabilities.orders.access import orders_for
from santai.capabilities.orders.actions import ask_correction
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, actor_for, guest, representing
from santai.capabilities.people.actions import account_of_phone, consent
from santai.capabilities.people.models import Party
from santai.capabilities.privacy.actions import ask, carry_out_all, take_back
from santai.capabilities.privacy.models import Wish
from santai.kernel.errors import Refusal
from tests import world as w
from tests.capabilities.orders.steps import answered, completed, consult, fresh
from tests.factories.partners import make_partner
from tests.reliability.privacy.rights import CELLS, STATES, Cell, given
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Undone(Exception):
    """So that a try leaves nothing behind."""


@dataclass
class Case:
    """One matter in a state, and everybody who tries something with it."""

    world: w.World
    order: Order

    def actor(self, who: str) -> Actor:
        if who in ("window-clerk", "aid-clerk", "bureau-chief"):
            return self.world.staff(who)
        return PEOPLE[who](self)


def _signed_in() -> Actor:
    account = account_of_phone(phone=w.APPLICANT["phone"], name=w.APPLICANT["name"])
    return actor_for(account, "portal", w.TODAY)


def _standing_in(case: Case) -> Actor:
    mother = account_of_phone(phone=w.APPLICANT["phone"], name=w.APPLICANT["name"])
    son = account_of_phone(phone="13800000003", name="王小明")
    held = consent(representative=son, represented=mother, relation="child", scope="act", at=w.NOW)
    return representing(held, "portal")


PEOPLE: dict[str, Callable[[Case], Actor]] = {
    "signed in": lambda case: _signed_in(),
    "code holder": lambda case: w.holder(case.order),
    "registered": lambda case: w.citizen(Party.objects.get(pk=case.order.applicant_id)),
    "representative": _standing_in,
    "other citizen": lambda case: replace(
        _signed_in(), account_id=None, told=("13800000009", "外人")
    ),
    "guest": lambda case: guest("portal"),
    "lawyer": lambda case: case.world.lawyer(),
    "auditor": lambda case: case.world.staff("auditor", w.PROVINCE),
    "partner": lambda case: actor_for(
        make_partner(case.world.office("legal-aid-agency")), "partners", w.TODAY
    ),
}


def made(world: w.World, state: str) -> Case:
    """A matter in this state, as it comes there by itself."""
    if state == "open":
        return Case(world, w.ask_for_aid().order)
    if state == "must be kept":
        return Case(world, completed(world, w.ask_for_aid().order))
    if state == "withdrawn":
        order = w.ask_for_aid().order
        return Case(world, w.take(w.holder(order), order, "withdraw", reason="不办了"))
    order = answered(world, consult(world.staff("window-clerk")))
    if state in ("restricted", "erased"):
        ask(actor=_signed_in(), number=order.number, at=w.NOW)
    if state == "erased":
        carry_out_all(at=w.NOW + DAY)
    return Case(world, fresh(order))


def _tries(cell: Cell, actor: Actor, order: Order) -> bool:
    """Whether they get it. What was done is undone."""
    deeds: dict[str, Callable[[], object]] = {
        "correct": lambda: ask_correction(
            actor=actor, number=order.number, which="address", now="新街 1 号", at=w.NOW
        ),
        "delete": lambda: ask(actor=actor, number=order.number, at=w.NOW),
        "take back": lambda: take_back(actor=actor, number=order.number, at=w.NOW),
    }
    try:
        with transaction.atomic():
            deeds[cell.right]()
            raise Undone
    except Undone:
        return True
    except Refusal:
        return False


def right_is_given(case: Case, cell: Cell) -> bool:
    actor = case.actor(cell.who)
    if cell.right == "see":
        return orders_for(actor).filter(pk=case.order.pk).exists()
    return _tries(cell, actor, case.order)


@pytest.mark.parametrize("state", STATES)
def test_everybody_has_the_rights_the_law_gives_them_and_no_others(
    world: w.World, state: str
) -> None:
    case = made(world, state)
    wrong, asked = [], 0
    for cell in (cell for cell in CELLS if cell.state == state):
        if cell.right == "see" and cell.who not in OWN_OR_OUTSIDE:
            continue  # what staff see of what is in use, the permission table says
        with transaction.atomic():
            asked += 1
            if right_is_given(case, cell) != given(cell):
                wrong.append(cell)
            transaction.set_rollback(True)
    report(f"privacy-rights-{state.replace(' ', '-')}", cells=asked)
    assert wrong == []


OWN_OR_OUTSIDE = frozenset({"signed in", "code holder", "registered", "other citizen", "guest"})


@pytest.mark.parametrize("state", ["restricted", "erased"])
def test_nobody_at_work_sees_what_is_not_used_any_more(world: w.World, state: str) -> None:
    case = made(world, state)
    for cell in (one for one in CELLS if one.state == state and one.right == "see"):
        if cell.who not in OWN_OR_OUTSIDE:
            assert not right_is_given(case, cell), cell


def test_every_wish_is_done_within_a_day_of_when_it_can_be(world: w.World) -> None:
    """A clock of ours: the job looks every ten minutes, people ask at any time."""
    drawn, slowest, clerk = Random(25), timedelta(0), world.staff("window-clerk")
    count = size(6, 200)
    wanted = [answered(world, consult(clerk)) for _ in range(count)]
    begins = {order.pk: drawn.randrange(0, 24 * 60) for order in wanted}
    for minute in range(0, 48 * 60, 10 if size(0, 1) else 60):
        at = w.NOW + timedelta(minutes=minute)
        for order in [one for one in wanted if begins[one.pk] <= minute]:
            ask(actor=w.holder(order), number=order.number, at=at)
            wanted.remove(order)
        carry_out_all(at=at)
    for wish in Wish.objects.all():
        assert wish.done_at is not None
        slowest = max(slowest, wish.done_at - wish.asked_at)
    report("privacy-within-a-day", wishes=count, slowest=slowest)
    assert slowest <= DAY
    assert Order.objects.filter(erased_by=None).count() == 0

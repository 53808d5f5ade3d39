"""A4: role × place × state × field: what is seen of people, against the permission table read by the oracle.

Numbers and addresses are masked for every post in every state; who may see people whole uncovers one of them with
a reason, and sees names and answers in confidence; who may not, does neither; who sees nothing finds nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from santai.capabilities.orders import access, persons
from santai.capabilities.orders.actions import act
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.capabilities.reading.models import Reading
from santai.kernel.errors import Forbidden, Missing
from santai.pages.story import answers
from tests import world as w
from tests.reliability.matrix import oracle
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
NAME, PHONE, NUMBER, ADDRESS, INCOME = (
    "申请人甲",
    "13800000001",
    "11010119900307109X",
    "建设路 1 号",
    "640",
)
WHOLE = {"phone": PHONE, "id_number": NUMBER, "address": ADDRESS}
MASKED = {"phone": "138****0001", "id_number": "1101**********109X", "address": "******"}
PLACES = (
    ("legal-aid-agency", w.YE),
    ("legal-aid-agency", w.LUSHAN),
    ("centre", w.YE),
    ("bureau", w.YE),
    ("bureau", w.CITY),
    ("department", w.PROVINCE),
)
MOST = size(150, 100_000)  # how many of (role, place, state)


def submitted(world: w.World) -> Order:
    person = {**w.APPLICANT, "id_number": NUMBER, "address": ADDRESS, "groups": []}
    told = {**w.AID_ANSWERS, "income": INCOME}
    return w.ask_for_aid(applicant=person, answers=told).order


def granted(world: w.World) -> Order:
    form = "劳动争议调解与仲裁代理"
    return w.take(world.staff("aid-approver"), submitted(world), "grant", form_of_aid=form)


def refused(world: w.World) -> Order:
    return w.take(world.staff("aid-approver"), submitted(world), "refuse", reason="条件不符")


def withdrawn(world: w.World) -> Order:
    order = submitted(world)
    act(
        actor=w.holder(order),
        number=order.number,
        action="withdraw",
        facts={"reason": "已经解决"},
        at=w.NOW,
    )
    return Order.objects.get(pk=order.pk)


STATES: tuple[Callable[[w.World], Order], ...] = (submitted, granted, refused, withdrawn)


def standing(role: str, office: object, order: Order) -> oracle.Standing:
    return oracle.Standing(
        role=role,
        post_region=office.region_id,  # type: ignore[attr-defined]
        post_office=office.pk,  # type: ignore[attr-defined]
        region=order.region_id,
        handled_by=order.organisation_id,
        taken_in_by=order.intake_id or 0,
    )


def seen_of(actor: Actor, number: str) -> dict[str, str] | None:
    """What a post sees of the applicant; None where there is nothing for it."""
    try:
        order = access.order_for(actor, number)
    except Missing:
        return None
    shown = view(actor, order, at=w.NOW)
    person = shown.people[0]
    told = dict(answers(shown))
    income = next((text for label, text in told.items() if "收入" in label), "")
    return {field: getattr(person, field) for field in ("name", *WHOLE)} | {"income": income}


def uncovered(actor: Actor, number: str, field: str) -> dict[str, str] | None:
    """The particulars after one of them was asked for; None where that is refused."""
    order = access.order_for(actor, number)
    party = str(order.applicant_id)
    try:
        asked = persons.uncover(actor, order, party=party, field=field, reason="联系本人")
    except Forbidden:
        return None
    person = view(actor, order, at=w.NOW, uncovered=asked).people[0]
    return {part: getattr(person, part) for part in WHOLE}


def faults(who: oracle.Standing, actor: Actor, order: Order, counted: Counter[str]) -> list[str]:
    sees = oracle.verdict(who, "order", "see") != "never"
    whole = sees and oracle.verdict(who, "order", "whole") == "allowed"
    seen = seen_of(actor, order.number)
    counted["cells"] += 5
    if seen is None or not sees:
        return [] if (seen is None) is (not sees) else [f"sees: {seen is not None}"]
    wrong = [f"{part}: {seen[part]}" for part in WHOLE if seen[part] != masked(part, whole)]
    wrong += [] if (seen["name"] == NAME) is whole else [f"name: {seen['name']}"]
    wrong += [] if bool(seen["income"]) is whole else [f"income: {seen['income']}"]
    for field in WHOLE:
        counted["cells"] += len(WHOLE)
        expected = {part: masked(part, whole) for part in WHOLE} | {field: WHOLE[field]}
        if uncovered(actor, order.number, field) != (expected if whole else None):
            wrong.append(f"uncovered {field}")
        counted["uncovered"] += whole
    return wrong


def masked(part: str, whole: bool) -> str:
    """An address has no masked form for who may not see it whole: it is left out."""
    return MASKED[part] if whole or part != "address" else ""


def test_every_post_sees_of_people_what_the_table_says(world: w.World) -> None:
    cells = [(role, place, state) for role in oracle.ROLES for place in PLACES for state in STATES]
    orders = {state: state(world) for state in STATES}
    drawn = Random(0).sample(cells, min(MOST, len(cells)))
    counted: Counter[str] = Counter()
    wrong = []
    for role, place, state in drawn:
        office, order = world.office(*place), orders[state]
        found = faults(standing(role, office, order), w.post_holder(role, office), order, counted)
        wrong += [f"{role} at {place} of {state.__name__}: {fault}" for fault in found]
    report("fields", **counted, faults=len(wrong))
    assert wrong == []
    assert Reading.objects.filter(what="field").count() == counted["uncovered"] > 0


@pytest.mark.parametrize("plant", ["_covered", "mask_id_number"])
def test_a_mask_that_is_forgotten_is_found(
    world: w.World, monkeypatch: pytest.MonkeyPatch, plant: str
) -> None:
    """M1: the table of the test is not the table of the code."""
    order, office = submitted(world), world.office("legal-aid-agency")
    who = standing("aid-clerk", office, order)
    actor = w.post_holder("aid-clerk", office)
    assert faults(who, actor, order, Counter()) == []
    if plant == "_covered":
        monkeypatch.setattr(persons, "_covered", lambda person, *_: person)
    else:
        monkeypatch.setitem(persons.MASKS, "id_number", lambda number: number)
    assert faults(who, actor, order, Counter()) != []

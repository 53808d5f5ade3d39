"""Two sides of one matter, each with an order of its own: what one does is told to the other, and may move it.

What crosses over is the name of the deed and what its service file says (`passes`); answers, files and everything
else stay where they were given (decision 19). A side's order is locked before the main order, everywhere: who acts
on the main order has those of the sides locked already (`access.lock_sides`), but for one that was opened just now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db import OperationalError
from django.utils.translation import gettext as _

from santai.capabilities.orders import events
from santai.capabilities.orders.enums import Link
from santai.capabilities.orders.models import Order
from santai.catalogue.schema import ActionSpec, Service, Stage
from santai.kernel.errors import Conflict

if TYPE_CHECKING:
    from santai.capabilities.orders.actions.door import Door

Facts = Mapping[str, Any]
ENDED = "main_ended"  # the outcome of a side's order whose main order came to its end
DONE = "completed"
SHARED = ("organisation_id", "assignee_id", "accepted_at")  # who works on it is the same for all


def told_here(order: Order, service: Service, spec: ActionSpec) -> tuple[str, ...]:
    """Whom a deed is told to in this order; the other side learns of it in the order that is theirs."""
    if "opposite" not in spec.tells:
        return spec.tells
    apart = order.link == Link.SUMMONED or (service.summons and sides_of(order).exists())
    return tuple(word for word in spec.tells if word != "opposite") if apart else spec.tells


def sides_of(order: Order) -> Any:
    """The orders of the other sides that are still used."""
    return order.children.filter(link=Link.SUMMONED, restricted_at=None, erased_by=None)


def pass_on(door: Door, spec: ActionSpec, facts: Facts, capacity: str) -> None:
    """Tell what was just done where it matters too."""
    if door.order.link == Link.SUMMONED:
        if not door.follows and (capacity == "applicant" or not spec.common):
            _tell_main(door, spec, facts, theirs=capacity == "applicant")
    elif door.service.summons:
        for order in locked_sides(door):
            _move_side(door, door.beside(order), spec, facts)


def tell_of_papers(door: Door) -> None:
    """Who has the matter learns that a side has handed something in, and looks at it there."""
    main = door.beside(_main(door.order))
    if main.order.restricted_at is None:
        data = {"child": door.order.number, "did": events.TITLES[events.FILE_ADDED]}
        _record(main, events.SIDE_ACTED, data, tells=("agency",))
        main.close()


def _tell_main(door: Door, spec: ActionSpec, facts: Facts, *, theirs: bool) -> None:
    main = door.beside(_main(door.order))
    then = main.service.states[main.order.state].answers.get(spec.name)
    if main.order.restricted_at is not None or not (theirs or then):
        return
    main.origin = door
    tells = ("applicant", "agency") if "opposite" in spec.tells else ("agency",)
    _record(main, events.SIDE_ACTED, {"child": door.order.number, **_said(spec, facts)}, tells)
    if then:
        main.do(then, {})
    main.close()


def _move_side(door: Door, side: Door, spec: ActionSpec, facts: Facts) -> None:
    order, told = side.order, "opposite" in spec.tells
    then = side.service.states[order.state].follows.get(spec.name)
    ended = order.stage == Stage.OPEN and door.order.stage != Stage.OPEN and not then
    if not (_keep_up(order, door.order) or told or then or ended):
        return
    source = order.state
    if ended:
        order.outcome = ENDED
        side.move(DONE, {})
    tells = ("applicant",) if (told or ended) and not then else ()
    side.record(
        events.MAIN_ACTED, _said(spec, facts), source=source, target=order.state, tells=tells
    )
    if then:
        side.follows = True
        side.do(then, {})
    side.close()


def _record(door: Door, code: str, data: Facts, tells: tuple[str, ...]) -> None:
    door.record(code, data, source=door.order.state, target=door.order.state, tells=tells)


def _keep_up(order: Order, main: Order) -> bool:
    """Whoever works on the main order works on this; whether that changed anything."""
    before = [getattr(order, name) for name in SHARED]
    if before[0] != main.organisation_id:
        order.organisation, order.holder = main.organisation, None
    order.assignee, order.accepted_at = main.assignee, main.accepted_at
    return before != [getattr(main, name) for name in SHARED]


def passed_on(spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """What an order says to the one it was opened from when it is done; nothing where the file passes nothing on."""
    return _said(spec, facts) if spec.passes else {}


def _said(spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """The deed by its name, and what its file passes on of what was said."""
    passed = {
        field.ask.zh: facts[field.key]
        for field in spec.needs
        if field.key in spec.passes and facts.get(field.key) not in (None, "", [])
    }
    return {"did": spec.title.zh, **({"said": passed} if passed else {})}


def _main(order: Order) -> Order:
    return Order.objects.select_for_update().get(children=order)


def locked_sides(door: Door) -> Iterator[Order]:
    """The sides' orders, locked at once or not at all; the one that moved the main order is at hand already."""
    origin = door.origin.order if door.origin else None
    try:
        found = list(sides_of(door.order).select_for_update(nowait=True).order_by("pk"))
    except OperationalError as busy:
        raise Conflict(_("对方正在办理他那一件，请稍后再试。")) from busy
    return (origin if origin and origin.pk == order.pk else order for order in found)

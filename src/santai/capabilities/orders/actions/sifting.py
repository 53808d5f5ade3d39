"""A flood of requests (abuse case 21): every one is kept, numbered and answered for, but beyond what people ask of
their own accord it waits apart until somebody has looked at it. Its clocks run; whoever sent it is told.

Who speaks of violence or danger is never put aside.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.identity.actions.budgets import Budget, spend_each
from santai.capabilities.identity.enums import Crowd
from santai.capabilities.identity.models import Sifting
from santai.capabilities.identity.queries import alike, sifting_of
from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions.door import Door
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Forbidden, NotNow

if TYPE_CHECKING:
    from santai.capabilities.orders.actions.submit import Request

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# An address may be a village's and a telephone a family's; the same words come from one head.
BUDGETS = {
    Crowd.ADDRESS: Budget("requests-address", ((HOUR, 40), (DAY, 200))),
    Crowd.DEVICE: Budget("requests-device", ((HOUR, 10), (DAY, 30))),
    Crowd.PHONE: Budget("requests-phone", ((HOUR, 6), (DAY, 15))),
    Crowd.WORDS: Budget("requests-words", ((HOUR, 4), (DAY, 10))),
}
WORTH_COMPARING = 8  # characters; shorter answers are alike by chance
MAY_SIFT = ("intake", "handler")
AT_ONCE = 200

Sources = Sequence[tuple[Crowd, str]]  # what a door knows beside the request itself


@dataclass(frozen=True, slots=True)
class Found:
    why: Crowd
    source: str  # a digest


def crowd_of(request: Request, sources: Sources | None, *, at: datetime) -> Found | None:
    """Count this request wherever it came from; gives the first place that too many came from."""
    if sources is None or _in_danger(request):
        return None
    asked = sorted((*sources, *_own(request)))  # in one order: nobody waits in a ring
    spent = [(BUDGETS[why], of) for why, of in asked]
    waits = spend_each(spent, at=at) if spent else ()
    return next(
        (
            Found(why, BUDGETS[why].digest(of))
            for (why, of), wait in zip(asked, waits, strict=True)
            if wait
        ),
        None,
    )


def put_aside(order: Order, found: Found, *, at: datetime) -> None:
    Sifting.objects.create(order=order.pk, why=found.why, source=found.source, at=at)


def let_through(*, actor: Actor, number: str, at: datetime) -> None:
    """Somebody has looked at it: from here on it waits with all the others."""
    with transaction.atomic():
        order = access.locked(actor, number)
        held = access.capacities(actor, order)
        capacity = next((word for word in MAY_SIFT if word in held), None)
        if capacity is None:
            raise Forbidden(_("由受理或者办理这件事的单位甄别。"))
        waiting = Sifting.objects.filter(order=order.pk, done_at=None)
        if not waiting.update(done_at=at, done_by=actor.account_id):
            raise NotNow(_("已经有人看过，转入办理了。"))
        door = Door(order, actor, at)
        door.record(events.SIFTED, {}, capacity=capacity, tells=("applicant",))
        door.close()


def let_all_through(*, actor: Actor, number: str, at: datetime) -> int:
    """This one and what came from the same source and is the actor's to see; gives how many."""
    order = access.order_for(actor, number)
    this = sifting_of(order.pk)
    others = list(alike(this).values_list("order", flat=True)) if this else []
    let_through(actor=actor, number=number, at=at)
    theirs = access.orders_for(actor).filter(pk__in=others).order_by("pk")
    numbers = list(theirs.values_list("number", flat=True)[:AT_ONCE])
    done = 1
    for other in numbers:
        try:
            let_through(actor=actor, number=other, at=at)
        except (Forbidden, NotNow):  # another office's, or a colleague was quicker
            continue
        done += 1
    return done


def _own(request: Request) -> list[tuple[Crowd, str]]:
    """What the request itself has in common with others: the telephone, and what was said at length."""
    found = []
    phone = "".join(filter(str.isdigit, str(request.applicant.get("phone") or "")))
    if phone:
        found.append((Crowd.PHONE, phone))
    texts = [text for text in request.answers.values() if isinstance(text, str)]
    said = "\n".join(
        sorted("".join(text.split()) for text in texts if len(text) >= WORTH_COMPARING)
    )
    if said:
        found.append((Crowd.WORDS, hashlib.sha256(said.encode()).hexdigest()))
    return found


def _in_danger(request: Request) -> bool:
    answers = request.answers
    return bool(
        answers.get("danger")
        or answers.get("matter") in access.DANGEROUS
        or access.IN_DANGER in (request.asker.get("groups") or ())
    )

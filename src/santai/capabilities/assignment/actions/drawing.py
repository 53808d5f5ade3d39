"""Drawing at random (随机抽取, NOT-12): the list is fixed first, what it is drawn with comes afterwards.

Nobody can steer it: asking again makes no new draw; the list lies under a commitment in the ledger; the seed is
the first checkpoint over it, which nobody waits for; who takes a matter back and brings it again, or sees somebody
off, gets the next of the same draw.
"""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from santai.capabilities.assignment.models import Draw
from santai.capabilities.assignment.queries.draws import (
    KIND,
    commitment_of,
    content_of,
    draw_of,
    drawn,
    fixed,
    is_fixed,
    key_of,
    listed,
    of_the_same_matter,
    waiting,
)
from santai.capabilities.assignment.queries.proposals import declined_by, examine, propose
from santai.capabilities.ledger.actions import leaf
from santai.capabilities.ledger.queries import newest
from santai.capabilities.orders.actions import Door, act, effect
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import service_of
from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.models import Practitioner
from santai.capabilities.people.queries import practitioner_locked
from santai.catalogue.schema import ActionSpec
from santai.kernel.errors import Conflict, NotNow, Refusal
from santai.kernel.workdays import ZONE

Facts = Mapping[str, Any]
EVERYBODY = 100_000  # nobody is left out of a list for its length
log = logging.getLogger(__name__)


@effect("draw")
def draw(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Fix the list and commit to it; or, where the matter was drawn for before, go on with that draw."""
    last = draw_of(door.order)
    if last is not None and last.settled_at is None:
        raise Conflict(_("名单已经确定，正在等账本的下一个检查点，不能再抽。"))
    earlier = last if last is not None else of_the_same_matter(door.order)
    if earlier is not None and not (earlier.settled_at and earlier.chosen_id is None):
        return _gone_on(door, earlier.origin)
    return _begun(door)


@effect("take_drawn")
def take_drawn(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """The first who comes out and may still act. By the system alone, as soon as there is a checkpoint."""
    made = draw_of(door.order)
    if made is None or made.settled_at is not None:
        raise NotNow(_("没有等待抽取的名单。"))
    origin = made.origin
    if not is_fixed(origin):
        raise NotNow(_("名单和当时确定的不一样，不能抽取。"))
    checkpoint = fixed(origin)
    if checkpoint is None:
        raise NotNow(_("账本还没有下一个检查点。"))
    with override(settings.LANGUAGE_CODE):  # the event keeps the reasons, whoever reads along
        passed, chosen = _first_fit(door, drawn(origin, checkpoint))
    made.passed, made.chosen, made.settled_at = passed, chosen, door.at
    made.checkpoint = checkpoint.size
    made.save(update_fields=["passed", "chosen", "settled_at", "checkpoint"])
    if chosen is None:
        door.redirect(door.order.state)  # nobody is left of the list: it takes a new one
        return {"draw": origin.public, "excluded": passed, "decided": "名单上的人都不能承办"}
    door.order.assignee, door.order.accepted_at = chosen, None
    return {
        "draw": origin.public,
        "name": chosen.name,
        "organisation": chosen.organisation.name,
        "checkpoint": checkpoint.size,
        "excluded": passed,
    }


def settle(*, at: datetime) -> int:
    """Every draw whose checkpoint is there; gives how many somebody came out of."""
    return sum(_settled(made, at) for made in waiting() if fixed(made.origin) is not None)


def _settled(made: Draw, at: datetime) -> bool:
    """One that cannot be settled is logged, and does not keep the others waiting."""
    actions = service_of(made.order).state(made.order.state).actions.values()
    name = next((action.name for action in actions if action.effect == "take_drawn"), "")
    if not name:
        return False
    try:
        act(actor=SYSTEM, number=made.order.number, action=name, at=at)
    except Refusal as refusal:
        log.warning("draw %s: left as it is: %s", made.public, refusal)
        return False
    return True


# --- fixing the list --------------------------------------------------------------------------------


def _begun(door: Door) -> dict[str, Any]:
    with override(settings.LANGUAGE_CODE):
        fit, left_out = propose(door.order, on=door.today, limit=EVERYBODY)
    if not fit:
        raise NotNow(_("没有合适的人选：请扩大范围，或人工指派。"))
    people = [candidate.practitioner for candidate in fit]
    public, candidates = secrets.token_hex(8), listed(people)
    head = newest()
    made = Draw(
        public=public,
        order=door.order,
        service=door.order.service,
        candidates=candidates,
        commitment=commitment_of(public, door.order.service, candidates),
        after=head.size if head else 0,
        made_at=door.at,
    )
    made.save(force_insert=True)
    leaf(KIND, made.pk, 1, content_of(made)).save(force_insert=True)
    why = Counter(candidate.excluded for candidate in left_out)
    return {
        "draw": public,
        "commitment": made.commitment,
        "list": [one["id"] for one in candidates],
        "left_out": dict(why),
    }


def _gone_on(door: Door, origin: Draw) -> dict[str, Any]:
    """No new dice: the next who comes out of the draw there was."""
    made = Draw(
        public=secrets.token_hex(8),
        order=door.order,
        service=door.order.service,
        commitment=origin.commitment,
        after=origin.after,
        made_at=door.at,
        continues=origin,
    )
    made.save(force_insert=True)
    return {"draw": made.public, "commitment": origin.commitment}


# --- who comes out ----------------------------------------------------------------------------------


def _first_fit(door: Door, ranked: list[str]) -> tuple[list[dict[str, str]], Practitioner | None]:
    """Whoever was drawn before them and cannot act, each with the reason; and the first who can."""
    on, gone = door.at.astimezone(ZONE).date(), _gone(door.order)
    passed: list[dict[str, str]] = []
    for stable in ranked:
        practitioner = practitioner_locked(key_of(stable))
        if practitioner is None:
            passed.append({"id": stable, "name": stable, "reason": _("已经不在名录里")})
            continue
        reason = _("已经表示不接受这件工单") if practitioner.pk in gone else ""
        reason = reason or examine(practitioner, door.order, on=on)[0].excluded
        if not reason:
            return passed, practitioner
        passed.append({"id": stable, "name": practitioner.name, "reason": reason})
    return passed, None


def _gone(order: Order) -> frozenset[int]:
    """Who said no, or was replaced, in this matter or in those whose draw it goes on with."""
    made = draw_of(order)
    gone = declined_by(order)
    if made is not None and made.continues is not None:
        before = made.continues
        orders = [before.order, *(one.order for one in before.continued.select_related("order"))]
        gone = gone.union(*(declined_by(one) for one in orders))
    return gone

"""The same action on several orders: each through the one door, each with an answer of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.orders.actions.door import act
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Invalid, Missing, Refusal


@dataclass(frozen=True, slots=True)
class Picked:
    """An order as it was seen when it was picked: its number and its last event."""

    number: str
    seen: int | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one of them; `refused` says why nothing was done."""

    number: str
    refused: str = ""
    repeated: bool = False


def act_on_each(
    *,
    actor: Actor,
    picked: Sequence[Picked],
    action: str,
    facts: Mapping[str, Any],
    at: datetime,
    key: str,
) -> list[Outcome]:
    """Take the action on each; one that is refused keeps none of the others from it.

    The same key again does nothing twice.
    """
    return [_one(actor, one, action, facts, at, f"{key}:{one.number}") for one in picked]


def _one(
    actor: Actor, one: Picked, action: str, facts: Mapping[str, Any], at: datetime, key: str
) -> Outcome:
    try:
        done = act(
            actor=actor,
            number=one.number,
            action=action,
            facts=facts,
            at=at,
            key=key,
            seen=one.seen,
        )
    except Missing:
        return Outcome(one.number, _("没有这件工单，或者不在您的范围。"))
    except Invalid as refusal:
        return Outcome(one.number, _("；").join(refusal.fields.values()))
    except Refusal as refusal:
        return Outcome(one.number, refusal.message)
    return Outcome(one.number, repeated=done.repeated)

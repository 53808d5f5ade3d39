"""Urging several orders at once (督办): each through the one door, each with an answer of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from santai.capabilities.orders.actions import act
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Conflict, Invalid, Missing, NotNow, Refusal

MOST = 50  # a page of the list
SHORTEST = 2


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


def urge_all(
    *, actor: Actor, picked: Sequence[Picked], reason: str, at: datetime, key: str
) -> list[Outcome]:
    """Urge each of the orders; one that cannot be urged keeps none of the others from it.

    The same key again urges nobody twice. Raises Invalid when there is nothing to do at all.
    """
    errors = {}
    if not picked:
        errors["orders"] = _("请先在表里勾选要督办的工单。")
    if len(picked) > MOST:
        errors["orders"] = _("一次最多督办 %(most)s 件。") % {"most": MOST}
    if len(reason.strip()) < SHORTEST:
        errors["reason"] = _("请写明督办要求，例如“请三日内办结并报结果”。")
    if errors:
        raise Invalid(errors)
    return [_urge(actor, one, reason.strip(), at, f"{key}:{one.number}") for one in picked]


def _urge(actor: Actor, one: Picked, reason: str, at: datetime, key: str) -> Outcome:
    try:
        done = act(
            actor=actor,
            number=one.number,
            action="urge",
            facts={"reason": reason},
            at=at,
            key=key,
            seen=one.seen,
        )
    except Missing:
        return Outcome(one.number, _("没有这件工单，或者不在您的范围。"))
    except NotNow as refusal:
        return Outcome(one.number, refusal.message)
    except Conflict:
        return Outcome(one.number, _("您打开列表以后有人办理过，没有督办；请看过再决定。"))
    except Invalid as refusal:
        return Outcome(one.number, _("；").join(refusal.fields.values()))
    except Refusal as refusal:
        return Outcome(one.number, refusal.message)
    return Outcome(one.number, repeated=done.repeated)

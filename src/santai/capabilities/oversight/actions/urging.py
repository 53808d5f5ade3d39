"""Urging several orders at once (督办): each through the one door, each with an answer of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from santai.capabilities.orders.actions import Outcome, Picked, act_on_each
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Invalid

MOST = 50  # a page of the list
SHORTEST = 2


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
    return act_on_each(
        actor=actor,
        picked=picked,
        action="urge",
        facts={"reason": reason.strip()},
        at=at,
        key=key,
    )

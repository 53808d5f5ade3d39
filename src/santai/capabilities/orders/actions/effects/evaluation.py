"""After the work: 评价, 回访, 重新办理, 归档. An order closes only once it was judged (ORD-14)."""

from __future__ import annotations

from typing import Any, cast

from django.utils.translation import gettext as _

from santai.capabilities.orders.actions.door import Door, Facts, effect
from santai.capabilities.orders.enums import DISSATISFIED, SETTLING, WITHDRAWN, Link, MaterialState
from santai.capabilities.orders.models import Rating, Visit
from santai.capabilities.orders.queries import decided, has_served
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ActionSpec, Stage
from santai.kernel.errors import Forbidden, NotNow
from santai.kernel.workdays import ZONE

MOST_REDONE = 2  # after that a dissatisfied order goes to the supervisor instead of round again
# days of unanswered call-backs before the attempt itself is the recorded outcome, by default
ATTEMPTS = 3


@effect("rate")
def rate(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    if door.order.ratings.filter(at__gte=door.order.completed_at).exists():
        raise NotNow(_("这次办理已经评价过了。"))
    Rating(
        order=door.order, at=door.at, score=facts["score"], comment=facts.get("comment") or ""
    ).save(force_insert=True)
    return _judged(door, facts["score"])


@effect("call_back")
def call_back(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Every attempt is kept. Spoken to or refused settles it; unanswered does after the last attempt.

    Whoever had to do with the matter does not judge it, unless its own file names who asks.
    """
    caller = door.actor.account_id
    if door.order.holder_id == caller or (spec.common and has_served(door.order, caller)):
        raise Forbidden(_("自己经办的工单，不由自己回访。"))
    Visit(
        order=door.order,
        by_id=cast(int, door.actor.account_id),  # whoever calls holds a post
        at=door.at,
        result=facts["result"],
        score=facts.get("score") or "",
        comment=facts.get("comment") or "",
    ).save(force_insert=True)
    if facts.get("score"):
        return _judged(door, facts["score"])
    tried = door.order.visits.filter(at__gte=door.order.completed_at).values_list("at", flat=True)
    days = {at.astimezone(ZONE).date() for at in tried}  # three calls in one hour are one attempt
    if facts["result"] in SETTLING or len(days) >= _attempts(door):
        door.order.evaluated_at = door.order.evaluated_at or door.at
    return {}


@effect("reopen")
def reopen(door: Door, spec: ActionSpec, facts: Facts) -> None:
    if door.order.link == Link.MERGED:
        raise NotNow(_("已并案的工单请到并入的那一件上办理。"))
    if not spec.to:
        door.redirect(_where_it_goes_on(door))


@effect("archive")
def archive(door: Door, spec: ActionSpec, facts: Facts) -> None:
    if door.order.evaluated_at is None:
        raise NotNow(_("还没有评价，也没有回访结果，不能归档。"))
    if door.order.children.exclude(stage=Stage.CLOSED).filter(link=Link.ASSIST).exists():
        raise NotNow(_("协办工单还没有归档。"))
    if door.order.children.filter(link=Link.REMEDY, stage=Stage.OPEN).exists():
        raise NotNow(_("对这个决定的异议还没有办结，不能归档。"))
    ours = [MaterialState.RECEIVED, MaterialState.HANDED_OVER]
    originals = door.order.materials.filter(original=True, state__in=ours)
    if left := list(originals.values_list("title", flat=True)):
        raise NotNow(
            _("原件还没有退还：%(materials)s。请先退还，再归档。")
            % {"materials": _("、").join(left)}
        )


def _where_it_goes_on(door: Door) -> str:
    """A decision (refused, lapsed …) is taken again as its state says, even once archived; work is done again."""
    order, service = door.order, door.service
    own = decided(order).actions.get("reopen")
    if own and own.to:
        return own.to
    return service.redo if service.redo and order.outcome != WITHDRAWN else service.initial


def _judged(door: Door, score: str) -> dict[str, Any]:
    """A satisfied judgement settles the order; a dissatisfied one sends it back to be done again."""
    order = door.order
    if score in DISSATISFIED and _can_be_redone(door):
        door.redirect(door.service.redo)
        return {"again": True}
    order.evaluated_at = door.at
    if score in DISSATISFIED:
        order.urged += 1  # the supervisor's list: nobody left behind after the last redo
    return {}


def _can_be_redone(door: Door) -> bool:
    """Work can be done again; a refusal has its remedy instead, a withdrawal is the applicant's own."""
    order, service = door.order, door.service
    decided = service.state(order.state).remedy is not None or order.outcome == WITHDRAWN
    return bool(service.redo) and not decided and order.redone < MOST_REDONE


def _attempts(door: Door) -> int:
    value = catalogue().parameter(
        "callback_attempts", door.order.region_id, door.at.astimezone(ZONE).date()
    )
    return int(value.value) if value else ATTEMPTS

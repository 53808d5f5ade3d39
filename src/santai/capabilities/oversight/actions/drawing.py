"""Drawing the sample of call-backs: once for each day's work, with a seed that is written down."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from santai.capabilities.oversight import access
from santai.capabilities.oversight.actions import counting
from santai.capabilities.oversight.models import Draw
from santai.capabilities.oversight.queries.calls import draws_in, is_drawn, population, share_in
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Conflict, Forbidden
from santai.kernel.workdays import ZONE

FIRST = timedelta(days=30)  # how far back the first draw of a region goes
DAY = timedelta(days=1)


def next_period(before: Sequence[Draw], *, at: datetime) -> tuple[date, date] | None:
    """From the day after the last draw (`before`: newest first) until yesterday; None when that is all drawn.

    Nobody chooses the days, and no day is drawn twice: a sample that does not please cannot be drawn again.
    """
    yesterday = at.astimezone(ZONE).date() - DAY
    since = before[0].until + DAY if before else yesterday - FIRST + DAY
    return (since, yesterday) if since <= yesterday else None


def draw(*, actor: Actor, region: str, at: datetime) -> Draw:
    """Draw from what was finished since the last draw. Raises Missing, Forbidden or Conflict."""
    code = access.calls_in(actor, region)
    if not access.may_draw(actor, code) or actor.account_id is None:
        raise Forbidden(_("抽样由回访员或者主管人员来做。"))
    counting.catch_up(at=at)
    period = next_period(draws_in(code), at=at)
    if period is None:
        raise Conflict(_("到昨天为止办结的都已经抽过了，明天再抽。"))
    share, _source = share_in(code, at)
    seed = secrets.token_hex(8)
    rows = list(population(code, *period).values_list("order__number", "pk").order_by("pk"))
    chosen = [key for number, key in rows if is_drawn(seed, number, share)]
    drawn = Draw(
        region_id=code,
        since=period[0],
        until=period[1],
        share=share,
        seed=seed,
        population=len(rows),
        at=at,
        by_id=actor.account_id,
        orders=chosen,
    )
    try:
        with transaction.atomic():
            drawn.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("刚刚有人抽过了，请刷新后看。")) from None
    return drawn

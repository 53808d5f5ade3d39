"""Reading the trail: in the regions somebody answers for, the newest first, by pages of keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from santai.capabilities.trail.enums import GROUPS, Kind
from santai.capabilities.trail.models import Entry
from santai.kernel.workdays import ZONE

PAGE = 100


def entries(
    prefixes: Iterable[str],
    *,
    group: str = "",
    text: str = "",
    since: date | None = None,
    until: date | None = None,
    before: int | None = None,
) -> QuerySet[Entry]:
    """Lines of the regions with one of these prefixes of whole levels ("" is the whole country).

    `text`: in the name of who acted or in what it was about; nothing else is searched.
    """
    found = Entry.objects.filter(_placed(prefixes))
    if group in GROUPS:
        found = found.filter(kind__in=GROUPS[group][1])
    if text:
        found = found.filter(Q(actor_name__contains=text) | Q(about__contains=text))
    if since is not None:
        found = found.filter(at__gte=_begins(since))
    if until is not None:
        found = found.filter(at__lt=_begins(until + timedelta(1)))
    if before is not None:
        found = found.filter(pk__lt=before)
    return found.order_by("-pk")


def exported_since(account_id: int, *, since: datetime) -> int:
    """How many rows an account took away in exports that nobody approved."""
    lines = Entry.objects.filter(kind=Kind.EXPORTED, actor=account_id, at__gt=since)
    rows = lines.values_list("data__rows", "data__approval")
    return sum(count or 0 for count, approval in rows if approval is None)


def _placed(prefixes: Iterable[str]) -> Q:
    found = Q(pk__in=())
    for prefix in prefixes:
        found |= Q(region__startswith=prefix) if prefix else Q(pk__isnull=False)
    return found


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)

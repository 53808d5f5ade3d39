"""Who looked: for the person concerned, for the auditor, and for whoever has to tell people of a leak."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from santai.capabilities.reading.models import Reading

MANY_FOREIGN = 20  # orders of other offices, in one day


def of_people(*, orders: Mapping[int, int], parties: Collection[int] = ()) -> QuerySet[Reading]:
    """Who looked at these people, newest first: at the applicants of these orders (by order), of whom nobody
    else's record is told, and at what is registered of these parties."""
    concerned = Q(order__in=list(orders), party__in=set(orders.values()))
    return Reading.objects.filter(concerned | Q(party__in=parties)).order_by("-at", "-pk")


def seen_by_auditor(regions: Collection[str]) -> QuerySet[Reading]:
    """What was read from posts in these regions (prefixes; "" is the country), newest first."""
    inside = Q(pk__in=())
    for region in regions:
        inside |= Q(region__startswith=region)
    return Reading.objects.filter(inside).order_by("-at", "-pk")


def unusual(readings: QuerySet[Reading], *, since: datetime) -> QuerySet[Any, dict[str, Any]]:
    """Who read many orders that were not their office's since then, most first (abuse cases 9, 23)."""
    foreign = readings.filter(at__gte=since, foreign=True).order_by()
    counted = foreign.values("account", "name", "role", "organisation").annotate(
        orders=Count("order", distinct=True), last=Max("at")
    )
    return counted.filter(orders__gte=MANY_FOREIGN).order_by("-orders", "name")


@dataclass(frozen=True, slots=True)
class Affected:
    """Somebody whose data an account has seen, and what of it."""

    party: int
    kinds: frozenset[str]
    times: int
    first: datetime
    last: datetime


def affected(*, since: datetime, until: datetime, accounts: Collection[int]) -> list[Affected]:
    """Whom a leak through these accounts concerns (PIPL 57), in order of their key. No accounts: all."""
    rows = Reading.objects.filter(at__gte=since, at__lt=until, party__isnull=False).order_by()
    if accounts:
        rows = rows.filter(account__in=accounts)
    counted = rows.values("party", "what", "field", "whole").annotate(
        times=Count("pk"), first=Min("at"), last=Max("at")
    )
    found: dict[int, list[Mapping[str, Any]]] = {}
    for row in counted.iterator():
        found.setdefault(row["party"], []).append(row)
    return [_together(party, found[party]) for party in sorted(found)]


def _together(party: int, rows: list[Mapping[str, Any]]) -> Affected:
    return Affected(
        party=party,
        kinds=frozenset(_kind(row) for row in rows),
        times=sum(row["times"] for row in rows),
        first=min(row["first"] for row in rows),
        last=max(row["last"] for row in rows),
    )


def _kind(row: Mapping[str, Any]) -> str:
    """What of a person was seen: one particular, or a whole page masked or not."""
    return str(row["field"] or (row["what"] if row["whole"] else f"{row['what']}-masked"))

"""Whom to call back, by one rule (EVAL-10, HOT-15, ORD-14).

First everybody who was dissatisfied; then those whom a draw took, judged or not; then, because nothing is
archived without a judgement, those who have said nothing yet. Nobody chooses, nobody calls about their own work,
and who was called and answered is not called again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from santai.capabilities.orders.enums import SETTLING
from santai.capabilities.orders.models import Order, Visit
from santai.capabilities.orders.queries import to_call_back
from santai.capabilities.oversight.models import CallBackClaim, Draw, Standing
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.capabilities.places.queries import inside
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Stage
from santai.kernel.workdays import ZONE

SHARE = 20  # percent, where nobody has set the parameter
ATTEMPTS = 3  # days of unanswered calls, likewise
SHOWN = 20
DRAWN_FOR = timedelta(days=90)  # a draw that old no longer says whom to call


class Why(StrEnum):
    """Which part of the rule puts somebody on the list."""

    UNHAPPY = "unhappy"
    DRAWN = "drawn"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class ToCall:
    order: Order
    why: Why


def waiting(
    actor: Actor, *, at: datetime, region: str = "", calling: bool = True, limit: int = SHOWN
) -> list[ToCall]:
    """The first on the list, in the order of the rule. `calling`: as one who calls; else as one who looks on.

    Asked one after the other, so that the index of waiting orders gives the first few without sorting all.
    """
    found: dict[int, ToCall] = {}
    for why, rows in _parts(actor, at, region, calling):
        left = limit - len(found)
        if left <= 0:
            break
        for order in rows.exclude(pk__in=list(found)).select_related("applicant")[:left]:
            found[order.pk] = ToCall(order, why)
    first = sorted(
        found.values(), key=lambda one: (list(Why).index(one.why), one.order.completed_at)
    )
    return first[:limit]


def _parts(
    actor: Actor, at: datetime, region: str, calling: bool
) -> Iterator[tuple[Why, QuerySet[Order]]]:
    busy = CallBackClaim.objects.filter(order=OuterRef("pk"), until__gt=at)
    free = to_call_back(actor, calling=calling).filter(~Exists(busy)).select_related("organisation")
    if region:
        free = free.filter(inside(region))
    unsettled = _unsettled(free, region or _home(actor), at)
    soured = Standing.objects.filter(stage=Stage.COMPLETED, unhappy=True).values("pk")
    yield Why.UNHAPPY, unsettled.filter(pk__in=soured)
    yield Why.UNHAPPY, free.filter(evaluated_at=None, redone__gt=0)  # not counted yet
    yield Why.DRAWN, unsettled.filter(pk__in=_drawn(region or _home(actor), at))
    yield Why.SILENT, free.filter(evaluated_at=None, redone=0)


def _unsettled(free: QuerySet[Order], region: str, at: datetime) -> QuerySet[Order]:
    """Not spoken to since the work was done, and not tried on as many days as are tried."""
    since = Visit.objects.filter(order=OuterRef("pk"), at__gte=OuterRef("completed_at"))
    settled = since.filter(Q(result__in=SETTLING) | ~Q(score=""))
    days = since.annotate(day=TruncDate("at", tzinfo=ZONE)).order_by().values("order")
    tried = days.annotate(many=Count("day", distinct=True)).values("many")
    value = catalogue().parameter("callback_attempts", region, at.astimezone(ZONE).date())
    most = int(value.value) if value else ATTEMPTS
    counted = free.annotate(tried=Coalesce(Subquery(tried, output_field=IntegerField()), 0))
    return counted.filter(~Exists(settled), tried__lt=most)


class _Unnest(Func):
    function = "unnest"
    output_field = IntegerField()
    set_returning = True


def _drawn(region: str, at: datetime) -> QuerySet[Any]:
    """The orders of the draws that touch the region: its own, those around it and those inside it."""
    around = Q(region__in=codes.ancestors(region)) if codes.prefix(region) else Q(pk__in=())
    draws = Draw.objects.filter(around | inside(region), at__gte=at - DRAWN_FOR)
    return draws.annotate(one=_Unnest(F("orders"))).values("one")


def _home(actor: Actor) -> str:
    return codes.full(actor.posts[0].region) if actor.posts else codes.NATION


# --- the draw -------------------------------------------------------------------------------------


def share_in(region: str, at: datetime) -> tuple[int, str]:
    """The share to draw, in percent, and where the value comes from."""
    value = catalogue().parameter("callback_share", region, at.astimezone(ZONE).date())
    return (int(value.value), value.source) if value else (SHARE, _("本系统默认值"))


def is_drawn(seed: str, number: str, share: int) -> bool:
    """Whether an order belongs to the sample: only the seed, its number and the share decide.

    Anybody can repeat it: the first eight hexadecimal digits of SHA-256 over "seed:number", as a part of all
    there are, below the share.
    """
    digest = sha256(f"{seed}:{number}".encode()).hexdigest()[:8]
    return int(digest, 16) * 100 < share << 32


def draws_in(region: str) -> list[Draw]:
    """The last draws of a region, newest first."""
    return list(Draw.objects.filter(region=region).order_by("-since")[:12])


def repeated(drawn: Draw, numbers: Iterable[str]) -> list[str]:
    """Of these order numbers, those the draw's seed and share take."""
    return [number for number in numbers if is_drawn(drawn.seed, number, drawn.share)]


def population(region: str, since: date, until: date) -> QuerySet[Standing]:
    """Finished in the period and not archived yet; not the dissatisfied, who are all called."""
    done = Q(done_on__range=(since, until), stage=Stage.COMPLETED, unhappy=False)
    return Standing.objects.filter(inside(region), done, order__restricted_at=None)

"""Whom to call back: every dissatisfied person, and a drawn sample of the rest (EVAL-10, ORD-14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from santai.capabilities.orders.models import Order, Visit
from santai.capabilities.oversight.models import Draw, Standing
from santai.capabilities.oversight.queries.which import PAGE, held
from santai.capabilities.people.access import Actor
from santai.capabilities.places.queries import inside
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Stage
from santai.kernel.workdays import ZONE

SHARE = 20  # percent, where nobody has set the parameter


@dataclass(frozen=True, slots=True)
class ToCall:
    """The first of those to call, and how many there are."""

    orders: list[Order]
    count: int


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


def dissatisfied(actor: Actor, region: str, *, at: datetime) -> ToCall:
    """Finished orders with a dissatisfied judgement and no call since it."""
    rows = Standing.objects.filter(
        inside(region), stage=Stage.COMPLETED, judged_on__isnull=False, unhappy=True, called=False
    )
    rows = rows.exclude(holder=actor.account_id)  # nobody calls about their own work
    keys = list(rows.order_by("judged_on", "order").values_list("pk", flat=True)[:PAGE])
    return ToCall(held(actor, keys), rows.count() if len(keys) == PAGE else len(keys))


def sample(actor: Actor, drawn: Draw) -> ToCall:
    """Those of a draw who wait for their call: finished, and not called since they were drawn."""
    waiting = _waiting(drawn).exclude(holder=actor.account_id)
    keys = list(waiting.order_by("completed_at", "pk").values_list("pk", flat=True)[:PAGE])
    return ToCall(held(actor, keys), waiting.count() if len(keys) == PAGE else len(keys))


def _waiting(drawn: Draw) -> QuerySet[Order]:
    since = Visit.objects.filter(order=OuterRef("pk"), at__gte=OuterRef("completed_at"))
    found = Order.objects.filter(pk__in=drawn.orders, stage=Stage.COMPLETED)
    return found.filter(~Exists(since))


def draws_in(region: str) -> list[Draw]:
    """The last draws of a region, newest first."""
    return list(Draw.objects.filter(region=region).order_by("-since")[:12])


def repeated(drawn: Draw, numbers: Iterable[str]) -> list[str]:
    """Of these order numbers, those the draw's seed and share take."""
    return [number for number in numbers if is_drawn(drawn.seed, number, drawn.share)]


def population(region: str, since: object, until: object) -> QuerySet[Standing]:
    """Finished in the period and not archived yet; not the dissatisfied, who are all called."""
    done = Q(done_on__range=(since, until), stage=Stage.COMPLETED, unhappy=False)
    return Standing.objects.filter(inside(region), done)

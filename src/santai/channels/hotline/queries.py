"""Reads of the hotline: the agent's open calls, what a caller called about before, figures by the hour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import ExtractHour

from santai.capabilities.orders.access import orders_for
from santai.capabilities.people.access import Actor
from santai.channels.hotline.enums import Disposition, SeatState
from santai.channels.hotline.models import Call, Seat
from santai.channels.hotline.seats import LONGEST_CALL
from santai.kernel.workdays import ZONE

PROMPT = timedelta(seconds=15)  # answered within this time counts as served in time
RINGS = timedelta(minutes=3)  # after that nobody lets it ring: its end was not reported
EARLIER = 5
OPEN_SHOWN = 20


def open_calls(actor: Actor) -> list[Call]:
    """What the agent has on the line or still has to write down, newest first."""
    found = Call.objects.filter(agent=actor.account_id, disposition="")
    return list(found.order_by("-at")[:OPEN_SHOWN])


def ringing(account_id: int, at: datetime) -> Call | None:
    """The call at the agent's desk just now: ringing, or answered and not yet over."""
    found = Call.objects.filter(agent=account_id, disposition="", ended_at=None)
    return at_the_desk(found.order_by("-at")[:OPEN_SHOWN], at)


def at_the_desk(calls: Iterable[Call], at: datetime) -> Call | None:
    """The newest of an agent's open calls that is live."""
    return next((call for call in calls if _live(call, at)), None)


def _live(call: Call, at: datetime) -> bool:
    if call.ended_at is not None:
        return False
    if call.answered_at is not None:
        return call.at >= at - LONGEST_CALL
    return call.ringing_at is not None and call.ringing_at >= at - RINGS


def earlier_calls(actor: Actor, phone: str, besides: Call | None) -> list[Call]:
    """When this number called before, at the hotline of this agent; the order where the agent may see it."""
    if not phone:
        return []
    ours = [post.organisation_id for post in actor.posts]
    calls = Call.objects.filter(phone=phone, organisation__in=ours)
    if besides is not None:
        calls = calls.exclude(pk=besides.pk)
    return with_orders(actor, list(calls.order_by("-at")[:EARLIER]))


def with_orders(actor: Actor, calls: list[Call]) -> list[Call]:
    """The calls with their orders as this actor may see them: an order that is not there is None."""
    wanted = [call.order_id for call in calls if call.order_id]
    seen = {order.pk: order for order in orders_for(actor).filter(pk__in=wanted)} if wanted else {}
    for call in calls:
        call.order = seen.get(call.order_id or 0)
    return calls


# --- figures ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hour:
    """The calls of one hour of the day, or of several together."""

    hour: int | None
    calls: int = 0
    answered: int = 0
    rang: int = 0  # came through a telephone system and were answered or missed
    prompt: int = 0  # answered within fifteen seconds
    waiting: int = 0  # not written down yet
    wait: timedelta | None = None
    talk: timedelta | None = None
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def level(self) -> int | None:
        """Service level in whole per cent; None when no telephone system said anything."""
        return round(100 * self.prompt / self.rang) if self.rang else None

    @property
    def dispositions(self) -> list[tuple[str, str, int]]:
        return [(d.value, str(d.label), self.ended.get(d.value, 0)) for d in Disposition]


def calls_of(centres: Sequence[int], first: date, last: date) -> QuerySet[Call]:
    """The calls of whole days, from the first to the last."""
    start = datetime.combine(first, time(), ZONE)
    end = datetime.combine(last + timedelta(days=1), time(), ZONE)
    return Call.objects.filter(organisation__in=centres, at__gte=start, at__lt=end)


def in_hour(calls: QuerySet[Call], hour: int) -> QuerySet[Call]:
    """Those that came in this hour of the day."""
    return calls.annotate(hour=ExtractHour("at", tzinfo=ZONE)).filter(hour=hour)


def by_hour(centres: Sequence[int], first: date, last: date) -> list[Hour]:
    """The 24 hours of the day, over all days together. One query."""
    rows = calls_of(centres, first, last).annotate(hour=ExtractHour("at", tzinfo=ZONE))
    found = {row["hour"]: _hour(row) for row in rows.values("hour").annotate(**_FIGURES)}
    return [found.get(hour, Hour(hour)) for hour in range(24)]


def together(hours: Iterable[Hour]) -> Hour:
    """All hours as one; averages weighed by what they are averages of."""
    some = [hour for hour in hours if hour.calls]
    return Hour(
        hour=None,
        calls=sum(h.calls for h in some),
        answered=sum(h.answered for h in some),
        rang=sum(h.rang for h in some),
        prompt=sum(h.prompt for h in some),
        waiting=sum(h.waiting for h in some),
        wait=_mean([(h.wait, h.answered) for h in some]),
        talk=_mean([(h.talk, h.answered) for h in some]),
        ended={d.value: sum(h.ended.get(d.value, 0) for h in some) for d in Disposition},
    )


def seats_by_state(centres: Sequence[int]) -> list[tuple[str, str, list[Seat]]]:
    """Every state with who is in it, longest first. One query."""
    seats = Seat.objects.filter(organisation__in=centres).select_related("account")
    held: dict[str, list[Seat]] = {state.value: [] for state in SeatState}
    for seat in seats.order_by("since"):
        held[seat.state].append(seat)
    return [(state.value, str(state.label), held[state.value]) for state in SeatState]


_ANSWERED = Q(answered_at__isnull=False, ringing_at__isnull=False)
_MISSED = Q(disposition=Disposition.MISSED)
_LAPSE: DurationField[timedelta, timedelta] = DurationField()
_FIGURES = {
    "calls": Count("pk"),
    "answered": Count("pk", filter=~_MISSED & (Q(answered_at__isnull=False) | Q(telephone_id=""))),
    "rang": Count("pk", filter=_ANSWERED | _MISSED),
    "prompt": Count("pk", filter=_ANSWERED & Q(answered_at__lte=F("ringing_at") + PROMPT)),
    "waiting": Count("pk", filter=Q(disposition="")),
    "wait": Avg(ExpressionWrapper(F("answered_at") - F("ringing_at"), output_field=_LAPSE)),
    "talk": Avg(ExpressionWrapper(F("ended_at") - F("answered_at"), output_field=_LAPSE)),
    **{f"ended_{d.value}": Count("pk", filter=Q(disposition=d.value)) for d in Disposition},
}


def _hour(row: dict[str, object]) -> Hour:
    ended = {d.value: row.pop(f"ended_{d.value}") for d in Disposition}
    return Hour(**row, ended=ended)  # type: ignore[arg-type]


def _mean(parts: Iterable[tuple[timedelta | None, int]]) -> timedelta | None:
    known = [(value, weight) for value, weight in parts if value is not None and weight]
    weight = sum(many for _, many in known)
    return sum((value * many for value, many in known), timedelta()) / weight if weight else None

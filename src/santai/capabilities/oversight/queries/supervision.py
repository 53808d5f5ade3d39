"""The supervision list (督办): what is overdue or was urged, who answers for it, and which limits hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.capabilities.clocks.enums import ClockState
from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.oversight.models import Standing
from santai.capabilities.oversight.queries.which import PAGE, Period, Which, held
from santai.capabilities.people.access import Actor
from santai.catalogue.current import catalogue
from santai.catalogue.errors import NotInCatalogue
from santai.catalogue.limits import measure
from santai.catalogue.schema import ClockSpec, Service
from santai.kernel import workdays
from santai.kernel.workdays import ZONE, CalendarGap, Term

URGE = "urge"
KINDS: Mapping[str, str] = {
    "both": gettext_noop("超期和被督办"),
    "overdue": gettext_noop("已超期"),
    "urged": gettext_noop("被督办"),
    "due_today": gettext_noop("今天到期"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit in words with its law, and its last day."""

    words: str
    basis: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Urged:
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """An order of the list. `statutory` is None where what was promised is the national file's own limit."""

    order: Order
    promised: Limit | None
    statutory: Limit | None
    last: Urged | None


def urgent(
    actor: Actor, region: str, kind: str, *, at: datetime, page: int = 1
) -> tuple[list[Row], bool]:
    """One page of the list, longest overdue first, and whether there is more."""
    found = Standing.objects.filter(condition(region, kind, at)).order_by("due_at", "order")
    start = (max(page, 1) - 1) * PAGE
    keys = list(found.values_list("pk", flat=True)[start : start + PAGE + 1])
    orders = held(actor, keys[:PAGE])
    last, clocks = _urged([order.pk for order in orders]), _nearest(orders)
    rows = [_row(order, clocks.get(order.subject), last.get(order.pk), at) for order in orders]
    return rows, len(keys) > PAGE


def condition(region: str, kind: str, at: datetime) -> Q:
    """The standings of the list: the very conditions of the figures of the same names."""
    today = Period(at.date(), at.date())  # what stands now has no period
    if kind == "both":
        return condition(region, "overdue", at) | condition(region, "urged", at)
    return Which(kind, region, today).standings(at)


def _urged(orders: Sequence[int]) -> dict[int, Urged]:
    """The last urging of each order: who, when and why."""
    rows = Event.objects.filter(order__in=orders, code=URGE).order_by("order", "-seq")
    return {
        event.order_id: Urged(event.at, event.actor_name, event.data["facts"]["reason"])
        for event in rows.distinct("order")
    }


def _nearest(orders: Sequence[Order]) -> dict[str, Clock]:
    """The running clock of each order that ends first."""
    subjects = [order.subject for order in orders]
    rows = Clock.objects.filter(subject__in=subjects, state=ClockState.RUNNING)
    return {clock.subject: clock for clock in rows.order_by("-due_at")}


def _row(order: Order, clock: Clock | None, last: Urged | None, at: datetime) -> Row:
    if clock is None:
        return Row(order, None, None, last)
    promised = Limit(_words(clock), clock.basis, clock.due_on)
    return Row(order, promised, _statutory(order, clock, at), last)


def _words(clock: Clock) -> str:
    term = clock.term()
    return term.said if term else _("通知书指定")


def _statutory(order: Order, clock: Clock, at: datetime) -> Limit | None:
    """The limit of the national file, where a province, city or county promises a shorter one."""
    spec = _clock_spec(national(order), clock.name)
    term = _national_term(clock, spec) if spec else None
    if spec is None or term is None or term == clock.term():
        return None
    basis = _("、").join(citation.said for citation in spec.basis)
    return Limit(term.said, basis, _until(clock, term, at))


def _national_term(clock: Clock, spec: ClockSpec) -> Term | None:
    return measure(spec, catalogue(), "", clock.started_at.astimezone(ZONE).date()).term


def national(order: Order) -> Service | None:
    """The service as the national file of the order's own version has it, without the layers on it."""
    try:
        return catalogue().service_version(order.service, order.version.partition("+")[0])
    except NotInCatalogue:
        return None


def _clock_spec(service: Service | None, name: str) -> ClockSpec | None:
    if service is None:
        return None
    found = (clock for state in service.states.values() for clock in state.clocks)
    return next((clock for clock in found if clock.name == name), None)


def _until(clock: Clock, term: Term, at: datetime) -> date | None:
    """The last day of the national limit, with the pauses and extensions this clock has had."""
    try:
        due = workdays.due(
            catalogue().calendar,
            clock.started_at,
            term,
            pauses=clock.pause_values(),
            extensions=clock.extension_terms(),
            now=at,
        )
    except CalendarGap:
        return None
    return due.on if due else None

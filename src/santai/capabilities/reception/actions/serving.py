"""Calling people to a window, and what becomes of them there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.capabilities.reception.enums import TicketState
from santai.capabilities.reception.models import Ticket, Window
from santai.capabilities.reception.queries import goes_first, midnight
from santai.kernel.errors import Conflict, Invalid, NotNow
from santai.kernel.workdays import ZONE

GONE = gettext_noop("这个号已经不在您的窗口了，请刷新后再看。")


def call_next(*, actor: Actor, at: datetime) -> Ticket | None:
    """The next in the queue, called to the actor's window; None when nobody waits for it.

    Who was sent here from another window comes first; then those with priority and those whose agreed time
    has come, by that time; then the others by the time of their ticket. Who has an appointment and is early
    waits until it, unless nobody else is there. A row that a colleague is just calling is skipped, so that
    two clerks never get the same one and neither waits.
    """
    with transaction.atomic():
        window = _own_window(actor, at)
        if busy := Ticket.objects.filter(window=window, state=TicketState.CALLED).first():
            raise NotNow(
                _("%(number)s 号还没有接待完，请先办结、记过号或者转窗口。")
                % {"number": busy.number}
            )
        ticket = _queue(window, at).select_for_update(skip_locked=True, of=("self",)).first()
        if ticket is not None:
            _call(ticket, window, actor, at)
    return ticket


def call_again(*, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    """The same number once more; also somebody who was absent and has come back."""
    with transaction.atomic():
        window = _own_window(actor, at)
        ticket = Ticket.objects.select_for_update().filter(pk=ticket_id, venue=window.venue_id)
        found = ticket.filter(day=at.astimezone(ZONE).date()).first()
        here = found and found.state == TicketState.CALLED and found.window_id == window.pk
        if found is None or not (here or found.state == TicketState.ABSENT):
            raise Conflict(_(GONE))
        busy = Ticket.objects.filter(window=window, state=TicketState.CALLED)
        if not here and busy.exists():
            raise NotNow(_("先把窗口上的这位接待完，再叫过号的。"))
        _call(found, window, actor, at)
    return found


def mark_absent(*, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    with transaction.atomic():
        ticket = _own_ticket(actor, ticket_id, at)
        ticket.state, ticket.finished_at = TicketState.ABSENT, at
        ticket.save()
    return ticket


def transfer(*, actor: Actor, ticket_id: int, number: int, at: datetime) -> Ticket:
    """To another open window of the hall; the one who asked first stays on record (首问负责: CEN-28)."""
    with transaction.atomic():
        ticket = _own_ticket(actor, ticket_id, at)
        target = Window.objects.filter(
            venue=ticket.venue_id, number=number, clerk__isnull=False, opened_at__gte=midnight(at)
        ).first()
        if target is None or target.pk == ticket.window_id:
            raise Invalid({"number": _("请选另一个开着的窗口。")})
        _served(ticket, actor)
        ticket.state, ticket.wanted, ticket.window = TicketState.WAITING, target, None
        ticket.save()
    return ticket


def finish(*, actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    with transaction.atomic():
        ticket = _own_ticket(actor, ticket_id, at)
        _served(ticket, actor)
        ticket.state, ticket.finished_at = TicketState.DONE, at
        ticket.save()
    return ticket


def take_in(*, actor: Actor, ticket_id: int, order: Order, at: datetime) -> Ticket:
    """What came of the visit: from now on the ticket names the person and the order."""
    with transaction.atomic():
        ticket = _own_ticket(actor, ticket_id, at)
        _served(ticket, actor)
        ticket.order, ticket.party_id = order, order.applicant_id
        ticket.save()
    return ticket


def _queue(window: Window, at: datetime) -> QuerySet[Ticket]:
    waiting = Ticket.objects.filter(
        venue=window.venue_id, day=at.astimezone(ZONE).date(), state=TicketState.WAITING
    )
    mine = Q(wanted=None) | Q(wanted=window)
    if window.lines:
        mine &= Q(line__in=["", *window.lines]) | Q(wanted=window)
    last = Case(When(goes_first(at), then=Value(0)), default=Value(1), output_field=IntegerField())
    return waiting.filter(mine).order_by(
        F("wanted_id").asc(nulls_last=True), last, Coalesce("due_at", "taken_at"), "pk"
    )


def _call(ticket: Ticket, window: Window, actor: Actor, at: datetime) -> None:
    ticket.state, ticket.window, ticket.clerk_id = TicketState.CALLED, window, actor.account_id
    ticket.first_called_at = ticket.first_called_at or at
    ticket.called_at, ticket.calls, ticket.finished_at = at, ticket.calls + 1, None
    ticket.save()


def _served(ticket: Ticket, actor: Actor) -> None:
    ticket.first_clerk_id = ticket.first_clerk_id or actor.account_id


def _own_window(actor: Actor, at: datetime) -> Window:
    """The window the actor opened today, locked: pressing twice calls one person."""
    window = (
        Window.objects.select_for_update()
        .filter(clerk=actor.account_id, opened_at__gte=midnight(at))
        .first()
    )
    if window is None:
        raise NotNow(_("请先开窗口，再叫号。"))
    return window


def _own_ticket(actor: Actor, ticket_id: int, at: datetime) -> Ticket:
    window = _own_window(actor, at)
    ticket = (
        Ticket.objects.select_for_update()
        .filter(pk=ticket_id, window=window, state=TicketState.CALLED)
        .first()
    )
    if ticket is None:
        raise Conflict(_(GONE))
    return ticket

"""Opening and closing windows. Whoever opens one sits at it until they close it or the day ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor
from santai.capabilities.reception import access
from santai.capabilities.reception.enums import TicketState
from santai.capabilities.reception.models import Ticket, Window
from santai.capabilities.reception.queries import midnight
from santai.catalogue.current import catalogue
from santai.kernel.errors import Conflict, Forbidden, Invalid, NotNow

MOST = 99


def open_window(
    *, actor: Actor, venue_id: int, number: int, lines: Sequence[str] = (), at: datetime
) -> Window:
    """`lines`: what this window takes only; empty for everything. The actor's other window is closed."""
    hall = access.hall_for(actor, venue_id)
    if not 1 <= number <= MOST:
        raise Invalid({"number": _("窗口号填 1 到 %(most)s。") % {"most": MOST}})
    if set(lines) - set(catalogue().lines):
        raise Invalid({"lines": _("没有这类业务，请从列表里选。")})
    with transaction.atomic():
        Window.objects.get_or_create(venue=hall, number=number)
        # All rows at once and in one order, so that two clerks who swap windows do not wait for each other.
        rows = Window.objects.filter(venue=hall, number=number) | Window.objects.filter(
            clerk=actor.account_id
        )
        # Not joined with their clerks: those would be the ones of before the lock was had.
        locked = list(rows.select_for_update(of=("self",)).order_by("pk"))
        window = next(row for row in locked if (row.venue_id, row.number) == (hall.pk, number))
        _must_be_free(window, actor, at)
        for row in locked:
            _vacate(row, at)
        window.clerk_id, window.opened_at, window.lines = actor.account_id, at, list(lines)
        window.save()
    return window


def close_window(*, actor: Actor, window_id: int, at: datetime) -> None:
    """One's own window; the head of the hall closes anybody's."""
    with transaction.atomic():
        window = (
            Window.objects.select_for_update(of=("self",))
            .select_related("venue")
            .filter(pk=window_id, venue__in=access.halls_of(actor))
            .first()
        )
        if window is None or window.clerk_id is None:
            raise Conflict(_("这个窗口已经关了。"))
        if window.clerk_id != actor.account_id and not access.leads(actor, window.venue):
            raise Forbidden(_("别人的窗口由本人或者中心负责人关。"))
        _vacate(window, at)


def _must_be_free(window: Window, actor: Actor, at: datetime) -> None:
    """A window somebody forgot to close yesterday is free."""
    clerk, since = window.clerk, window.opened_at
    if clerk and since and clerk.pk != actor.account_id and since >= midnight(at):
        raise Conflict(
            _("%(number)s 号窗口由%(name)s开着，请换一个号。")
            % {"number": window.number, "name": clerk.name}
        )


def _vacate(window: Window, at: datetime) -> None:
    """Whoever was called here today must be done first; what was left over from another day is."""
    here = Ticket.objects.filter(window=window, state=TicketState.CALLED)
    if ticket := here.filter(called_at__gte=midnight(at)).first():
        raise NotNow(
            _("%(number)s 号还没有接待完，请先办结、记过号或者转窗口。") % {"number": ticket.number}
        )
    here.update(state=TicketState.DONE, finished_at=at)
    # Who was sent here and still waits is everybody's again.
    Ticket.objects.filter(wanted=window, state=TicketState.WAITING).update(wanted=None)
    window.clerk, window.opened_at = None, None
    window.save(update_fields=["clerk", "opened_at"])

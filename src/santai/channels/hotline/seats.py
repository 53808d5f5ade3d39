"""Seats: what each agent is doing, moved by the agent and by the telephone, every change kept."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor
from santai.channels.hotline.access import require_agent
from santai.channels.hotline.enums import Cause, SeatState
from santai.channels.hotline.models import Call, Seat, SeatChange
from santai.kernel.errors import Invalid

LONGEST_CALL = timedelta(hours=4)
EXTENSION = re.compile(r"[0-9]{2,10}")


def seat_of(actor: Actor, since: datetime) -> tuple[Seat | None, int]:
    """The agent's seat, and how many calls they had since."""
    calls = Call.objects.filter(agent=actor.account_id, at__gte=since)
    many = calls.order_by().values("agent").annotate(many=Count("pk")).values("many")
    seats = Seat.objects.filter(account=actor.account_id)
    seat = seats.annotate(calls=Coalesce(Subquery(many), 0)).first()
    return (seat, seat.calls) if seat else (None, calls.count())


def history(seat: Seat, since: datetime, limit: int = 30) -> list[SeatChange]:
    """The latest changes, newest first."""
    return list(seat.changes.filter(at__gte=since).order_by("-at", "-pk")[:limit])


def choose(*, actor: Actor, state: str, at: datetime) -> Seat:
    """The agent says what they are doing."""
    if state not in SeatState.values:
        raise Invalid({"seat": _("请从五种状态里选一种。")})
    with transaction.atomic():
        seat = _own(actor, at)
        move(seat, SeatState(state), Cause.AGENT, at)
    return seat


def sit_at(*, actor: Actor, extension: str, at: datetime) -> Seat:
    """The agent's calls ring at this extension from now on.

    Desks are shared: the extension of a colleague who is offline changes hands, that of one at work does not.
    """
    wanted = extension.strip()
    if wanted and not EXTENSION.fullmatch(wanted):
        raise Invalid({"extension": _("分机是 2 到 10 位数字。")})
    try:
        with transaction.atomic():
            seat = _own(actor, at)
            if wanted:
                _free(wanted, seat)
            seat.extension = wanted
            seat.save(update_fields=["extension"])
    except IntegrityError:
        raise Invalid(
            {"extension": _("分机 %(extension)s 刚刚有人用上了。") % {"extension": wanted}}
        ) from None
    return seat


def move(seat: Seat, state: SeatState, cause: Cause, at: datetime) -> None:
    """Change the state of a seat that is locked; old news of the telephone changes nothing.

    Its clock may be ahead of ours: what an agent does here comes after it all the same.
    """
    if seat.state == state or (cause is Cause.TELEPHONE and at < seat.since):
        return
    at = max(at, seat.since)
    seat.state, seat.since = state, at
    seat.save(update_fields=["state", "since"])
    SeatChange.objects.create(seat=seat, state=state, cause=cause, at=at)


def after_call(account_id: int, cause: Cause, at: datetime) -> None:
    """Who has hung up writes it down first, and is free when nothing is left to write down."""
    seat = Seat.objects.select_for_update().filter(account=account_id).first()
    if seat is None or seat.state not in {SeatState.TALKING, SeatState.WRAP_UP}:
        return
    if seat.state == SeatState.TALKING and (cause is Cause.DONE or _talks(account_id, at)):
        return  # written down while still talking; or another call ended than the one being had
    taken = Call.objects.filter(agent=account_id, disposition="", answered_at__isnull=False)
    left = taken.filter(ended_at__isnull=False).exists()
    move(seat, SeatState.WRAP_UP if left else SeatState.READY, cause, at)


def _talks(account_id: int, at: datetime) -> bool:
    """Whether the agent is in a call; one whose end was never reported is over by now."""
    answered = Call.objects.filter(agent=account_id, answered_at__gte=at - LONGEST_CALL)
    return answered.filter(ended_at=None).exists()


def _own(actor: Actor, at: datetime) -> Seat:
    """The agent's seat, locked; made when they first say something about it."""
    post = require_agent(actor)
    seat, _ = Seat.objects.select_for_update().get_or_create(
        account_id=actor.account_id,
        defaults={"organisation_id": post.organisation_id, "since": at},
    )
    if seat.organisation_id != post.organisation_id:
        seat.organisation_id = post.organisation_id
        seat.save(update_fields=["organisation"])
    return seat


def _free(extension: str, seat: Seat) -> None:
    taken = Seat.objects.select_for_update().filter(extension=extension).exclude(pk=seat.pk).first()
    if taken is None:
        return
    if taken.state != SeatState.OFFLINE:
        raise Invalid(
            {
                "extension": _("分机 %(extension)s 正有同事在用，请他先改成“离线”。")
                % {"extension": extension}
            }
        )
    taken.extension = ""
    taken.save(update_fields=["extension"])

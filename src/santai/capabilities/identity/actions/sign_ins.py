"""Beginning and ending sign-ins, by the signals of whatever signs somebody in or out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from santai.capabilities.identity import devices
from santai.capabilities.identity.enums import CITIZEN, MOST_STAFF, OWN_DEVICE, STAFF
from santai.capabilities.identity.models import SignIn
from santai.capabilities.identity.sessions import SIGN_IN
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import must_administer
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.models import Account
from santai.capabilities.rows import one_at_a_time
from santai.kernel.errors import Missing

SECOND, OWN = "second_step_done", "own_device"  # in the session, for this module


def begun(*, request: HttpRequest, user: Account, **_: Any) -> None:
    """Somebody was signed in, by whichever way: note it, and let the oldest of too many go."""
    now, session = timezone.now(), request.session
    staff = user.kind != AccountKind.CITIZEN
    limits = STAFF if staff else OWN_DEVICE if session.pop(OWN, False) else CITIZEN
    before = session.get(SIGN_IN, 0)
    with transaction.atomic():
        one_at_a_time(f"sign-ins:{user.pk}")
        row = SignIn.objects.create(
            account=user,
            staff=staff,
            started=now,
            seen=now,
            idle=limits.idle,
            ends=now + limits.whole,
            address=request.META.get("REMOTE_ADDR", "")[:45],
            device=devices.words(request.META.get("HTTP_USER_AGENT", "")),
            second=bool(session.pop(SECOND, False)),
        )
        session[SIGN_IN] = row.pk
        session.save()  # before the old sign-in goes, and with it whatever session still names it
        gone = SignIn.objects.filter(pk=before, account=user)
        gone.delete()
        if staff:
            _let_the_oldest_go(user, row)


def _let_the_oldest_go(account: Account, newest: SignIn) -> None:
    others = SignIn.objects.filter(account=account).exclude(pk=newest.pk)
    kept = others.order_by("-started", "-pk").values_list("pk", flat=True)[: MOST_STAFF - 1]
    others.exclude(pk__in=list(kept)).delete()


def left(*, request: HttpRequest, **_: Any) -> None:
    """Somebody signed out: their key opens nothing any more, wherever it was copied to."""
    SignIn.objects.filter(pk=request.session.get(SIGN_IN, 0)).delete()


def all_over(*, account: Account, **_: Any) -> None:
    SignIn.objects.filter(account=account).delete()


def end(sign_in: int, *, account: Account) -> None:
    """End one of one's own; anybody else's is not there."""
    deleted, _each = SignIn.objects.filter(pk=sign_in, account=account).delete()
    if not deleted:
        raise Missing


def end_others(account: Account, *, but: int | None) -> None:
    SignIn.objects.filter(account=account).exclude(pk=but or 0).delete()


def end_all(account: Account, *, actor: Actor, on: date) -> None:
    """Sign somebody out everywhere, by who administers them."""
    must_administer(actor, account, on=on)
    all_over(account=account)


def forget(*, at: datetime) -> int:
    """Delete what is over and nobody came back to; gives how many."""
    deleted, _each = SignIn.objects.filter(ends__lte=at).delete()
    return deleted

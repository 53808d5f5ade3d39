"""A citizen who signed in by telephone: how long this browser knows them, and as whom they may act."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import login, logout
from django.http import HttpRequest
from django.utils import timezone

from santai.capabilities.orders.access import side_with
from santai.capabilities.people.access import Actor, actor_for, representing
from santai.capabilities.people.actions import note_use
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.queries import standing_for
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account, Representation

CHANNEL = "portal"
BACKEND = "django.contrib.auth.backends.ModelBackend"
SEEN, OWN = "citizen_seen", "citizen_own_device"  # in the session
IDLE = timedelta(minutes=30)  # on a device that others use too
OWN_DEVICE = timedelta(days=30)
WRITTEN_AFTER = timedelta(minutes=1)  # being here is not written down at every click


def sign_in(request: HttpRequest, account: Account, *, own_device: bool, at: datetime) -> None:
    login(request, account, backend=BACKEND)  # gives the session a new key
    request.session[OWN] = own_device
    request.session[SEEN] = at.isoformat()
    # on a shared device gone with the browser's window, whatever else
    request.session.set_expiry(OWN_DEVICE if own_device else 0)


def account_of(request: HttpRequest) -> Account | None:
    """Whose browser this is; nobody's when it lay idle on a shared device."""
    user = request.user
    if not user.is_authenticated or user.kind != AccountKind.CITIZEN:
        return None
    now, seen = timezone.now(), request.session.get(SEEN)
    since = now - datetime.fromisoformat(seen) if seen else timedelta()
    if since > (OWN_DEVICE if request.session.get(OWN) else IDLE):
        logout(request)
        return None
    if not seen or since > WRITTEN_AFTER:
        request.session[SEEN] = now.isoformat()
    return user


def sign_out(request: HttpRequest) -> None:
    """Nothing of the citizen is left here; a colleague trying the pages out stays signed in."""
    if request.user.is_authenticated and request.user.kind == AccountKind.CITIZEN:
        logout(request)


def is_staff(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.kind == AccountKind.STAFF


def oneself(account: Account, *, at: datetime) -> Actor:
    return actor_for(account, CHANNEL, today(at))


def standing(representation: Representation) -> Actor:
    """The account as it stands for somebody else."""
    return representing(representation, CHANNEL)


def actor_on(account: Account, number: str, *, at: datetime) -> Actor | None:
    """As whom this account sees the order: themselves, or one of those they stand for; None when as nobody.

    Without a number: themselves.
    """
    own = oneself(account, at=at)
    if not number:
        return own
    return side_with([own, *map(standing, standing_for(account, at=at))], number)


def note(actor: Actor, deed: str, *, number: str = "", at: datetime) -> None:
    """What is done for somebody else is theirs to know."""
    if actor.representation_id is not None:
        note_use(actor.representation_id, deed=deed, number=number, at=at)

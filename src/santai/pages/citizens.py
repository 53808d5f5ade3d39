"""A citizen who signed in by telephone: how long this browser knows them, and as whom they may act."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from santai.capabilities.identity.actions import budgets, devices
from santai.capabilities.identity.actions.budgets import Budget
from santai.capabilities.identity.actions.sign_ins import OWN
from santai.capabilities.identity.enums import OWN_DEVICE
from santai.capabilities.notices.actions import text
from santai.capabilities.orders.access import side_with
from santai.capabilities.people.access import Actor, actor_for, representing
from santai.capabilities.people.actions import note_use
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.queries import standing_for
from santai.capabilities.places.codes import NATION
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account, Representation

CHANNEL = "portal"
DEVICE_SIGNS = 40
BACKEND = "django.contrib.auth.backends.ModelBackend"


def sign_in(request: HttpRequest, account: Account, *, own_device: bool, at: datetime) -> None:
    if request.user.is_authenticated:
        logout(request)
    request.session[OWN] = own_device  # for how long they are in: `identity`
    login(request, account, backend=BACKEND)  # gives the session a new key
    # on a shared device gone with the browser's window, whatever else
    request.session.set_expiry(OWN_DEVICE.whole if own_device else 0)


DEVICE, DEVICE_KEPT = (
    "device",
    timedelta(days=400),
)  # a cookie; longer than that no browser keeps one


def know_device(
    request: HttpRequest, response: HttpResponse, account: Account, *, at: datetime
) -> None:
    """Tell the citizen, once, when a device is new to their account: whoever borrowed the telephone for a
    minute is not in unnoticed.
    """
    token = request.COOKIES.get(DEVICE, "")
    if len(token) != DEVICE_SIGNS:
        token = secrets.token_hex(DEVICE_SIGNS // 2)
        response.set_cookie(
            DEVICE,
            token,
            max_age=DEVICE_KEPT,
            httponly=True,
            secure=request.is_secure(),
            samesite="Lax",
        )
    device = devices.seen(account, token, at=at)
    if device is not None:
        words = _(
            "您的账号刚在另一台设备上登录。不是您本人，请在“我的事—登录的设备”里退出所有设备。"
        )
        tell(account, words, budgets.DEVICE_NOTICE, subject=f"devices/{device}", seq=0, at=at)


def tell(
    account: Account, words: str, budget: Budget, *, subject: str, seq: int, at: datetime
) -> None:
    """By text message to the citizen's own telephone, as often as the budget has it."""
    if not budgets.spend(budget, str(account.pk), at=at):
        phone = account.phone
        text(subject=subject, seq=seq, region=NATION, phone=phone, words=words, at=at)


PROVEN, PROOF_LASTS = "telephone_proven", timedelta(minutes=10)


def prove(request: HttpRequest, *, at: datetime) -> None:
    """Whoever is here has just typed a code sent to their telephone."""
    request.session[PROVEN] = at.isoformat()


def has_proven(request: HttpRequest, *, at: datetime) -> bool:
    """Lately enough to change how one signs in: nobody does that at a screen left open (ASVS 7.5.1)."""
    said = request.session.get(PROVEN)
    return said is not None and at - datetime.fromisoformat(said) < PROOF_LASTS


def account_of(request: HttpRequest) -> Account | None:
    """Whose browser this is; nobody's when it lay idle."""
    user = request.user
    return user if user.is_authenticated and user.kind == AccountKind.CITIZEN else None


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

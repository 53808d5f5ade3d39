"""How often somebody may guess a password (reliability S3; ASVS 6.3.1)."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

from django.http import HttpResponse

from santai.pages.models import LoginAttempt

PER_ACCOUNT, ACCOUNT_WINDOW = 5, timedelta(minutes=15)
PER_ADDRESS, ADDRESS_WINDOW = 30, timedelta(hours=1)


def begin(username: str, address: str, *, at: datetime, shared: bool = True) -> bool:
    """Write a try down before the password is looked at; False when there were too many.

    Written first and counted after, so that guessing in parallel buys no more tries. Counted by account
    and address together: nobody can lock a colleague out from another place. `shared`: also count what was
    tried from the address for any account.
    """
    digest = _digest(username)
    LoginAttempt.objects.create(account=digest, address=address, at=at)
    since = LoginAttempt.objects.filter(address=address, at__gt=at - ADDRESS_WINDOW)
    if not shared:
        since = since.filter(account=digest)
    recent = list(since.order_by("-at").values_list("account", "at")[: PER_ADDRESS + 1])
    mine = [
        moment for account, moment in recent if account == digest and moment > at - ACCOUNT_WINDOW
    ]
    return (not shared or len(recent) <= PER_ADDRESS) and len(mine) <= PER_ACCOUNT


def succeeded(username: str, address: str, *, at: datetime) -> None:
    """Forget the tries of somebody who is in, and everybody's that no window reaches any more."""
    LoginAttempt.objects.filter(account=_digest(username), address=address).delete()
    LoginAttempt.objects.filter(address=address, at__lte=at - ADDRESS_WINDOW).delete()


def _digest(username: str) -> str:
    return hashlib.sha256(username.strip().encode()).hexdigest()


def too_many(response: HttpResponse, wait: timedelta = ACCOUNT_WINDOW) -> HttpResponse:
    """The answer says when to come again (RFC 6585); a machine that waits does not make it worse."""
    response.headers["Retry-After"] = str(max(1, math.ceil(wait.total_seconds())))
    return response

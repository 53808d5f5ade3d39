"""Between the right password and being in: who has come how far, in this browser.

Nobody is signed in before the last step. So no page has to ask whether the steps were taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import login, logout
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from santai.capabilities.identity import queries
from santai.capabilities.identity.actions.sign_ins import SECOND as SECOND_DONE
from santai.pages.citizens import BACKEND

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account

KEY = "half_signed_in"  # in the session
GOOD_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Half:
    account: Account
    target: str
    second: bool  # the second step was taken

    @property
    def step(self) -> str:
        """The next one; nothing when all are taken."""
        lacking = queries.lacking(self.account)
        return next((one for one in lacking if one != queries.SECOND or not self.second), "")


def begin(request: HttpRequest, account: Account, target: str, *, at: datetime) -> None:
    """The password was right. The browser gets a new key: one that somebody planted before opens nothing."""
    if request.user.is_authenticated:
        logout(request)
    request.session.cycle_key()
    request.session[KEY] = {
        "account": account.pk,
        "hash": account.get_session_auth_hash(),
        "target": target,
        "until": (at + GOOD_FOR).isoformat(),
        "second": False,
    }


def half(request: HttpRequest, *, at: datetime) -> Half | None:
    """Who is on the way in here; nobody's when it took too long, or the account or its password changed."""
    said = request.session.get(KEY)
    if said is None or datetime.fromisoformat(said["until"]) <= at:
        return None
    account = ModelBackend().get_user(said["account"])  # None for one that was closed
    if account is None or not constant_time_compare(said["hash"], account.get_session_auth_hash()):
        return None
    return Half(account, said["target"], said["second"])


def taken(request: HttpRequest, account: Account, *, second: bool = False) -> None:
    """A step was taken; a new password has a new hash."""
    said = request.session[KEY]
    request.session[KEY] = {
        **said,
        "hash": account.get_session_auth_hash(),
        "second": said["second"] or second,
    }


def finish(request: HttpRequest, half: Half) -> str:
    """Sign in; gives the page asked for."""
    del request.session[KEY]
    request.session[SECOND_DONE] = half.second
    login(request, half.account, backend=BACKEND)  # gives the session a new key
    return half.target

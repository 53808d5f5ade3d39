"""What this browser's passkey was asked: kept in the session until the answer, which is looked at once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from santai.capabilities.identity import queries
from santai.capabilities.identity.actions import passkeys
from santai.capabilities.identity.actions.passkeys import Site, State

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account

KEY = "passkey_asked"  # in the session
WHOM = "of"  # in it: the account, or nobody yet


def site_of(request: HttpRequest) -> Site:
    return Site(f"{request.scheme}://{request.get_host()}")


def ask(request: HttpRequest, account: Account | None) -> str:
    """What to ask of the browser; nothing where this account has no passkey for this site."""
    site = site_of(request)
    if account is not None and not queries.passkeys_of(account, site.host):
        return ""
    options, state = passkeys.begin(site, account)
    request.session[KEY] = {**state, WHOM: account.pk if account else None}
    return options


def asked(request: HttpRequest) -> State | None:
    """What was asked last; whatever comes of it, it is not asked again."""
    state: State | None = request.session.pop(KEY, None)
    return state


def whose(request: HttpRequest, account: Account | None, *, at: datetime) -> Account | None:
    """Whose passkey answered what was asked of this account; of anybody where there is none yet.

    What was asked as a second step opens nothing alone: there the device need not have known its holder.
    """
    state, answer = asked(request), request.POST.get("answer", "")
    if state is None or state.get(WHOM) != (account.pk if account else None):
        return None
    return passkeys.finish(site_of(request), state, answer=answer, at=at, account=account)

"""Forms that are not sent yet: kept on the server while somebody fills them in, or until they come back.

A browser knows its drafts by the session; another device opens one with a code (续填码) that cannot be
guessed and is stored nowhere.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from santai.channels.portal.models import Draft
from santai.kernel.errors import Missing
from santai.kernel.numbers import plain, query_code
from santai.pages import citizens
from santai.pages.forms.questions import Typed

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account, Representation

KEY = "drafts"  # in the session: {service: key of the draft}
KEPT = timedelta(days=7)


def begin(
    request: HttpRequest,
    service: str,
    typed: Typed,
    *,
    at: datetime,
    account: Account | None = None,
    representation: Representation | None = None,
) -> Draft:
    """A new draft, open in this browser; what was typed before begins it.

    `account`: of who has signed in, and finds it again by that; `representation`: whom it is for.
    """
    salt = secrets.token_hex(16)
    draft = Draft.objects.create(
        service=service,
        typed=_kept(typed),
        key=uuid4().hex,
        digest=_digest(_code(salt)),
        salt=salt,
        touched_at=at,
        account=account,
        representation=representation,
    )
    open_here(request, draft)
    return draft


def opened(request: HttpRequest, service: str, *, at: datetime) -> Draft | None:
    """The draft of this service that this browser has open."""
    citizens.account_of(request)  # what lay idle on a shared device is closed first
    key = (request.session.get(KEY) or {}).get(service)
    if key is None:
        return None
    return Draft.objects.filter(pk=key, service=service, touched_at__gt=at - KEPT).first()


def typed_of(draft: Draft) -> Typed:
    return MultiValueDict(draft.typed)


def keep(draft: Draft, typed: Typed, *, at: datetime) -> None:
    """What was typed on one page, right or wrong, joins the rest: nothing typed is lost."""
    draft.typed = {**draft.typed, **_kept(typed)}
    draft.touched_at = at
    draft.save(update_fields=["typed", "touched_at"])


def code_of(draft: Draft) -> str:
    """What opens the draft on another device, until `until`."""
    return _code(draft.salt)


def until(draft: Draft) -> datetime:
    return draft.touched_at + KEPT


def come_back(request: HttpRequest, code: str, *, at: datetime) -> Draft:
    """Open a draft with its code. Raises Missing, whatever the reason."""
    digest = _digest(plain(code))
    draft = Draft.objects.filter(digest=digest, touched_at__gt=at - KEPT).first()
    if draft is None:
        raise Missing(_("没有找到。请核对续填码，或者重新填写。"))
    open_here(request, draft)
    return draft


def done(request: HttpRequest, draft: Draft) -> None:
    """The order is made, or the person starts again: the draft has done its work."""
    open_ = dict(request.session.get(KEY) or {})
    open_.pop(draft.service, None)
    request.session[KEY] = open_
    draft.delete()


def forget(request: HttpRequest) -> None:
    """This browser opens no draft any more; with its code each still can be."""
    request.session.pop(KEY, None)


def sweep(*, at: datetime) -> int:
    """Delete what nobody came back to; gives how many."""
    return Draft.objects.filter(touched_at__lte=at - KEPT).delete()[0]


def open_here(request: HttpRequest, draft: Draft) -> None:
    """This browser knows the draft from now on."""
    if not request.user.is_authenticated:
        request.session.set_expiry(0)  # gone when the browser closes: it may be a shared one
    request.session[KEY] = {**(request.session.get(KEY) or {}), draft.service: draft.pk}


def _kept(typed: Typed) -> dict[str, list[str]]:
    return {name: typed.getlist(name) for name in typed}


def _code(salt: str) -> str:
    return query_code(settings.SECRET_KEY.encode(), "draft", salt)


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()

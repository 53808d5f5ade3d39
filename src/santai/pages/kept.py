"""What a clerk was sending when their time was up: kept sealed for them alone, and given back once they are in.

Files cannot be kept this way; the page says so.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.http import HttpRequest

from santai.capabilities.identity.sealing import seal, unseal
from santai.pages.errors import OURS, SECRET, WORTH_KEEPING

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account

KEY = "kept_form"  # in the session
KEPT = timedelta(hours=1)
LARGEST = 200_000  # bytes
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  the name of a field


@dataclass(frozen=True, slots=True)
class Kept:
    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool

    @property
    def written(self) -> list[str]:
        """What somebody wrote at length, to know it again."""
        return [
            text for name, text in self.fields if name not in OURS and len(text) >= WORTH_KEEPING
        ]


def keep(request: HttpRequest, *, at: datetime) -> None:
    """Keep the form just sent, if this request found its own sign-in to be over."""
    account = getattr(request.session, "ended", None)
    if account is None or request.method != "POST":
        return
    fields = [
        (name, text)
        for name, texts in request.POST.lists()
        if name not in {TOKEN, *SECRET}
        for text in texts
    ]
    content = json.dumps([request.get_full_path(), fields, bool(request.FILES)]).encode()
    if len(content) <= LARGEST:
        sealed = seal(content, _purpose(account))
        request.session[KEY] = [account, base64.b64encode(sealed).decode(), at.isoformat()]


def of(request: HttpRequest, account: Account, *, at: datetime) -> Kept | None:
    """What is kept here for this account; for anybody else there is nothing."""
    whose, sealed, since = request.session.get(KEY) or (None, "", "")
    if whose != account.pk or datetime.fromisoformat(since) + KEPT <= at:
        return None
    path, fields, had_files = json.loads(unseal(base64.b64decode(sealed), _purpose(whose)))
    return Kept(path, tuple((name, text) for name, text in fields), had_files)


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def _purpose(account: int) -> str:
    return f"kept form {account}"

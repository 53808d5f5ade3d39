"""The talk that this browser has open: its key lies in the session and nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from santai.capabilities.identity.actions import budgets
from santai.capabilities.knowledge import actions, queries
from santai.kernel.errors import Invalid, Refusal
from santai.pages import languages

KEY = "talk"
PERSON = "consultation/legal"  # the service of those who go on where the machine ends
SAID = budgets.Budget("talk-from", ((budgets.QUARTER, 60),))  # things said from one address


def turns(request: HttpRequest, *, at: datetime) -> list[dict[str, Any]]:
    return queries.turns_of(request.session.get(KEY) or "", at=at)


def hear(request: HttpRequest, said: str, *, door: str, region: str = "", at: datetime) -> None:
    """Said in the talk that is open; the first thing said opens one. Raises Invalid, TooMany."""
    words = _("您问得很快，请歇一会儿再问，或者打 12348。")
    budgets.must_spend(SAID, request.META.get("REMOTE_ADDR", ""), words, at=at)
    if not queries.is_kept(request.session.get(KEY) or "", at=at):
        begin(request, door=door, region=region, at=at)
    actions.hear(request.session[KEY], said, at=at)
    if languages.current().default:  # what a model says is compared with sources in Chinese
        actions.say_plainly(request.session[KEY], at=at)


def begin(request: HttpRequest, *, door: str, region: str = "", at: datetime) -> None:
    if not request.user.is_authenticated:
        request.session.set_expiry(0)  # gone when the browser closes: it may be a shared one
    request.session[KEY] = actions.begin_talk(door=door, region=region, at=at).key


def forget(request: HttpRequest) -> None:
    if key := request.session.pop(KEY, None):
        actions.forget_talk(key)


def words_of(refused: Refusal) -> str:
    """What is wrong with what was said, and what to do."""
    return "".join(refused.fields.values()) if isinstance(refused, Invalid) else str(refused)

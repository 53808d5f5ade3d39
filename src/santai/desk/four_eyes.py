"""What takes two, at a page that gives it: asked for there, and taken there once it is approved.

The address itself, with its filters in order, is what was approved: another filter is another question.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.approvals import actions
from santai.capabilities.approvals.enums import Kind
from santai.capabilities.people.access import Actor
from santai.capabilities.rows import one_at_a_time
from santai.capabilities.trail.actions import note
from santai.capabilities.trail.enums import Kind as Noted
from santai.capabilities.trail.queries import exported_since
from santai.kernel.errors import Invalid, Missing
from santai.pages.frames import frame

FREE = 100  # rows that one person alone may take away
FREE_A_DAY = 300  # … in however many pieces
DAY = timedelta(days=1)
LONGEST = 500  # characters of an address
Give = Callable[[], HttpResponseBase]


def export(
    request: HttpRequest, actor: Actor, *, rows: int, title: str, region: str, give: Give
) -> HttpResponseBase:
    """Give a table of people's matters: freely when it is small, by an approval when it is not."""
    if rows <= FREE and _left_today(actor, title=title, region=region, rows=rows):
        return give()
    return by_two(request, actor, Kind.BIG_EXPORT, rows=rows, title=title, region=region, give=give)


def _left_today(actor: Actor, *, title: str, region: str, rows: int) -> bool:
    """Whether so many may still be taken away today, and if so, that they are. One after the other."""
    account = actor.account_id or 0
    with transaction.atomic():
        one_at_a_time(f"exports:{account}")
        before = exported_since(account, since=timezone.now() - DAY)
        if before + rows > FREE_A_DAY:
            return False
        note_export(actor, title=title, region=region, rows=rows)
    return True


def by_two(
    request: HttpRequest,
    actor: Actor,
    kind: Kind,
    *,
    rows: int,
    title: str,
    region: str,
    give: Give,
    says: str = "",
    noted: Noted = Noted.EXPORTED,
) -> HttpResponseBase:
    """Ask for it, or take what was approved. By POST: a link that is fetched ahead uses nothing up."""
    step, subject = request.POST.get("step", ""), subject_of(request)
    if step == "use":
        approval = actions.use(actor=actor, kind=kind, subject=subject, at=timezone.now())
        data = {"rows": rows, "approval": approval.pk}
        note(noted, actor=actor, about=title, region=region, reason=approval.reason, data=data)
        return give()
    error, reason = "", request.POST.get("reason", "")
    if step == "ask":
        try:
            actions.ask(
                actor=actor,
                kind=kind,
                subject=subject,
                title=title,
                reason=reason,
                region=region,
                rows=rows,
                at=timezone.now(),
            )
        except Invalid as refused:
            error = refused.fields["reason"]
        else:
            messages.success(request, _("已经提交，等另一位同事批准。"))
            return redirect("desk:approvals")
    context: dict[str, Any] = {
        **frame(request, actor, "desk:approvals"),
        "title": title,
        "rows": rows,
        "free": FREE,
        "a_day": FREE_A_DAY,
        "says": says,
        "reason": reason,
        "error": error,
        "here": subject,
    }
    return render(request, "desk/ask_approval.html", context, status=422 if error else 200)


def subject_of(request: HttpRequest) -> str:
    """The address with its filters in one order. Raises Missing for one too long to be kept whole: two that are
    cut short could be the same, and what was approved for one be taken for the other."""
    asked = urlencode(sorted((key, request.GET[key]) for key in request.GET))
    subject = f"{request.path}?{asked}"
    if len(subject) > LONGEST:
        raise Missing
    return subject


def note_export(
    actor: Actor, *, title: str, region: str, rows: int, approval: int | None = None
) -> None:
    data = {"rows": rows} if approval is None else {"rows": rows, "approval": approval}
    note(Noted.EXPORTED, actor=actor, about=title, region=region, data=data)

"""Taking an action at the desk: a form made of what it needs, safe against who was quicker."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from santai.capabilities.assignment.actions import assign_best
from santai.capabilities.people.access import Actor
from santai.desk.views.order import CHANNEL, held
from santai.kernel.errors import Conflict, Invalid, NotNow
from santai.pages.actors import staff_page
from santai.pages.forms.action import ADVICE, ActionForm, offered
from santai.pages.forms.questions import Typed, searching, typed_in
from santai.pages.frames import frame
from santai.pages.story import Entry, story

SEEN = "order.seq"  # with a dot: no fact of a service can be called so


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Why nothing was done, and what others did since the page was opened."""

    message: str
    since: list[Entry]
    status: int


@staff_page(CHANNEL)
def take(request: HttpRequest, actor: Actor, number: str, action: str) -> HttpResponse:
    """The form; sent, it acts only if nobody did anything since it was shown."""
    seen, typed = held(actor, number), typed_in(request.POST)
    form = ActionForm(actor, seen, offered(seen, action), typed, timezone.now())
    if request.method != "POST" or searching(typed):
        return _page(request, form)
    try:
        form.perform(key=typed.get("key") or "", seen=_seen(typed))
    except Invalid as refused:
        form.take(refused)
        return _page(request, form)
    except Conflict as conflict:
        return _page(request, form, _overtaken(form, conflict))
    messages.success(request, _("已办：%(action)s。") % {"action": form.spec.title.said})
    return redirect("desk:order", number=seen.order.number)


@staff_page(CHANNEL)
@require_POST
def take_best(request: HttpRequest, actor: Actor, number: str, action: str) -> HttpResponse:
    """Assign the first of the proposal, on the responsibility of whoever presses the button."""
    seen, typed = held(actor, number), typed_in(request.POST)
    spec = offered(seen, action)
    assign_best(actor=actor, number=number, action=spec.name, at=timezone.now(), seen=_seen(typed))
    messages.success(request, _("已办：%(action)s。") % {"action": spec.title.said})
    return redirect("desk:order", number=seen.order.number)


def _seen(typed: Typed) -> int | None:
    text = typed.get(SEEN) or ""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _overtaken(form: ActionForm, conflict: Conflict) -> Overtaken:
    """What happened since; pressing again acts on the order as it stands now."""
    before = _seen(form.typed) or 0
    message = conflict.message
    if isinstance(conflict, NotNow) and conflict.allowed:
        said = {"message": message, "actions": _("、").join(conflict.allowed)}
        message = _("%(message)s现在可以：%(actions)s。") % said
    since = [entry for entry in story(form.view) if entry.seq > before]
    return Overtaken(message, since, conflict.status)


def _page(
    request: HttpRequest, form: ActionForm, overtaken: Overtaken | None = None
) -> HttpResponse:
    questions = form.questions()
    wrong = [question for question in questions if question.error]
    placed = {question.name for question in wrong}
    judgement = form.judgement()
    context = {
        **frame(request, form.actor, "desk:inbox"),
        "order": form.view.order,
        "view": form.view,
        "spec": form.spec,
        "questions": questions,
        "candidates": form.references.candidates(),
        "excluded": form.references.excluded(),
        "judgement": judgement,
        "advice": ADVICE[judgement.answer] if judgement else "",
        "rule": form.rule_says(),
        "wrong": wrong,
        "general": [text for key, text in form.errors.items() if key not in placed],
        "overtaken": overtaken,
        "hindrances": [] if overtaken else form.hindrances(),
        "key": uuid4().hex if overtaken else form.typed.get("key") or uuid4().hex,
    }
    status = overtaken.status if overtaken else 422 if form.errors else 200
    return render(request, "desk/action.html", context, status=status)

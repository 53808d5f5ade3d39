"""Asking for a service, one question on a page: begun, kept, taken up again, read over, sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from santai.capabilities.orders.actions import submit
from santai.catalogue.schema import Door
from santai.channels.portal import drafts
from santai.channels.portal.for_whom import applying_for, for_whom, in_name_of, standing_of
from santai.channels.portal.models import Draft
from santai.channels.portal.views.applying import CHANNEL, about_field, begin_about
from santai.channels.portal.views.finding import service_or_missing
from santai.kernel.errors import Missing, Refusal
from santai.pages import citizens, flood, opened
from santai.pages.actors import actor_of
from santai.pages.forms.intake import Intake, Step
from santai.pages.forms.questions import Typed, said, searching, typed_in

CHECK = "check"  # in place of the next step: back to the answers


@dataclass(frozen=True, slots=True)
class Line:
    """One answer as it is read over, and the page on which it can be changed."""

    label: str
    text: str
    step: str


def begin(request: HttpRequest, service_id: str) -> HttpResponse:
    """What will be asked and what is kept; nothing is stored before somebody begins."""
    typed, now = typed_in(request.POST if request.method == "POST" else request.GET), timezone.now()
    service = service_or_missing(service_id, typed.get("region") or "")
    if Door.PORTAL not in service.doors:
        raise Missing
    if typed.get("about"):
        begin_about(request, service, typed)
    draft = drafts.opened(request, service_id, at=now)
    if request.method == "POST":
        if draft is not None:
            drafts.done(request, draft)
        account, standing = applying_for(request, service, typed, at=now)
        asked = Intake(service, CHANNEL, typed, own=True)
        draft = drafts.begin(
            request,
            service_id,
            _of(asked, typed),
            at=now,
            account=account,
            representation=standing,
        )
        return redirect("portal:ask", service_id, _intake(draft).steps()[0].name)
    context = {
        "service": service,
        "draft": draft,
        "first": first_unanswered(draft) if draft else "",
        "given": [(name, value) for name in ("region", "about") if (value := typed.get(name))],
        "many": len(Intake(service, CHANNEL, typed, own=True).steps()),
        **for_whom(request, service, typed, at=now),
    }
    return render(request, "portal/begin.html", context)


def ask(request: HttpRequest, service_id: str, name: str) -> HttpResponse:
    """One page of the form. What was typed is kept whether it is right or not."""
    now = timezone.now()
    draft = drafts.opened(request, service_id, at=now)
    if draft is None:
        return redirect("portal:begin", service_id)
    typed = typed_in(request.POST)
    if request.method == "POST":
        step = _find(_intake(draft), name)
        drafts.keep(draft, _of_step(step, typed), at=now)
    intake = _intake(draft)
    if request.method == "POST" and not searching(typed):
        intake.check()
        if not _find(intake, name).wrong:
            return _onwards(draft, name, typed)
    elif searching(typed):
        intake.typed.setlist("step", [typed.get("step") or ""])
    return _page(request, draft, intake, name)


def read_over(request: HttpRequest, service_id: str) -> HttpResponse:
    """Every answer with a way to change it; pressed twice it is one order, by the draft's key."""
    now = timezone.now()
    draft = drafts.opened(request, service_id, at=now)
    if draft is None:
        return redirect("portal:begin", service_id)
    intake = _intake(draft)
    if request.method != "POST":
        return _answers(request, draft, intake)
    about = intake.typed.get(about_field(intake.service)) or ""
    try:
        standing = standing_of(request, draft, at=now)
        actor = citizens.standing(standing) if standing else actor_of(request, CHANNEL, about)
        asked = in_name_of(standing, intake.request())
        along = flood.along(request)
        done = submit(actor=actor, request=asked, at=now, key=draft.key, along=along)
    except Refusal as refused:
        if refused.code == "key_reused":
            return render(request, "portal/already.html", status=409)
        intake.take(refused)
        return _answers(request, draft, intake, status=intake.status)
    if actor.representation_id is None:
        opened.remember(
            request, done.order, at=now
        )  # a representative is let in as long as they are one
    citizens.note(actor, f"申请：{intake.service.title.zh}", number=done.order.number, at=now)
    drafts.done(request, draft)
    return redirect("portal:receipt", number=done.order.number)


@require_POST
def save(request: HttpRequest, service_id: str) -> HttpResponse:
    """How to come back from any device."""
    draft = drafts.opened(request, service_id, at=timezone.now())
    if draft is None:
        return redirect("portal:begin", service_id)
    context = {
        "service": _intake(draft).service,
        "code": drafts.code_of(draft),
        "until": drafts.until(draft),
        "first": first_unanswered(draft),
    }
    return render(request, "portal/saved.html", context)


def come_back(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "portal/come_back.html")
    try:
        draft = drafts.come_back(
            request, typed_in(request.POST).get("code") or "", at=timezone.now()
        )
    except Missing as missing:
        return render(request, "portal/come_back.html", {"error": missing.message}, status=422)
    return redirect("portal:ask", draft.service, first_unanswered(draft))


# --- one page


def _page(request: HttpRequest, draft: Draft, intake: Intake, name: str) -> HttpResponse:
    steps = intake.steps()
    names = [step.name for step in steps]
    step = _find(intake, name)
    place = names.index(name) if name in names else len(names)
    context = {
        "service": intake.service,
        "step": step,
        "number": place + 1,
        "many": len(names),
        "extra": name not in names,
        "before": names[place - 1] if 0 < place < len(names) else "",
        "wrong": step.wrong,
        "back": request.POST.get("back") or request.GET.get("back", ""),
    }
    return render(request, "portal/ask.html", context, status=422 if step.wrong else 200)


def _onwards(draft: Draft, name: str, typed: Typed) -> HttpResponse:
    names = [step.name for step in _intake(draft).steps()]
    following = names[names.index(name) + 1 :] if name in names else []
    if typed.get("back") == CHECK or not following:
        return redirect("portal:read-over", draft.service)
    return redirect("portal:ask", draft.service, following[0])


def _find(intake: Intake, name: str) -> Step:
    """The page with this name; Missing for one that the answers so far rule out."""
    for step in (*intake.steps(), *intake.extras()):
        if step.name == name:
            return step
    raise Missing


def _of(asked: Intake, typed: Typed) -> Typed:
    """What was given along and the form asks for; anything else that came is left out."""
    pages = (*asked.steps(), *asked.extras())
    names = {question.name for step in pages for question in step.questions}
    return Typed({name: typed.getlist(name) for name in typed if name in names})


def _of_step(step: Step, typed: Typed) -> Typed:
    """Only what this page asks; a box that was not ticked comes as nothing and is kept as such."""
    names = [name for q in step.questions for name in (q.name, f"{q.name}.search")]
    return Typed({name: typed.getlist(name) for name in names})


def _intake(draft: Draft) -> Intake:
    typed = drafts.typed_of(draft)
    service = service_or_missing(draft.service, typed.get("region") or "")
    return Intake(service, CHANNEL, typed, own=True)


def first_unanswered(draft: Draft) -> str:
    """The first page that nobody has been on, else the last."""
    steps = _intake(draft).steps()
    new = (s.name for s in steps if not any(q.name in draft.typed for q in s.questions))
    return next(new, steps[-1].name)


# --- the answers


def _answers(
    request: HttpRequest, draft: Draft, intake: Intake, *, status: int = 200
) -> HttpResponse:
    intake.check()
    steps, extras = intake.steps(), intake.extras()
    wrong = [(step, question) for step in (*steps, *extras) for question in step.wrong]
    placed = {question.name for _, question in wrong}
    context = {
        "service": intake.service,
        "place": said(intake.region()),
        "lines": [line for step in steps for line in _lines(step)],
        "extras": [(step, [line for line in _lines(step) if line.text]) for step in extras],
        "wrong": wrong,
        "general": [text for key, text in intake.errors.items() if key not in placed],
    }
    return render(request, "portal/read_over.html", context, status=status)


def _lines(step: Step) -> list[Line]:
    return [Line(question.label, said(question), step.name) for question in step.questions]

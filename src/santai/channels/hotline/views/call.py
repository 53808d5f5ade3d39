"""The agent's page: who calls, what they asked before, what they ask now, what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import Done, code_of
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.catalogue.schema import Door, Service
from santai.channels.hotline import queries, seats
from santai.channels.hotline.access import agent_post, call_for
from santai.channels.hotline.actions import ask_again, record_call, take_call
from santai.channels.hotline.enums import Disposition, SeatState
from santai.channels.hotline.form import CallForm
from santai.channels.hotline.models import Call
from santai.channels.hotline.script import script
from santai.kernel.errors import Forbidden, Invalid, Refusal
from santai.kernel.workdays import ZONE
from santai.pages import moments
from santai.pages.actors import staff_page
from santai.pages.forms.intake import Intake, summary
from santai.pages.forms.questions import Choice, Typed, typed_in
from santai.pages.forms.services import chosen_service, service_question, services_at
from santai.pages.frames import frame
from santai.pages.persons import LookUp, look_up, particulars
from santai.pages.proposals import propose

CHANNEL = "hotline"
FIRST_LINE = "consultation"  # what most calls are about
ABOUT = "about:"
NOTHING_CAME = (
    Disposition.DROPPED,
    Disposition.SILENT,
    Disposition.ABUSIVE,
    Disposition.WRONG,
)


@dataclass(frozen=True, slots=True)
class Screen:
    """What is in front of an agent: who calls, what is being written, which calls are still open."""

    actor: Actor
    form: CallForm
    person: LookUp
    current: Call | None
    open_calls: Sequence[Call]


@staff_page(CHANNEL, "intake")
def call(request: HttpRequest, actor: Actor) -> HttpResponse:
    typed = typed_in(request.POST)
    open_ = queries.open_calls(actor)
    current = _current(request, actor, typed, open_)
    for ending in NOTHING_CAME:
        if typed.get("ended") == ending:
            return _nothing_came(actor, request, typed, ending)
    person = _person(actor, typed)
    screen = Screen(actor, _form(actor, typed, person), person, current, open_)
    step = typed.get("step") or ""
    if step == "submit":
        return _submit(request, screen)
    if step == "transfer":
        return _transfer(request, screen)
    if step.startswith(ABOUT):
        return _ask_again(screen, step.removeprefix(ABOUT))
    _at_the_seat(actor, screen.form)
    if step.startswith("use:"):
        screen.form.use(step.removeprefix("use:"))
    return _page(request, screen)


@staff_page(CHANNEL, "intake")
@require_safe
def told(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """What the agent tells the caller: the number, the code, what happens next and by when."""
    order = access.order_for(actor, number)
    if "intake" not in access.capacities(actor, order):
        raise Forbidden(_("查询码由受理这件事的单位告知。"))
    context = {
        **frame(request, actor, "hotline:home"),
        "order": order,
        "view": view(actor, order, at=timezone.now()),
        "code": code_of(order),
        "body": script().body(str(order.answers.get("body", ""))),
    }
    return render(request, "hotline/told.html", context)


@staff_page(CHANNEL, "intake")
@require_POST
def proposals(request: HttpRequest, actor: Actor) -> JsonResponse:
    """What fits the words typed so far, for the script beside the form."""
    typed = typed_in(request.POST)
    form = _form(actor, typed, LookUp())
    found = propose(form.story, typed.get("region") or "")
    context = {"proposals": found, "at_once": form.at_once, "button": "step", "take": "take:"}
    return JsonResponse({"html": render_to_string("pages/proposals.html", context)})


def _current(
    request: HttpRequest, actor: Actor, typed: Typed, open_: Sequence[Call]
) -> Call | None:
    """The call on the screen: the one named, or on a fresh page the one at the agent's desk."""
    named = typed.get("call") or (request.GET.get("call") or "" if request.method == "GET" else "")
    found: Call | None = None
    if named:
        at_hand = (call for call in open_ if str(call.pk) == named)
        found = next(at_hand, None) or call_for(actor, named)
    elif request.method == "GET":
        found = queries.at_the_desk(open_, timezone.now())
    if found is not None and found.disposition and request.method == "GET":
        return None  # written down already: the page begins with nobody
    if found is not None:
        typed["call"] = str(found.pk)
        typed.setlistdefault("q", [found.phone])
    return found


def _person(actor: Actor, typed: Typed) -> LookUp:
    """Who calls. Handing on is sending the form, too: pressed twice it must find whom it found at first."""
    asked = typed.copy()
    if asked.get("step") == "transfer":
        asked["step"] = "submit"
    return look_up(actor, asked)


def _nothing_came(
    actor: Actor, request: HttpRequest, typed: Typed, ending: Disposition
) -> HttpResponse:
    record_call(
        actor=actor,
        phone=_phone(typed),
        disposition=ending,
        at=timezone.now(),
        call_id=typed.get("call") or "",
    )
    messages.success(request, _("记下了：%(ending)s。") % {"ending": ending.label})
    return redirect("hotline:home")


def _at_the_seat(actor: Actor, form: CallForm) -> None:
    """The agent's own buttons stand on the same form, so that nothing typed is lost by pressing one."""
    typed = form.intake.typed
    try:
        if state := typed.get("seat"):
            seats.choose(actor=actor, state=state, at=timezone.now())
        if typed.get("step") == "extension":
            extension = typed.get("extension") or ""
            seats.sit_at(actor=actor, extension=extension, at=timezone.now())
    except Invalid as refused:
        form.errors |= refused.fields


def _form(actor: Actor, typed: Typed, person: LookUp) -> CallForm:
    """Begins as a consultation for the hotline's own region, with the number that calls."""
    typed.setlistdefault("region", [codes.full(actor.posts_with("intake")[0].region)])
    if not typed.get("applicant.phone"):  # the first page sends the field along, still empty
        typed["applicant.phone"] = _phone(typed)
    known = None
    if person.party is not None:
        typed["party"] = str(person.party.pk)
        known = particulars(person.party)
    step = typed.get("step") or ""
    if step.startswith("take:"):
        typed["service"] = step.removeprefix("take:")
    service = chosen_service(Door.HOTLINE, typed) or _usual(typed)
    typed["service"] = service.id
    return CallForm(Intake(service, CHANNEL, typed, known=known))


def _usual(typed: Typed) -> Service:
    offered = services_at(Door.HOTLINE, typed.get("region") or "")
    nameless = (s for s in offered if not any(s.applicant.values()))  # nobody must say who they are
    return next((s for s in nameless if s.line == FIRST_LINE), offered[0])


def _phone(typed: Typed) -> str:
    """The calling number, where the look-up was by number."""
    text = (typed.get("q") or "").strip()
    return text if text.replace("-", "").isdecimal() and len(text) < 16 else ""


def _submit(request: HttpRequest, screen: Screen) -> HttpResponse:
    form = screen.form
    try:
        asked = form.intake.request(then=form.then())
        done = take_call(actor=screen.actor, request=asked, **_of_call(form))
    except Refusal as refused:
        form.take(refused)
        return _page(request, screen)
    return _told(done)


def _transfer(request: HttpRequest, screen: Screen) -> HttpResponse:
    form = screen.form
    try:
        referral, body = form.transfer()
        done = take_call(
            actor=screen.actor, request=referral, transferred_to=body.name, **_of_call(form)
        )
    except Refusal as refused:
        form.take_transfer(refused)
        return _page(request, screen)
    return _told(done)


def _ask_again(screen: Screen, number: str) -> HttpResponse:
    """The caller asks after a matter of theirs: its page says how it stands, and how to urge it."""
    about = _of_call(screen.form)
    del about["key"]
    order = ask_again(actor=screen.actor, number=number, said=screen.form.story, **about)
    return redirect("desk:order", number=order.number)


def _of_call(form: CallForm) -> dict[str, Any]:
    typed = form.intake.typed
    return {
        "phone": _phone(typed),
        "at": timezone.now(),
        "key": typed.get("key") or uuid4().hex,
        "call_id": typed.get("call") or "",
    }


def _told(done: Done) -> HttpResponse:
    return redirect("hotline:told", number=done.order.number)


def _page(request: HttpRequest, screen: Screen) -> HttpResponse:
    form, typed, current = screen.form, screen.form.intake.typed, screen.current
    story, sections = form.parts()
    region, answers = form.intake.region(), form.answer_questions()
    transfer = form.transfer_questions()
    wrong = summary(sections, [*([story] if story else []), *answers, region, *transfer])
    placed = {question.name for question in wrong}
    errors = form.intake.errors
    caller = current.phone if current else _phone(typed)
    context = {
        **frame(request, screen.actor, "hotline:home"),
        **_seat(screen.actor, typed),
        "open_calls": [c for c in screen.open_calls if current is None or c.pk != current.pk],
        "person": screen.person,
        "reveal": False,
        "current": current,
        "earlier": queries.earlier_calls(screen.actor, caller, current),
        "service_question": service_question(Door.HOTLINE, typed),
        "story": story,
        "sections": sections,
        "region": region,
        "answers": answers,
        "at_once": form.at_once,
        "transfer": transfer,
        "transfer_open": any(question.error or question.value for question in transfer),
        "script": script(),
        "proposals": propose(form.story, typed.get("region") or ""),
        "wrong": wrong,
        "general": [text for key, text in errors.items() if key not in placed],
        "seat_errors": form.errors,
        "focus": "" if wrong or form.errors else _focus(typed, screen),
        "key": typed.get("key") or uuid4().hex,
        "endings": [Choice(d.value, str(d.label)) for d in NOTHING_CAME],
    }
    status = screen.form.intake.status if errors or form.errors else 200
    return render(request, "hotline/call.html", context, status=status)


def _focus(typed: Typed, screen: Screen) -> str:
    """Where the agent types next."""
    if (typed.get("step") or "").startswith("use:"):
        return "answer"
    return "story" if screen.current or screen.person.text else "q"


def _seat(actor: Actor, typed: Typed) -> dict[str, Any]:
    """The agent's state and its history, the extension, how many calls today."""
    midnight = datetime.combine(moments.today(timezone.now()), time(), ZONE)
    seat, calls = seats.seat_of(actor, midnight) if agent_post(actor) else (None, 0)
    return {
        "agent": agent_post(actor) is not None,
        "seat": seat,
        "extension": typed.get("extension") or (seat.extension if seat else ""),
        "states": SeatState.choices,
        "changes": seats.history(seat, midnight) if seat else [],
        "calls": calls,
    }

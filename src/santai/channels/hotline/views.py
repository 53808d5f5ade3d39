"""The agent's page: who calls, what they asked before, what they ask now, what was answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.catalogue.schema import ActionSpec, Door, Service, Stage
from santai.channels.hotline.actions import calls_today, record_call, take_call
from santai.channels.hotline.enums import Disposition
from santai.kernel.errors import Forbidden, Invalid, Refusal
from santai.kernel.workdays import ZONE
from santai.pages import moments
from santai.pages.actors import staff_page
from santai.pages.forms.intake import Intake, summary
from santai.pages.forms.questions import Choice, Question, Typed, ask, read, typed_in
from santai.pages.forms.services import chosen_service, service_question, services_at
from santai.pages.frames import frame
from santai.pages.persons import LookUp, look_up, particulars

CHANNEL = "hotline"
FIRST_LINE = "consultation"  # what most calls are about
ANSWER_ = "answer."
NOTHING_CAME = tuple(d for d in Disposition if d is not Disposition.COMPLETE)


@dataclass(slots=True)
class CallForm:
    """A call being written down: the matter, and the answer where it was given at once."""

    intake: Intake
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def at_once(self) -> ActionSpec | None:
        """The action with which an agent finishes such a matter on the telephone, if there is one."""
        service = self.intake.service
        for spec in service.states[service.initial].actions.values():
            done = spec.to and service.states[spec.to].stage is Stage.COMPLETED
            if done and spec.outcome and "hotline-agent" in spec.by:
                return spec
        return None

    def answer_questions(self) -> list[Question]:
        if self.at_once is None:
            return []
        errors = self.intake.errors
        return [
            ask(need, self.intake.typed, prefix=ANSWER_, error=errors.get(ANSWER_ + need.key, ""))
            for need in self.at_once.needs
        ]

    def then(self) -> list[tuple[str, dict[str, Any]]]:
        """The answer, if one was written; without it the question waits for one."""
        if self.at_once is None:
            return []
        facts = read(self.at_once.needs, self.intake.typed, prefix=ANSWER_)
        return [(self.at_once.name, facts)] if facts else []

    def take(self, refused: Refusal) -> None:
        """A complaint about the answer's own facts belongs beside the answer."""
        if not isinstance(refused, Invalid) or refused.code == "key_reused":
            self.intake.take(refused)
            return
        needs = {need.key for need in self.at_once.needs} if self.at_once else set()
        for key, text in refused.fields.items():
            if key in needs:
                self.intake.errors[ANSWER_ + key] = text
            else:
                self.intake.take(Invalid({key: text}))


@staff_page(CHANNEL, "intake")
def call(request: HttpRequest, actor: Actor) -> HttpResponse:
    typed = typed_in(request.POST)
    for ending in NOTHING_CAME:
        if typed.get("ended") == ending:
            return _nothing_came(request, actor, typed, ending)
    person = look_up(actor, typed)
    form = _form(actor, typed, person)
    if typed.get("step") == "submit":
        return _submit(request, actor, form, person)
    return _page(request, actor, form, person)


@staff_page(CHANNEL, "intake")
@require_safe
def told(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """What the agent tells the caller: the number, the code, what happens next and by when."""
    order = access.order_for(actor, number)
    if "intake" not in access.capacities(actor, order):
        raise Forbidden("查询码由受理这件事的单位告知。")
    context = {
        **frame(request, actor, "hotline:home"),
        "order": order,
        "view": view(actor, order, at=timezone.now()),
        "code": code_of(order),
    }
    return render(request, "hotline/told.html", context)


def _nothing_came(
    request: HttpRequest, actor: Actor, typed: Typed, ending: Disposition
) -> HttpResponse:
    record_call(actor=actor, phone=_phone(typed), disposition=ending, at=timezone.now())
    messages.success(request, f"记下了：{ending.label}。")
    return redirect("hotline:home")


def _form(actor: Actor, typed: Typed, person: LookUp) -> CallForm:
    """Begins as a consultation for the hotline's own region, with the number that calls."""
    typed.setlistdefault("region", [codes.full(actor.posts_with("intake")[0].region)])
    if not typed.get("applicant.phone"):  # the first page sends the field along, still empty
        typed["applicant.phone"] = _phone(typed)
    known = None
    if person.party is not None:
        typed["party"] = str(person.party.pk)
        known = particulars(person.party)
    service = chosen_service(Door.HOTLINE, typed) or _usual(typed)
    typed["service"] = service.id
    return CallForm(Intake(service, CHANNEL, typed, known=known))


def _usual(typed: Typed) -> Service:
    offered = services_at(Door.HOTLINE, typed.get("region") or "")
    return next((s for s in offered if s.line == FIRST_LINE), offered[0])


def _phone(typed: Typed) -> str:
    """The calling number, where the look-up was by number."""
    text = (typed.get("q") or "").strip()
    return text if text.replace("-", "").isdecimal() and len(text) < 16 else ""


def _submit(request: HttpRequest, actor: Actor, form: CallForm, person: LookUp) -> HttpResponse:
    typed = form.intake.typed
    try:
        done = take_call(
            actor=actor,
            request=form.intake.request(then=form.then()),
            phone=_phone(typed),
            at=timezone.now(),
            key=typed.get("key") or uuid4().hex,
        )
    except Refusal as refused:
        form.take(refused)
        return _page(request, actor, form, person)
    return redirect("hotline:told", number=done.order.number)


def _page(request: HttpRequest, actor: Actor, form: CallForm, person: LookUp) -> HttpResponse:
    intake, typed = form.intake, form.intake.typed
    sections, region, answers = intake.sections(), intake.region(), form.answer_questions()
    wrong = summary(sections, [region, *answers])
    placed = {question.name for question in wrong}
    midnight = datetime.combine(moments.today(timezone.now()), time(), ZONE)
    context = {
        **frame(request, actor, "hotline:home"),
        "person": person,
        "reveal": False,
        "service_question": service_question(Door.HOTLINE, typed),
        "sections": sections,
        "region": region,
        "answers": answers,
        "at_once": form.at_once,
        "wrong": wrong,
        "general": [text for key, text in intake.errors.items() if key not in placed],
        "key": typed.get("key") or uuid4().hex,
        "endings": [Choice(d.value, str(d.label)) for d in NOTHING_CAME],
        "calls": calls_today(actor, midnight),
    }
    return render(
        request, "hotline/call.html", context, status=intake.status if intake.errors else 200
    )

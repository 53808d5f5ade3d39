"""Taking somebody's matter in on one screen: who, what, which papers are at hand; done prints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import code_of, submit
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.capabilities.reception import actions as reception
from santai.capabilities.reception.queries import serving, window_of
from santai.catalogue.schema import Door, MaterialSpec, Service
from santai.channels.counter.views.today import taken_in_today
from santai.kernel.errors import Conflict, Forbidden, Refusal
from santai.pages.actors import staff_page
from santai.pages.forms.intake import Intake, Section, summary
from santai.pages.forms.people import APPLICANT_
from santai.pages.forms.questions import Choice, Question, Typed, typed_in
from santai.pages.forms.services import chosen_service, service_question
from santai.pages.forms.telling import begin_with
from santai.pages.frames import frame
from santai.pages.persons import LookUp, look_up, particulars
from santai.pages.proposals import Proposals, propose

if TYPE_CHECKING:
    from santai.capabilities.orders.actions import Done
    from santai.capabilities.reception.models import Ticket

CHANNEL = "counter"
KEYS = 9  # Alt+1 … Alt+9
REFERRAL = "referral/outside"
# What people come for most, until today's own matters say otherwise.
FIRST = (
    "consultation/legal",
    "legal-aid/civil",
    "mediation/people",
    "notary/certificate",
    "arbitration/labour",
    "appraisal/entrustment",
    "lawyer/engage",
    REFERRAL,
    "complaint/service",
)


@dataclass(frozen=True, slots=True)
class AtHand:
    """One material on the screen: whether it lies on the desk, as original, how many copies."""

    spec: MaterialSpec
    here: bool
    original: bool
    copies: str
    key: str = ""  # the digit that ticks it together with Alt


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with its questions. `settled`: somebody known has answered them before, so it stays
    closed and the keyboard passes it by."""

    section: Section
    settled: bool


@staff_page(CHANNEL, "intake")
def take_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    typed = typed_in(request.POST)
    if picked := typed.get("pick_service"):  # one of the buttons instead of the list
        typed["service"] = picked
    person = look_up(actor, typed)
    _fill_in(actor, typed, person)
    intake = _intake(typed, person)
    if intake and typed.get("step") == "submit":
        return _submit(request, actor, intake, person)
    return _page(request, actor, intake, typed, person)


@staff_page(CHANNEL, "intake")
@require_POST
def proposals(request: HttpRequest, actor: Actor) -> JsonResponse:
    """What fits the words written down so far (KB-06: as on the hotline and on the web)."""
    found = _proposed(typed_in(request.POST))
    context = {"proposals": found, "button": "pick_service", "take": ""}
    return JsonResponse({"html": render_to_string("pages/proposals.html", context)})


@staff_page(CHANNEL, "intake")
@require_safe
def receipt(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The slip for the applicant's hand, with the code: only where the matter was taken in."""
    order = access.order_for(actor, number)
    if "intake" not in access.capacities(actor, order):
        raise Forbidden(_("受理凭证由受理这件事的单位打印。"))
    context = {
        **frame(request, actor, "counter:home"),
        "view": view(actor, order, at=timezone.now()),
        "order": order,
        "code": code_of(order),
        "materials": list(order.materials.select_related("held_by").order_by("pk")),
        "is_referral": order.service == REFERRAL,
        "referrals": list(order.children.filter(service=REFERRAL).order_by("pk")),
        "now": timezone.now(),
    }
    return render(request, "counter/receipt.html", context)


def _fill_in(actor: Actor, typed: Typed, person: LookUp) -> None:
    """Somebody picked brings what is registered of them, once; what is typed over it stays."""
    typed.setlistdefault("region", [codes.full(actor.posts_with("intake")[0].region)])
    if person.party is None or typed.get("filled") == str(person.party.pk):
        return
    for name, value in particulars(person.party).items():
        typed.setlist(f"applicant.{name}", value if isinstance(value, list) else [value])


def _intake(typed: Typed, person: LookUp) -> Intake | None:
    """The form of the service chosen, once one is; a seen identity is remembered as proven."""
    service = chosen_service(Door.COUNTER, typed)
    if service is None:
        return None
    known = {"proven": True} if typed.get("seen") else None
    prefilled = particulars(person.party) if person.party else {}
    if (said := typed.get("said") or "") != (
        typed.get("told") or ""
    ):  # once: the clerk edits it there
        begin_with(said, service, typed)
        typed.setlist("told", [said])
    return Intake(service, CHANNEL, typed, known=known, prefilled=prefilled)


def _submit(request: HttpRequest, actor: Actor, intake: Intake, person: LookUp) -> HttpResponse:
    typed = intake.typed
    received = list(_received(_at_hand(intake.service, typed)))
    try:
        with transaction.atomic():
            done = submit(
                actor=actor,
                request=intake.request(then=received),
                at=timezone.now(),
                key=typed.get("key") or uuid4().hex,
            )
            _tie(actor, typed, done)
    except Refusal as refused:
        intake.take(refused)
        return _page(request, actor, intake, typed, person)
    return redirect("counter:receipt", number=done.order.number)


def _tie(actor: Actor, typed: Typed, done: Done) -> None:
    """The visitor's ticket names the order from now on. If the ticket was closed meanwhile, the order
    matters more than the slip."""
    given = typed.get("ticket") or ""
    if done.repeated or not given.isdecimal() or len(given) > 18:
        return
    with suppress(Conflict):
        reception.take_in(actor=actor, ticket_id=int(given), order=done.order, at=timezone.now())


def _received(papers: Sequence[AtHand]) -> Iterator[tuple[str, dict[str, Any]]]:
    """One act of receiving for all papers of a kind (original or not, so many copies)."""
    kinds: dict[tuple[bool, str], list[str]] = {}
    for paper in papers:
        if paper.here:
            kinds.setdefault((paper.original, paper.copies), []).append(paper.spec.key)
    for (original, copies), keys in kinds.items():
        facts = {"materials": keys, "original": original, "copies": copies}
        yield "receive_material", {name: value for name, value in facts.items() if value != ""}


def _at_hand(service: Service, typed: Typed) -> list[AtHand]:
    here, originals = typed.getlist("here"), typed.getlist("original")
    return [
        AtHand(
            spec,
            spec.key in here,
            spec.key in originals,
            (typed.get(f"copies.{spec.key}") or str(spec.copies)).strip(),
            str(place) if place <= KEYS else "",
        )
        for place, spec in enumerate(service.materials, start=1)
    ]


def _usual(actor: Actor, question: Question) -> list[tuple[str, Choice]]:
    """What is asked for most here today, then what is everywhere, then the rest in order: one key each."""
    today = Counter(order.service for order in taken_in_today(actor, timezone.now())[:100])
    place = {service: number for number, service in enumerate(FIRST)}
    choices = sorted(
        question.choices,
        key=lambda choice: (-today[choice.value], place.get(choice.value, len(FIRST))),
    )
    return [(str(place), choice) for place, choice in enumerate(choices[:KEYS], start=1)]


def _parts(intake: Intake | None, person: LookUp) -> list[Part]:
    known = person.party is not None
    return [
        Part(
            replace(section, questions=[_numbered(question) for question in section.questions]),
            settled=known and _settled(section),
        )
        for section in (intake.sections() if intake else [])
    ]


def _numbered(question: Question) -> Question:
    """A digit before each entry of a list: typing it picks the entry, Chinese input on or off."""
    if question.widget != "select":
        return question
    entries = enumerate((c for _, choices in question.grouped for c in choices), start=1)
    numbered = tuple(replace(choice, label=f"{place} {choice.label}") for place, choice in entries)
    return replace(question, choices=numbered)


def _settled(section: Section) -> bool:
    """Particulars as registered, none missing and none wrong."""
    asked = section.questions
    return all(
        question.name.startswith(APPLICANT_)
        and not question.error
        and (question.value or not question.required)
        for question in asked
    ) and any(question.value for question in asked)


def _proposed(typed: Typed) -> Proposals:
    return propose(typed.get("said") or "", typed.get("region") or "", Door.COUNTER)


def _ticket(actor: Actor) -> Ticket | None:
    now = timezone.now()
    window = window_of(actor, at=now)
    return serving(window, at=now) if window else None


def _page(
    request: HttpRequest, actor: Actor, intake: Intake | None, typed: Typed, person: LookUp
) -> HttpResponse:
    parts, region = _parts(intake, person), intake.region() if intake else None
    services = service_question(Door.COUNTER, typed)
    errors = intake.errors if intake else {}
    wrong = summary([part.section for part in parts], [region] if region else [])
    placed = {question.name for question in wrong}
    context = {
        **frame(request, actor, "counter:home"),
        "person": person,
        "reveal": actor.may("reveal"),
        "service_question": _numbered(services),
        "usual": [] if intake else _usual(actor, services),
        "intake": intake,
        "parts": parts,
        "ticket": _ticket(actor),
        "region": region,
        "papers": _at_hand(intake.service, typed) if intake else [],
        "wrong": wrong,
        "general": [text for key, text in errors.items() if key not in placed],
        "typed": typed,
        "proposals": _proposed(typed),
        "key": typed.get("key") or uuid4().hex,
    }
    return render(
        request, "counter/intake.html", context, status=intake.status if intake and errors else 200
    )

"""Taking somebody's matter in on one screen: who, what, which papers are at hand; done prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import code_of, submit
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.catalogue.schema import Door, MaterialSpec, Service
from santai.kernel.errors import Forbidden, Refusal
from santai.pages.actors import staff_page
from santai.pages.forms.intake import Intake, summary
from santai.pages.forms.questions import Typed, typed_in
from santai.pages.forms.services import chosen_service, service_question
from santai.pages.frames import frame
from santai.pages.persons import LookUp, look_up, particulars

CHANNEL = "counter"


@dataclass(frozen=True, slots=True)
class AtHand:
    """One material on the screen: whether it lies on the desk, as original, how many copies."""

    spec: MaterialSpec
    here: bool
    original: bool
    copies: str


@staff_page(CHANNEL, "intake")
def take_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    typed = typed_in(request.POST)
    person = look_up(actor, typed)
    _fill_in(actor, typed, person)
    intake = _intake(typed, person)
    if intake and typed.get("step") == "submit":
        return _submit(request, actor, intake, person)
    return _page(request, actor, intake, typed, person)


@staff_page(CHANNEL, "intake")
@require_safe
def receipt(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The slip for the applicant's hand, with the code: only where the matter was taken in."""
    order = access.order_for(actor, number)
    if "intake" not in access.capacities(actor, order):
        raise Forbidden("受理凭证由受理这件事的单位打印。")
    context = {
        **frame(request, actor, "counter:home"),
        "view": view(actor, order, at=timezone.now()),
        "order": order,
        "code": code_of(order),
        "materials": list(order.materials.select_related("held_by").order_by("pk")),
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
    return Intake(service, CHANNEL, typed, known=known, prefilled=prefilled)


def _submit(request: HttpRequest, actor: Actor, intake: Intake, person: LookUp) -> HttpResponse:
    typed = intake.typed
    received = list(_received(_at_hand(intake.service, typed)))
    try:
        done = submit(
            actor=actor,
            request=intake.request(then=received),
            at=timezone.now(),
            key=typed.get("key") or uuid4().hex,
        )
    except Refusal as refused:
        intake.take(refused)
        return _page(request, actor, intake, typed, person)
    return redirect("counter:receipt", number=done.order.number)


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
        )
        for spec in service.materials
    ]


def _page(
    request: HttpRequest, actor: Actor, intake: Intake | None, typed: Typed, person: LookUp
) -> HttpResponse:
    sections, region = (intake.sections(), intake.region()) if intake else ([], None)
    errors = intake.errors if intake else {}
    wrong = summary(sections, [region] if region else [])
    placed = {question.name for question in wrong}
    context = {
        **frame(request, actor, "counter:home"),
        "person": person,
        "reveal": actor.may("reveal"),
        "service_question": service_question(Door.COUNTER, typed),
        "intake": intake,
        "sections": sections,
        "region": region,
        "papers": _at_hand(intake.service, typed) if intake else [],
        "wrong": wrong,
        "general": [text for key, text in errors.items() if key not in placed],
        "typed": typed,
        "key": typed.get("key") or uuid4().hex,
    }
    return render(
        request, "counter/intake.html", context, status=intake.status if intake and errors else 200
    )

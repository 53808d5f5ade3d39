"""The catalogue as it stands: every service with its states, versions and what places made better."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.catalogue.current import catalogue
from santai.catalogue.errors import NotInCatalogue
from santai.catalogue.schema import ActionSpec, Service, StateSpec
from santai.catalogue.words import ACTORS
from santai.kernel.errors import Missing
from santai.pages.actors import staff_page
from santai.pages.forms.questions import typed_in
from santai.pages.forms.regions import region_question
from santai.pages.frames import frame
from santai.pages.guide import Guide
from santai.pages.moments import today


@staff_page("desk")
@require_safe
def catalogue_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    found = catalogue().services(_own_region(actor), today(timezone.now()))
    lines = catalogue().lines
    services = sorted(found, key=lambda service: (list(lines).index(service.line), service.id))
    groups = [(lines[key], list(group)) for key, group in groupby(services, lambda s: s.line)]
    context = {**frame(request, actor, "desk:catalogue"), "groups": groups}
    return render(request, "desk/catalogue.html", context)


@staff_page("desk")
@require_safe
def service_page(request: HttpRequest, actor: Actor, service_id: str) -> HttpResponse:
    typed, on = typed_in(request.GET), today(timezone.now())
    typed.setlistdefault("region", [_own_region(actor)])
    question = region_question("region", _("地区"), typed, required=False)
    region = question.value if codes.is_code(question.value) else ""
    try:
        service = catalogue().service(service_id, region, on)
    except NotInCatalogue:
        raise Missing from None
    context = {
        **frame(request, actor, "desk:catalogue"),
        "service": service,
        "guide": Guide(service, region, on),
        "region": question,
        "versions": catalogue().versions(service_id),
        "work": _work(service),
    }
    return render(request, "desk/service.html", context)


@dataclass(frozen=True, slots=True)
class Deed:
    """An action of a state as staff read it: who, where to, with which documents, by which law."""

    state: StateSpec
    action: ActionSpec
    by: tuple[str, ...]
    to: str
    documents: tuple[str, ...]


def _work(service: Service) -> list[Deed]:
    """What is done in which state, beyond what every service has in common."""
    return [
        Deed(
            state=state,
            action=action,
            by=tuple(_capacity(name) for name in action.by),
            to=service.states[action.to].title.said if action.to in service.states else "",
            documents=tuple(service.documents[key].title.said for key in action.documents),
        )
        for state in service.states.values()
        for action in state.actions.values()
        if not action.common
    ]


def _capacity(name: str) -> str:
    role = catalogue().roles.get(name)
    return role.title.said if role else ACTORS.get(name, name)


def _own_region(actor: Actor) -> str:
    return codes.full(actor.posts[0].region) if actor.posts else ""

"""The catalogue as it stands: every service with its states, versions and what places made better."""

from __future__ import annotations

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
    }
    return render(request, "desk/service.html", context)


def _own_region(actor: Actor) -> str:
    return codes.full(actor.posts[0].region) if actor.posts else ""

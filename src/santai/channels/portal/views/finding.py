"""From a problem in one's own words to the service that fits, and the guide to it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.knowledge.queries import answers_for
from santai.capabilities.places import codes
from santai.catalogue.current import catalogue
from santai.catalogue.errors import NotInCatalogue
from santai.catalogue.schema import Service
from santai.catalogue.words import is_public
from santai.channels.portal.directory import groups
from santai.kernel.errors import Missing
from santai.pages import demonstration
from santai.pages.forms.questions import typed_in
from santai.pages.forms.regions import region_question
from santai.pages.guide import Guide
from santai.pages.moments import today

# What people come for most, in their order; who serves them, in the words of the directory's filter.
TILES: Mapping[str, str] = {
    "consultation": "hall",
    "legal-aid": "legal-aid-agency",
    "mediation": "mediation-committee",
    "notary": "notary-office",
    "appraisal": "appraisal-body",
    "arbitration": "arbitration-commission",
    "lawyer": "law-firm",
    "grassroots": "grassroots-office",
    "publicity": "hall",
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    lines = catalogue().lines
    context = {"lines": [lines[name] for name in TILES], "demonstration": demonstration.is_one()}
    return render(request, "portal/home.html", context)


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """All services, or those of one line."""
    line = request.GET.get("line", "")
    offered = on_offer(request.GET.get("region", ""))
    lines = catalogue().lines
    context = {
        "line": lines.get(line),
        "who": next((group for group in groups() if group.name == TILES.get(line)), None),
        "lines": [
            (lines[key], list(group))
            for key, group in groupby(offered, lambda service: service.line)
            if line in {"", key}
        ],
    }
    return render(request, "portal/services.html", context)


@require_safe
def guide(request: HttpRequest, service_id: str) -> HttpResponse:
    typed = typed_in(request.GET)
    question = region_question("region", _("您在哪里"), typed, required=False)
    region = question.value if codes.is_code(question.value) else ""
    service = service_or_missing(service_id, region)
    on = today(timezone.now())
    context = {
        "guide": Guide(service, region, on),
        "service": service,
        "region": question,
        "answers": answers_for(region, on=on, service=service.id),
    }
    return render(request, "portal/guide.html", context)


def on_offer(region: str) -> list[Service]:
    """What citizens can ask for there themselves through some door, in the order of lines."""
    on = today(timezone.now())
    order = {line: place for place, line in enumerate(catalogue().lines)}
    found = [s for s in catalogue().services(region, on) if is_public(s)]
    return sorted(found, key=lambda service: (order.get(service.line, len(order)), service.id))


def service_or_missing(service_id: str, region: str) -> Service:
    try:
        return catalogue().service(service_id, region, today(timezone.now()))
    except NotInCatalogue:
        raise Missing from None


def consultation() -> Service | None:
    """Where somebody is answered who cannot say what they need."""
    return next(filter(_plain_question, on_offer("")), None)


def _plain_question(service: Service) -> bool:
    """A consultation for which nobody has to say who they are."""
    return service.line == "consultation" and not any(service.applicant.values())

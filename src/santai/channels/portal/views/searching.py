"""The one search box: services, answers, laws, cases, institutions and people (KB-01, KB-02, KB-05, WEB-05)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from santai.capabilities.knowledge import queries
from santai.capabilities.places import codes
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Level
from santai.channels.portal.views.finding import consultation
from santai.kernel.words import word
from santai.pages.forms.questions import Typed, typed_in
from santai.pages.forms.regions import region_question
from santai.pages.moments import today

# The kinds of what is found, in the order they are shown, with what each is called.
KINDS = {
    "service": word("可以办的事"),
    "answer": word("常见问题的回答"),
    "law": word("法律法规"),
    "article": word("法律条文"),
    "case": word("典型案例"),
    "institution": word("法律服务机构"),
    "people": word("找人"),
}
LEVELS = {
    Level.PROVINCE: word("省"),
    Level.CITY: word("市"),
    Level.COUNTY: word("县"),
    Level.TOWNSHIP: word("乡镇"),
}


def find(request: HttpRequest) -> HttpResponse:
    """The words come by POST: what somebody's trouble is does not belong into an address or a log."""
    typed, now = typed_in(request.POST), today(timezone.now())
    words = (typed.get("q") or "").strip()
    region = region_question("region", _("您在哪里"), typed, required=False)
    day = _day(typed) or now
    results = queries.search(
        words,
        on=day,
        region=region.value if codes.is_code(region.value) else "",
        level=_among(typed, "level", LEVELS),
        line=_among(typed, "line", catalogue().lines),
        only=_among(typed, "only", KINDS),
        as_typed="as_typed" in typed,
    )
    context: dict[str, Any] = {
        "words": words,
        "region": region,
        "results": results,
        "found": [
            (kind, KINDS[kind], results.found[kind]) for kind in KINDS if kind in results.found
        ],
        "chosen": {name: typed.get(name) or "" for name in ("level", "line", "only", "on")},
        "filtered": any(typed.get(name) for name in ("region", "level", "line", "only", "on")),
        "day": day if day != now else None,
        "lines": catalogue().lines.values(),
        "levels": LEVELS.items(),
        "kinds": KINDS.items(),
        "consultation": consultation(),
        "laws_missing": words and not queries.has_laws(),
        "index_missing": words and queries.index() is None,
    }
    return render(request, "portal/find.html", context)


@require_POST
def suggest(request: HttpRequest) -> JsonResponse:
    """What a script shows while somebody types."""
    typed = typed_in(request.POST).get("q") or ""
    return JsonResponse({"found": queries.suggestions(typed, on=today(timezone.now()))})


def _among(typed: Typed, name: str, known: Any) -> str:
    """What is not among the choices counts as not chosen."""
    value = typed.get(name) or ""
    return value if value in known else ""


def _day(typed: Typed) -> date | None:
    try:
        return date.fromisoformat(typed.get("on") or "")
    except ValueError:
        return None

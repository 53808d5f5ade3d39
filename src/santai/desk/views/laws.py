"""The library at the desk: the one search box, and what a new version of a law touches (KB-01, KB-16)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.knowledge import access, queries
from santai.capabilities.knowledge.actions import looked_at
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.kernel.errors import Missing
from santai.kernel.words import word
from santai.pages.actors import staff_page
from santai.pages.forms.questions import typed_in
from santai.pages.frames import frame
from santai.pages.moments import today

ROOM = "desk:catalogue"
SHOWN = 200  # rows of a list
KINDS = {
    "answer": word("标准答案"),
    "service": word("事项"),
    "law": word("法律法规"),
    "article": word("法律条文"),
    "case": word("典型案例"),
    "institution": word("法律服务机构"),
    "people": word("找人"),
}


@staff_page("desk")
def find(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Words go by POST here too: they may be somebody's story."""
    words = (typed_in(request.POST).get("q") or "").strip()
    region = codes.full(actor.posts[0].region) if actor.posts else ""
    results = queries.search(words, on=today(timezone.now()), region=region)
    context = {
        **frame(request, actor, ROOM),
        "words": words,
        "results": results,
        "found": [
            (kind, KINDS[kind], results.found[kind]) for kind in KINDS if kind in results.found
        ],
        "held": queries.laws_held(),
        "index_missing": queries.index() is None,
        "keeps": access.concerns(actor),
    }
    return render(request, "desk/laws.html", context)


@staff_page("desk")
@require_safe
def changes(request: HttpRequest, actor: Actor) -> HttpResponse:
    if not access.concerns(actor):
        raise Missing
    context = {
        **frame(request, actor, ROOM),
        "open": queries.touches(still_open=True)[:SHOWN],
        "seen": queries.touches(still_open=False)[:SHOWN],
        "keeps": access.keeps(actor),
    }
    return render(request, "desk/law_changes.html", context)


@staff_page("desk")
@require_POST
def seen(request: HttpRequest, actor: Actor, touch_id: int) -> HttpResponse:
    looked_at(touch_id, actor=actor, at=timezone.now())
    messages.success(request, _("记下了：您看过了。"))
    return redirect("desk:law-changes")

"""随机抽取, for anybody: the list that was fixed, what it was drawn with, who came out, and how to draw it again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from santai.capabilities.assignment.queries import paper, shown_draw, stable_id
from santai.capabilities.ledger.actions.keys import public_key
from santai.capabilities.ledger.queries import at_size
from santai.catalogue.current import catalogue
from santai.kernel.errors import Missing
from santai.pages.moments import today


@require_safe
def show(request: HttpRequest, public: str) -> HttpResponse:
    """Nobody is named but practitioners; whose matter it was drawn for, the page does not know."""
    draw = shown_draw(public)
    passed = {one["id"] for one in draw.passed}
    chosen = stable_id(draw.chosen_id) if draw.chosen_id is not None else ""
    people = [
        {**one, "chosen": one["id"] == chosen, "passed": one["id"] in passed}
        for one in draw.origin.candidates
    ]
    checkpoint = at_size(draw.checkpoint) if draw.checkpoint is not None else None
    context = {
        "draw": draw,
        "origin": draw.origin,
        "people": people,
        "service": catalogue().service(draw.service, "", today(draw.made_at)),
        "checkpoint": checkpoint,
        "key": public_key(),
    }
    return render(request, "portal/draw.html", context)


@require_safe
def json(request: HttpRequest, public: str) -> HttpResponse:
    """What `santai-verify draw` reads."""
    draw = shown_draw(public)
    found = paper(draw)
    if found is None:
        raise Missing
    disposition = content_disposition_header(True, f"santai-draw-{draw.public}.json")
    return HttpResponse(
        found,
        content_type="application/json",
        headers={"Content-Disposition": disposition or "attachment"},
    )

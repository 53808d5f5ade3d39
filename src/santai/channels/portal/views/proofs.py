"""Receipts of what happened to one's matter, and the public side of the ledger."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from santai.capabilities.ledger.actions.keys import former_keys, public_key
from santai.capabilities.ledger.queries import newest, signed
from santai.capabilities.orders.actions import receipts
from santai.channels.portal.views import following
from santai.kernel.errors import Missing
from santai.pages.qr import dense_square
from santai.pages.story import story


@require_safe
def proofs(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that happened, each with its receipt or with when there will be one."""
    try:
        _actor, seen = following.held(request, number)
    except Missing:
        return following.redirect_to_code(number)
    context = {
        "order": seen.order,
        "story": story(seen),
        "sealed": receipts.sealed(seen.order.pk),
        "key": public_key(),
    }
    return render(request, "portal/proofs.html", context)


@require_safe
def square(request: HttpRequest, number: str, seq: int) -> HttpResponse:
    """One receipt as a square to photograph or to print, which says the same as the file."""
    try:
        actor, seen = following.held(request, number)
    except Missing:
        return following.redirect_to_code(number)
    text = receipts.compact(actor=actor, number=seen.order.number, seq=seq)
    if text is None:
        return redirect("portal:proofs", number=seen.order.number)
    entry = next((entry for entry in story(seen) if entry.seq == seq), None)
    if entry is None:
        raise Missing
    context = {
        "order": seen.order,
        "entry": entry,
        "square": dense_square(text),
        "key": public_key(),
    }
    return render(request, "portal/proof.html", context)


@require_safe
def proof(request: HttpRequest, number: str, seq: int) -> HttpResponse:
    """One receipt as a file."""
    actor, order = following.own_order(request, number)
    paper = receipts.receipt(actor=actor, number=order.number, seq=seq)
    if paper is None:
        return redirect("portal:proofs", number=order.number)
    name = f"santai-{order.number}-{seq}.json"
    disposition = content_disposition_header(True, name) or "attachment"
    return HttpResponse(
        paper, content_type="application/json", headers={"Content-Disposition": disposition}
    )


@require_safe
def log(request: HttpRequest) -> JsonResponse:
    """For anybody: the key, and the newest checkpoint with its signatures."""
    key, checkpoint = public_key(), newest()
    return JsonResponse(
        {
            "key": str(key) if key else "",
            "former": [str(one) for one in former_keys()],
            "checkpoint": signed(checkpoint) if checkpoint else "",
        }
    )

"""Signatures taken at the desk: of a side that sits there, with its papers seen, and of whoever handles the matter."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import (
    Mark,
    Signer,
    sign_as_staff,
    sign_at_counter,
    to_be_signed,
    waited_for,
)
from santai.capabilities.people.access import Actor
from santai.desk.views.order import CHANNEL
from santai.kernel.errors import Invalid, Missing
from santai.pages.actors import staff_page
from santai.pages.forms.questions import Typed, typed_in
from santai.pages.frames import frame
from santai.pages.pads import picture_of


@staff_page(CHANNEL)
def sign(request: HttpRequest, actor: Actor, number: str, document_id: int) -> HttpResponse:
    order, typed = access.papers_for(actor, number), typed_in(request.POST)
    found = [row for row in to_be_signed(order) if row[0].pk == document_id]
    if not found:
        raise Missing
    paper, signers = found[0]
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _take(actor, number, paper.pk, typed)
        except Invalid as refused:
            errors = refused.fields
        else:
            messages.success(request, _("签名已经收下。"))
            return redirect("desk:order", number=order.number)
    context: dict[str, Any] = {
        **frame(request, actor, "desk:inbox"),
        "order": order,
        "paper": paper,
        "sides": [one for one in waited_for(signers) if one.party is not None],
        "own": _own(actor, order, waited_for(signers)),
        "signed": [one for one in signers if one.signature],
        "errors": errors,
        "typed": typed,
    }
    return render(request, "desk/sign.html", context, status=422 if errors else 200)


def _take(actor: Actor, number: str, paper: int, typed: Typed) -> None:
    who, now = typed.get("who") or "", timezone.now()
    mark = Mark(typed.get("name") or "", picture_of(typed.get("drawn") or "", "name"))
    if who == "own":
        sign_as_staff(actor=actor, number=number, document=paper, mark=mark, at=now)
        return
    if not (who.isascii() and who.isdecimal()) or len(who) > 18:
        raise Invalid({"who": _("请选择谁来签。")})
    sign_at_counter(
        actor=actor,
        number=number,
        document=paper,
        party=int(who),
        mark=mark,
        papers=typed.get("papers") or "",
        at=now,
    )


def _own(actor: Actor, order: Any, waiting: list[Signer]) -> list[Signer]:
    held = access.capacities(actor, order)
    return [one for one in waiting if one.party is None and one.place in held]

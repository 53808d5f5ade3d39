"""Signing a document on one's own telephone: read it, get a code, draw or write one's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.orders.actions import Mark, asked_of_side, phone_to_sign, sign_with_code
from santai.capabilities.people.enums import CodeFor
from santai.channels.portal.views.following import own_order
from santai.channels.portal.views.signing_in import again_in, code_question, send, shown
from santai.kernel.errors import Invalid, Missing
from santai.pages.forms.questions import typed_in
from santai.pages.pads import picture_of

if TYPE_CHECKING:
    from santai.capabilities.documents.models import Document
    from santai.capabilities.orders.models import Order

KEY = "signing"  # in the session: the code that was sent, and for which document


def sign(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    """Only a document that waits for this side; for anybody else it is not there."""
    actor, order = own_order(request, number)
    paper = next((one for one in asked_of_side(order) if one.pk == document_id), None)
    if paper is None:
        raise Missing
    if request.method != "POST":
        return _page(request, order, paper)
    if "send" in request.POST:
        return _send(request, order, paper)
    typed = typed_in(request.POST)
    try:
        sign_with_code(
            actor=actor,
            number=number,
            document=paper.pk,
            mark=Mark(typed.get("name") or "", picture_of(typed.get("drawn") or "", "name")),
            code=_code(request, paper),
            typed=typed.get("code") or "",
            at=timezone.now(),
        )
    except Invalid as refused:
        return _page(request, order, paper, refused.fields)
    del request.session[KEY]
    messages.success(request, _("签好了。"))
    return redirect("portal:matter", number=order.number)


def _send(request: HttpRequest, order: Order, paper: Document) -> HttpResponse:
    phone = phone_to_sign(order)
    if not phone:
        raise Missing
    words = _("您正在签署《{title}》。不是您本人操作的，不要告诉任何人。").format(title=paper.title)
    code = send(request, phone, CodeFor.SIGN, words, timezone.now())
    request.session[KEY] = {"code": code, "document": paper.pk}
    return redirect("portal:sign", number=order.number, document_id=paper.pk)


def _code(request: HttpRequest, paper: Document) -> int:
    """The code that was sent for this document; 0, which is none, where it was for another."""
    asked = request.session.get(KEY) or {}
    return int(asked["code"]) if asked.get("document") == paper.pk else 0


def _page(
    request: HttpRequest, order: Order, paper: Document, errors: dict[str, str] | None = None
) -> HttpResponse:
    typed, wrong, code = typed_in(request.POST), errors or {}, _code(request, paper)
    question, phone = code_question(typed, wrong.get("code", "")), phone_to_sign(order)
    context: dict[str, Any] = {
        "order": order,
        "paper": paper,
        "phone": phone,
        "sent": code,
        "question": question,
        "wrong": [question] if question.error else [],
        "general": [text for key, text in wrong.items() if key != "code"],
        "typed": typed,
        "shown": shown(code) if code else "",
        "again": again_in(phone) if phone else 0,
    }
    return render(request, "portal/sign.html", context, status=422 if wrong else 200)

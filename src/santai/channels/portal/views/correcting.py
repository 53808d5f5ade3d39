"""要求改正: something in one's own matter is wrong (个人信息保护法 46)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.orders.actions import ask_correction
from santai.capabilities.orders.enums import Correctable
from santai.catalogue.schema import Field, Kind, Text
from santai.channels.portal.views.following import own_order
from santai.kernel.errors import Invalid, Refusal
from santai.pages.forms.questions import Choice, Question, Typed, ask, typed_in


def ask_for(request: HttpRequest, number: str) -> HttpResponse:
    """What is typed stays there when something is wrong with it."""
    actor, order = own_order(request, number)
    typed = typed_in(request.POST)
    if request.method != "POST":
        return render(request, "portal/correct.html", _context(order, typed, None))
    try:
        ask_correction(
            actor=actor,
            number=order.number,
            which=typed.get("which") or "",
            now=typed.get("now") or "",
            why=typed.get("why") or "",
            at=timezone.now(),
        )
    except Refusal as refused:
        context = _context(order, typed, refused)
        return render(request, "portal/correct.html", context, status=refused.status)
    messages.success(request, _("已经告诉办理单位，改没有改都会答复您。"))
    return redirect("portal:matter", order.number)


def _context(order: object, typed: Typed, refused: Refusal | None) -> dict[str, object]:
    errors = refused.fields if isinstance(refused, Invalid) else {}
    questions = list(_questions(typed, errors))
    return {
        "order": order,
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "general": [refused.message] if refused and not errors else [],
    }


def _questions(typed: Typed, errors: dict[str, str]) -> list[Question]:
    parts = [Choice(one.value, str(one.label)) for one in Correctable]
    fields = (
        (Field("which", Text(_("哪一项不对")), Kind.CHOICE, required=True), parts),
        (Field("now", Text(_("应当是什么")), Kind.TEXT, required=True, maximum=500), ()),
        (Field("why", Text(_("还有什么要说明")), Kind.TEXT, maximum=500), ()),
    )
    return [
        ask(field, typed, error=errors.get(field.key, ""), choices=choices, autocomplete="off")
        for field, choices in fields
    ]

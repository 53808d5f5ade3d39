"""代办登记: who may stand for whom, where papers are looked at: the first contact of a company, a guardian,
a relative of somebody without a telephone (USER-06, ENT-08)."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import (
    account_of_phone,
    confirm_at_counter,
    end_at_counter,
    name_and_mobile,
    register_party,
)
from santai.capabilities.people.enums import AT_COUNTER, OF_BODIES, PartyKind, Relation, Scope
from santai.capabilities.people.queries import standings_found, uses_of
from santai.catalogue.schema import Field, Kind, Text
from santai.kernel.errors import Invalid, Missing, Refusal
from santai.pages.actors import staff_page
from santai.pages.forms.questions import Choice, Question, Typed, ask, read, typed_in
from santai.pages.frames import frame

CHANNEL = "counter"
USES = 30


@staff_page(CHANNEL, "intake")
def standing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Look up what is registered by a number in the hand, or register somebody new."""
    typed = typed_in(request.POST)
    if typed.get("step") != "begin":
        return _page(request, actor, typed)
    try:
        with transaction.atomic():
            name = _begin(actor, typed)
    except Missing:
        raise
    except Refusal as refused:
        return _page(request, actor, typed, refused)
    messages.success(request, _("已登记，%s用登记的手机号和姓名登录就能看到。") % name)
    return redirect("counter:standing")


@staff_page(CHANNEL, "intake")
@require_POST
def end_standing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The represented came in person and wants it ended; found by the number they gave."""
    typed, now = typed_in(request.POST), timezone.now()
    found = standings_found(typed.get("q") or "", at=now)
    chosen = typed.get("representation") or ""
    held = found.filter(pk=int(chosen)).first() if chosen.isdecimal() and len(chosen) < 18 else None
    if held is None:
        raise Missing
    end_at_counter(held, actor=actor, at=now)
    messages.success(request, _("已停止。"))
    return redirect("counter:standing")


def _begin(actor: Actor, typed: Typed) -> str:
    """Everything wrong is said at once; gives the representative's name."""
    wrong: dict[str, str] = {}
    given = read([field for field, _choices in _fields()], typed)
    if not typed.get("seen"):
        wrong["seen"] = _("请先核对双方的证件，再勾选。")
    account = party = None
    try:
        told = (given.get("representative_name", ""), given.get("representative_phone", ""))
        name, phone = name_and_mobile(*told)
        account = account_of_phone(phone=phone, name=name)
    except Invalid as invalid:
        wrong |= {f"representative_{key}": text for key, text in invalid.fields.items()}
    try:
        if not given.get("id_number"):
            raise Invalid({"id_number": _("请填写证件号码。")})
        party = register_party(
            name=given.get("name", ""),
            kind=given.get("kind", PartyKind.CITIZEN),
            id_number=given["id_number"],
            proven=True,
        )
    except Invalid as invalid:
        wrong |= invalid.fields
    if wrong or account is None or party is None:
        raise Invalid(wrong)
    confirm_at_counter(
        actor=actor,
        representative=account,
        represented=party,
        relation=given.get("relation", ""),
        scope=given.get("scope", ""),
        papers=given.get("papers", ""),
        at=timezone.now(),
    )
    return account.name


def _fields() -> list[tuple[Field, list[Choice]]]:
    kinds = [Choice(one.value, str(one.label)) for one in PartyKind]
    people = [Choice(one, str(Relation(one).label), group=_("个人")) for one in AT_COUNTER]
    bodies = [Choice(one, str(Relation(one).label), group=_("单位")) for one in OF_BODIES]
    scopes = [Choice(one.value, str(one.label)) for one in Scope]
    papers = _("例如：双方身份证、户口簿；营业执照、授权委托书。")
    return [
        (Field("kind", Text(_("替谁办")), Kind.CHOICE, required=True), kinds),
        (Field("name", Text(_("被代办方的姓名或名称")), required=True, maximum=100), []),
        (Field("id_number", Text(_("身份证号或信用代码")), Kind.ID_NUMBER, required=True), []),
        (Field("representative_name", Text(_("代办人的姓名")), required=True, maximum=60), []),
        (Field("representative_phone", Text(_("代办人的手机号")), Kind.PHONE, required=True), []),
        (Field("relation", Text(_("代办人是对方的")), Kind.CHOICE, required=True), people + bodies),
        (Field("scope", Text(_("能做什么")), Kind.CHOICE, required=True), scopes),
        (Field("papers", Text(_("看过的证件")), required=True, maximum=200, hint=papers), []),
    ]


def _questions(typed: Typed, errors: dict[str, str]) -> list[Question]:
    return [
        ask(field, typed, choices=choices, error=errors.get(field.key, ""), autocomplete="off")
        for field, choices in _fields()
    ]


def _page(
    request: HttpRequest, actor: Actor, typed: Typed, refused: Refusal | None = None
) -> HttpResponse:
    now, sought = timezone.now(), (typed.get("q") or "").strip()
    errors = refused.fields if isinstance(refused, Invalid) else {}
    questions = _questions(typed, errors)
    found = list(standings_found(sought, at=now)) if sought else []
    placed = {question.name for question in questions}
    general = [text for key, text in errors.items() if key not in {*placed, "seen"}]
    context = {
        **frame(request, actor, "counter:home"),
        "sought": sought,
        "found": found,
        "uses": list(uses_of([one.pk for one in found])[:USES]) if found else [],
        "questions": questions,
        "seen_error": errors.get("seen", ""),
        "seen": typed.get("seen"),
        "wrong": [question for question in questions if question.error],
        "general": [*general, *([refused.message] if refused and not errors else [])],
    }
    status = refused.status if refused else 200
    return render(request, "counter/standing.html", context, status=status)

"""家人和代办: who may see and act for whom, begun with a code to the other's telephone, ended by either
(USER-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.people.actions import (
    account_of_phone,
    consent,
    end,
    name_and_mobile,
    use_code,
)
from santai.capabilities.people.enums import BY_TELEPHONE, CodeFor, Relation, Scope
from santai.capabilities.people.masking import mask_name, mask_phone
from santai.capabilities.people.queries import standing_for, stood_for_by, uses_for
from santai.catalogue.schema import Field, Kind, Text
from santai.channels.portal import mine
from santai.channels.portal.views.signing_in import citizen_page, code_question, send, shown
from santai.kernel.errors import Invalid, Missing, Refusal
from santai.pages import citizens
from santai.pages.errors import told_when
from santai.pages.forms.questions import Choice, Typed, ask, typed_in

if TYPE_CHECKING:
    from typing import Any

    from santai.capabilities.people.models import Account

KEY = "consent"  # in the session: whose consent was asked for
USES = 30


@citizen_page
@require_safe
def family(request: HttpRequest, account: Account) -> HttpResponse:
    now = timezone.now()
    context = {
        "account": account,
        "helped": [one for one in standing_for(account, at=now) if not one.of_body],
        "helpers": list(stood_for_by(account, at=now)),
        "uses": list(uses_for(account)[:USES]),
    }
    return render(request, "portal/family.html", context)


@citizen_page
def add(request: HttpRequest, account: Account) -> HttpResponse:
    """Whom, and what they are to them. The answer is the same whether we know the telephone or not."""
    typed, now = typed_in(request.POST), timezone.now()
    if request.method != "POST":
        return _form(request, typed)
    try:
        asked = _asked(account, typed)
        text = _text(account, asked["scope"])
        code = send(request, asked["phone"], CodeFor.CONSENT, text, now)
    except Refusal as refused:
        return _form(request, typed, refused)
    request.session[KEY] = {**asked, "code": code}
    return redirect("portal:confirm-family")


@citizen_page
def confirm(request: HttpRequest, account: Account) -> HttpResponse:
    """The code they were sent, which they pass on if they agree."""
    asked = request.session.get(KEY)
    if asked is None:
        return redirect("portal:family")
    typed, now, error = typed_in(request.POST), timezone.now(), ""
    if request.method == "POST":
        typed_code = typed.get("code") or ""
        if use_code(asked["code"], purpose=CodeFor.CONSENT, typed=typed_code, at=now):
            return _agreed(request, account, asked)
        error = _("验证码不对，或者过了 5 分钟。试 5 次以后要重新发一条。")
    question = code_question(typed, error)
    context = {
        "asked": asked,
        "question": question,
        "wrong": [question] if error else [],
        "shown": shown(asked["code"]),
    }
    return render(request, "portal/family_code.html", context, status=422 if error else 200)


@citizen_page
@require_safe
def matters(request: HttpRequest, account: Account, representation_id: int) -> HttpResponse:
    """The matters of somebody one stands for; looking is written down for them."""
    now = timezone.now()
    held = standing_for(account, at=now).filter(pk=representation_id).first()
    if held is None or held.of_body:
        raise Missing
    actor = citizens.standing(held)
    citizens.note(actor, gettext_noop("看了事项列表"), at=now)
    context = {"held": held, "mine": mine.matters(actor), "may_act": not actor.only_sees}
    return render(request, "portal/family_matters.html", context)


@citizen_page
@require_POST
def end_one(request: HttpRequest, account: Account, representation_id: int) -> HttpResponse:
    """Either ends it, at once and for both."""
    now = timezone.now()
    both = (*standing_for(account, at=now), *stood_for_by(account, at=now))
    held = next((one for one in both if one.pk == representation_id), None)
    if held is None:
        raise Missing
    end(held, by=account, at=now)
    messages.success(request, _("已停止，从现在起不能再看、再办。"))
    return redirect("portal:family")


def _agreed(request: HttpRequest, account: Account, asked: dict[str, Any]) -> HttpResponse:
    represented = account_of_phone(phone=asked["phone"], name=asked["name"])
    try:
        held = consent(
            representative=account,
            represented=represented,
            relation=asked["relation"],
            scope=asked["scope"],
            at=timezone.now(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("portal:family")
    finally:
        del request.session[KEY]
    messages.success(request, _("加好了。您看过、办过什么，%s都能看到。") % held.represented)
    return redirect("portal:family")


def _asked(account: Account, typed: Typed) -> dict[str, str]:
    name, phone = name_and_mobile(typed.get("name") or "", typed.get("phone") or "")
    relation, scope = typed.get("relation") or "", typed.get("scope") or ""
    wrong = {}
    if phone == account.phone:
        # the code would come back to whoever asks; and it would hold when the telephone has passed on
        wrong["phone"] = _("这是您自己的手机号。家人没有自己的手机的，请一起带证件到窗口办。")
    if relation not in BY_TELEPHONE:
        wrong["relation"] = _("请选择您是对方的什么人。")
    if scope not in Scope.values:
        wrong["scope"] = _("请选择能做什么。")
    if wrong:
        raise Invalid(wrong)
    return {"name": name, "phone": phone, "relation": relation, "scope": scope}


def _form(request: HttpRequest, typed: Typed, refused: Refusal | None = None) -> HttpResponse:
    errors = refused.fields if isinstance(refused, Invalid) else {}
    relations = [Choice(one, str(Relation(one).label)) for one in BY_TELEPHONE]
    scopes = [Choice(one.value, str(one.label)) for one in Scope]
    fields = (
        (Field("name", Text(_("家人的姓名")), required=True, maximum=60), ()),
        (Field("phone", Text(_("家人的手机号")), Kind.PHONE, required=True), ()),
        (Field("relation", Text(_("您是对方的")), Kind.CHOICE, required=True), relations),
        (Field("scope", Text(_("您能做什么")), Kind.CHOICE, required=True), scopes),
    )
    questions = [
        ask(
            field,
            typed,
            error=errors.get(field.key, ""),
            choices=choices,
            autocomplete="off",
        )
        for field, choices in fields
    ]
    context = {
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "general": [refused.message] if refused and not errors else [],
    }
    status = 200 if refused is None else refused.status
    return told_when(render(request, "portal/family_add.html", context, status=status), refused)


def _text(account: Account, scope: str) -> str:
    """Who asks, masked: the words of a stranger do not go out under the name of the bureau."""
    what = _("查看和办理") if scope == Scope.ACT else _("查看")
    who = f"{mask_name(account.name)[:8]}（{mask_phone(account.phone)}）"
    return _(
        "%(who)s请求替您%(what)s公共法律服务事项。同意才把验证码告诉他；以后随时可以打 12348 停止。"
    ) % {
        "who": who,
        "what": what,
    }

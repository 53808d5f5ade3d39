"""The citizens' way in: a telephone, a name, six digits from a text message (USER-01).

Every answer is the same whether we know the telephone or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from math import ceil
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from santai.capabilities.identity import queries
from santai.capabilities.identity.actions import budgets, sign_ins
from santai.capabilities.notices.actions import send_code
from santai.capabilities.people.actions import (
    account_of_phone,
    digits_of,
    make_code,
    name_and_mobile,
    pause,
    use_code,
)
from santai.capabilities.people.enums import CodeFor
from santai.catalogue.schema import Field, Kind, Text
from santai.kernel.errors import Invalid, Refusal
from santai.pages import citizens, demonstration, opened
from santai.pages.errors import told_when
from santai.pages.forms.questions import Question, Typed, ask, typed_in
from santai.pages.login import cleared

if TYPE_CHECKING:
    from datetime import datetime

    from santai.capabilities.people.models import Account, PhoneCode

View = Callable[..., HttpResponseBase]
KEY = "signing_in"  # in the session: what was asked for and is not proven yet


def citizen_page(view: View) -> View:
    """The view is for somebody signed in by telephone and gets their account after the request."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        account = citizens.account_of(request)
        if account is None:
            request.session["me_next"] = request.path if request.method == "GET" else ""
            return redirect("portal:sign-in")
        return view(request, account, *args, **kwargs)

    return cast(View, guarded)


def sign_in(request: HttpRequest) -> HttpResponse:
    """Who, and on which telephone."""
    if citizens.account_of(request) is not None:
        return redirect("portal:me")
    typed = typed_in(request.POST)
    if request.method != "POST" or citizens.is_staff(request):
        return _form(request, typed)
    now = timezone.now()
    try:
        name, phone = name_and_mobile(typed.get("name") or "", typed.get("phone") or "")
        code = send(request, phone, CodeFor.SIGN_IN, _text(), now)
    except Refusal as refused:
        return _form(request, typed, refused)
    request.session[KEY] = {"code": code, "name": name, "phone": phone}
    return redirect("portal:code")


def code(request: HttpRequest) -> HttpResponse:
    """The six digits. A code works in the browser that asked for it, and nowhere else."""
    asked = request.session.get(KEY)
    if asked is None or citizens.is_staff(request):
        return redirect("portal:sign-in")
    typed, now = typed_in(request.POST), timezone.now()
    if request.method != "POST":
        return _code_form(request, asked, typed)
    used = use(request, asked["code"], typed, at=now)
    if used is None:
        return _code_form(request, asked, typed, wrong_code())
    target = wanted(request)
    del request.session[KEY]
    account = account_of_phone(phone=used.phone, name=asked["name"])
    if not account.is_active:
        return redirect("portal:sign-in")
    response = let_in(request, account, typed, target, at=now)
    citizens.prove(request, at=now)
    return response


def let_in(
    request: HttpRequest, account: Account, typed: Typed, target: str, *, at: datetime
) -> HttpResponse:
    """By whichever way: to the page asked for, for as long as they said, and not unnoticed."""
    citizens.sign_in(request, account, own_device=bool(typed.get("own_device")), at=at)
    response = redirect(target)
    citizens.know_device(request, response, account, at=at)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    opened.forget(request)
    citizens.sign_out(request)
    messages.success(request, _("已退出，这台设备上看不到您的事项了。"))
    return cleared(redirect("portal:home"))


@citizen_page
def devices(request: HttpRequest, account: Account) -> HttpResponse:
    """Where one is signed in; all of them can be signed out at once."""
    if request.method == "POST":
        opened.forget(request)
        sign_ins.all_over(account=account)
        citizens.sign_out(request)
        messages.success(request, _("所有设备都已退出。"))
        return cleared(redirect("portal:home"))
    context = {
        "sign_ins": queries.sign_ins_of(account, at=timezone.now()),
        "here": queries.sign_in_of(request),
    }
    return render(request, "portal/devices.html", context)


def send(request: HttpRequest, phone: str, purpose: str, text: str, now: Any) -> int:
    """Send a code; gives its key. Raises TooMany when this address or telephone had too many."""
    address, words = _address(request), _("验证码发得太勤了，请过一会儿再试。着急的请打 12348。")
    budgets.must_spend(budgets.CODE_TO, f"{phone} {address}", words, at=now)
    budgets.must_spend(budgets.CODE_FROM, address, words, at=now)
    with transaction.atomic():
        made = make_code(phone=phone, purpose=purpose, at=now)
        send_code(made, text=text, at=now)
    return made.pk


def again_in(phone: str) -> int:
    """Seconds until another code may be sent to this telephone (LEARN-09)."""
    return ceil(pause(phone, at=timezone.now()).total_seconds())


def use(request: HttpRequest, code: int, typed: Typed, *, at: datetime) -> PhoneCode | None:
    """The code that was sent to whoever is here, used up; None when it is not what they typed."""
    used = use_code(code, purpose=CodeFor.SIGN_IN, typed=typed.get("code") or "", at=at)
    if used is not None:
        address = _address(request)
        budgets.give_back(budgets.CODE_TO, f"{used.phone} {address}")
        budgets.give_back(budgets.CODE_FROM, address, latest=1)
    return used


def shown(code_id: int) -> str:
    """The digits where no text message could bring them: in a demonstration, and never else."""
    return digits_of(code_id) if demonstration.shows_codes() else ""


def code_question(typed: Typed, error: str = "") -> Question:
    field = Field("code", Text(_("短信里的 6 位数字")), Kind.NUMBER, required=True)
    return ask(field, typed, error=error, autocomplete="one-time-code")


def who_questions(typed: Typed, errors: Mapping[str, str]) -> list[Question]:
    """Telephone and name: together they are an account."""
    fields = (
        Field(
            "phone",
            Text(_("您的手机号")),
            Kind.PHONE,
            required=True,
            hint=_("办事时留的那个号码。我们发一条短信来核对。"),
        ),
        Field(
            "name",
            Text(_("您的姓名")),
            required=True,
            maximum=60,
            hint=_("办事时写的姓名。"),
            why=_("一个号码可能几个人用，也可能以前是别人的。号码和姓名都对上的事才显示。"),
        ),
    )
    completes = {"phone": "tel", "name": "name"}
    return [
        ask(field, typed, error=errors.get(field.key, ""), autocomplete=completes[field.key])
        for field in fields
    ]


def _form(request: HttpRequest, typed: Typed, refused: Refusal | None = None) -> HttpResponse:
    errors = refused.fields if isinstance(refused, Invalid) else {}
    questions = who_questions(typed, errors)
    context = {
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "general": [refused.message] if refused and not errors else [],
        "staff": citizens.is_staff(request),
    }
    status = 200 if refused is None else refused.status
    page = render(request, "portal/sign_in.html", context, status=status)
    return told_when(page, refused)


def _code_form(
    request: HttpRequest, asked: dict[str, Any], typed: Typed, error: str = ""
) -> HttpResponse:
    question = code_question(typed, error)
    context = {
        "phone": asked["phone"],
        "question": question,
        "wrong": [question] if error else [],
        "shown": shown(asked["code"]),
        "again": again_in(asked["phone"]),
    }
    return render(request, "portal/code.html", context, status=422 if error else 200)


def wrong_code() -> str:
    return _("验证码不对，或者过了 5 分钟。试 5 次以后要重新发一条。")


def _text() -> str:
    return _("您正在登录公共法律服务“我的事”。不是您本人操作的，不要告诉任何人。")


def _address(request: HttpRequest) -> str:
    return request.META.get("REMOTE_ADDR", "")


def wanted(request: HttpRequest) -> str:
    """The page of theirs that was asked for before signing in."""
    target = request.session.pop("me_next", "")
    ours = target.startswith(("/me/", "/enterprise/"))
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if ours and safe else reverse("portal:me")

"""A citizen's other ways in, for those who set them up: a password instead of the code, a passkey instead of both.

Whoever lost them comes in by the code. Every answer is the same whether we know the telephone or not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from santai.capabilities.identity.actions import passwords
from santai.capabilities.people.actions import name_and_mobile
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.queries import username_with
from santai.channels.portal.views.signing_in import let_in, wanted, who_questions
from santai.kernel.errors import Invalid, Refusal
from santai.pages import asked_keys, citizens
from santai.pages.errors import told_when
from santai.pages.forms.questions import Typed, typed_in

if TYPE_CHECKING:
    from datetime import datetime

    from santai.capabilities.people.models import Account


@sensitive_post_parameters("password")
def by_password(request: HttpRequest) -> HttpResponse:
    if _is_in(request):
        return redirect("portal:sign-in")
    typed, now = typed_in(request.POST), timezone.now()
    if request.method != "POST":
        return _form(request, typed)
    try:
        account = _whose(request, typed, at=now)
    except Refusal as refused:
        return _form(request, typed, refused)
    return let_in(request, account, typed, wanted(request), at=now)


def by_passkey(request: HttpRequest) -> HttpResponse:
    """Who holds the device and proved it to the device has shown more than a code does."""
    if _is_in(request):
        return redirect("portal:sign-in")
    now, wrong = timezone.now(), ""
    if request.method == "POST":
        account = asked_keys.whose(request, None, at=now)
        if account and account.kind == AccountKind.CITIZEN and account.is_active:
            return let_in(request, account, typed_in(request.POST), wanted(request), at=now)
        wrong = _("没有认出这个通行密钥。请再试一次，或者换一种方式登录。")
    context = {"passkey": asked_keys.ask(request, None), "error": wrong}
    status = 422 if wrong else 200
    return render(request, "portal/sign_in_passkey.html", context, status=status)


def _whose(request: HttpRequest, typed: Typed, *, at: datetime) -> Account:
    """Raises Invalid, the same for whatever does not fit, or TooMany."""
    name, phone = name_and_mobile(typed.get("name") or "", typed.get("phone") or "")
    account = passwords.whose(
        request,
        named=f"{phone} {name}",
        username=username_with(phone=phone, name=name),
        password=request.POST.get("password", ""),
        kind=AccountKind.CITIZEN,
        words=_("试的次数太多了，请过一会儿再试，或者用短信验证码登录。"),
        at=at,
    )
    if account is None:
        raise Invalid({}, _("手机号、姓名或者密码不对。没设过密码、忘了密码，请用短信验证码登录。"))
    return account


def _is_in(request: HttpRequest) -> bool:
    """Already, or as staff, who sign out first: the page of the code says so."""
    return citizens.account_of(request) is not None or citizens.is_staff(request)


def _form(request: HttpRequest, typed: Typed, refused: Refusal | None = None) -> HttpResponse:
    errors = refused.fields if isinstance(refused, Invalid) else {}
    questions = who_questions(typed, errors)
    context = {
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "general": [refused.message] if refused and not errors else [],
    }
    status = 200 if refused is None else refused.status
    page = render(request, "portal/sign_in_password.html", context, status=status)
    return told_when(page, refused)

"""Signing in with a passkey: instead of the password, or as the second step after it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from santai.capabilities.identity import queries
from santai.capabilities.people.enums import AccountKind
from santai.pages import asked_keys, steps
from santai.pages.login import go_on, wanted
from santai.pages.login_steps import again, step
from santai.pages.steps import Half

NEXT = "passkey_next"  # in the session: the page asked for before


@sensitive_post_parameters("answer")
def enter(request: HttpRequest) -> HttpResponse:
    """Who holds the device and proved it to the device has shown two things at once."""
    if request.method != "POST":
        request.session[NEXT] = wanted(request)
        return _form(request)
    account, now = asked_keys.whose(request, None, at=timezone.now()), timezone.now()
    if account is None or account.kind != AccountKind.STAFF or not account.is_active:
        return _form(request, wrong=True)
    steps.begin(request, account, request.session.get(NEXT, ""), at=now)
    steps.taken(request, account, second=True)
    return go_on(request)


@sensitive_post_parameters("answer")
@step(queries.SECOND)
def second(request: HttpRequest, half: Half) -> HttpResponse:
    if request.method != "POST":
        return redirect("login-second")
    if asked_keys.whose(request, half.account, at=timezone.now()) is None:
        return again(request, half, _wrong())
    steps.taken(request, half.account, second=True)
    return go_on(request)


def _form(request: HttpRequest, *, wrong: bool = False) -> HttpResponse:
    context = {"passkey": asked_keys.ask(request, None), "error": _wrong() if wrong else ""}
    return render(request, "pages/login_passkey.html", context, status=422 if wrong else 200)


def _wrong() -> str:
    return _("没有认出这个通行密钥。请再试一次，或者换一种方式登录。")

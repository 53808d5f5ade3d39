"""My account: where I am signed in, my password, my second step (SEC-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from santai.capabilities.identity import queries
from santai.capabilities.identity.actions import budgets, passwords, sign_ins
from santai.capabilities.identity.actions import second as second_step
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Invalid
from santai.pages.actors import staff_page
from santai.pages.frames import frame
from santai.pages.qr import square

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account

WRONG_DIGITS = gettext_noop("不对，或者已经用过了。请看现在显示的 6 位数字。")


@staff_page("desk")
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    account = _self(request)
    context = {
        "sign_ins": queries.sign_ins_of(account, at=timezone.now()),
        "here": queries.sign_in_of(request),
        "second": queries.has_authenticator(account),
        "passkeys": queries.passkeys_of(account),
        "easy": settings.EASY_SIGN_IN,
        "codes_left": queries.recovery_codes_left(account),
    }
    return _page(request, actor, "desk/me.html", context)


@staff_page("desk")
@require_POST
def end(request: HttpRequest, actor: Actor, sign_in: int) -> HttpResponse:
    """One of one's own; ending this one is signing out."""
    if sign_in == queries.sign_in_of(request):
        logout(request)
        return redirect("login")
    sign_ins.end(sign_in, account=_self(request))
    messages.success(request, _("那台设备已退出。"))
    return redirect("desk:me")


@staff_page("desk")
@require_POST
def end_others(request: HttpRequest, actor: Actor) -> HttpResponse:
    sign_ins.end_others(_self(request), but=queries.sign_in_of(request))
    messages.success(request, _("其他设备都已退出。"))
    return redirect("desk:me")


@sensitive_post_parameters("old", "new", "again")
@staff_page("desk")
def password(request: HttpRequest, actor: Actor) -> HttpResponse:
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            _change_password(request)
        except Invalid as refused:
            errors = refused.fields
        else:
            messages.success(request, _("密码换好了，其他设备都已退出。"))
            return redirect("desk:me")
    return _page(request, actor, "desk/me_password.html", {"errors": errors})


def _change_password(request: HttpRequest) -> None:
    account, now = _self(request), timezone.now()
    # somebody at a screen that was left open guesses at the password behind it
    of, words = str(account.pk), _("试的次数太多了，请过一会儿再试。")
    budgets.must_spend(budgets.OLD_PASSWORD, of, words, at=now)
    typed = {name: request.POST.get(name, "") for name in ("old", "new", "again")}
    passwords.change(account, **typed, at=now, here=queries.sign_in_of(request))
    budgets.give_back(budgets.OLD_PASSWORD, of)
    update_session_auth_hash(request, account)  # this browser stays, with a new key


@sensitive_post_parameters("code")
@staff_page("desk")
def second(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Switch the second step on, or have new recovery codes; either with the digits of the device."""
    account, now, error = _self(request), timezone.now(), ""
    on = queries.has_authenticator(account)
    if request.method == "POST":
        words = _("试的次数太多了，请过一会儿再试。")
        budgets.must_spend(budgets.SECOND_STEP, str(account.pk), words, at=now)
        codes, typed = None, request.POST.get("code", "")
        if not on:
            codes = second_step.confirm(account, typed=typed, at=now)
        elif second_step.check(account, typed=typed, at=now):
            codes = second_step.renew_codes(account)
        if codes is not None:
            return _page(request, actor, "desk/me_codes.html", {"codes": codes})
        error = _(WRONG_DIGITS)
    context: dict[str, Any] = {"on": on, "error": error}
    if not on:
        context["letters"], address = second_step.enrol(account)
        context["qr"] = square(address)
    return _page(request, actor, "desk/me_second.html", context)


def _self(request: HttpRequest) -> Account:
    return cast("Account", request.user)  # the guard has let nobody else in


def _page(
    request: HttpRequest, actor: Actor, template: str, context: dict[str, Any]
) -> HttpResponse:
    wrong = context.get("error") or context.get("errors")
    given = {**frame(request, actor, "desk:me"), **context}
    return render(request, template, given, status=422 if wrong else 200)

"""The pages between the right password and being in, and the one that gives back what was being written."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from santai.capabilities.identity import queries
from santai.capabilities.identity.actions import budgets, passwords
from santai.capabilities.identity.actions import second as second_step
from santai.capabilities.people.enums import AccountKind
from santai.kernel.errors import Invalid, TooMany
from santai.pages import asked_keys as keys
from santai.pages import demonstration, kept, steps
from santai.pages.errors import told_when
from santai.pages.login import TOO_MANY, go_on
from santai.pages.qr import square
from santai.pages.steps import Half

View = Callable[..., HttpResponse]


def step(name: str) -> Callable[[View], View]:
    """The view gets whoever has to take this step now; others go where they have to."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest) -> HttpResponse:
            half = steps.half(request, at=timezone.now())
            if half is None or half.step != name:
                return go_on(request) if half else redirect("login")
            return view(request, half)

        return guarded

    return guard


@sensitive_post_parameters("code")
@step(queries.SECOND)
def second(request: HttpRequest, half: Half) -> HttpResponse:
    if request.method != "POST":
        return _second_form(request, half)
    now, account = timezone.now(), half.account
    here, words = f"{account.pk} {request.META.get('REMOTE_ADDR', '')}", str(TOO_MANY)
    try:
        budgets.must_spend(budgets.SECOND_STEP_FROM, here, words, at=now)
        budgets.must_spend(budgets.SECOND_STEP, str(account.pk), words, at=now)
    except TooMany as refused:
        return told_when(_second_form(request, half, refused.message, refused.status), refused)
    if not second_step.check(account, typed=request.POST.get("code", ""), at=now):
        wrong = _("不对，或者已经用过了。请看现在显示的 6 位数字，或者用一个备用码。")
        return _second_form(request, half, wrong, status=422)
    budgets.give_back(budgets.SECOND_STEP_FROM, here)
    steps.taken(request, account, second=True)
    return go_on(request)


@sensitive_post_parameters("new", "again")
@step(queries.PASSWORD)
def password(request: HttpRequest, half: Half) -> HttpResponse:
    errors: dict[str, str] = {}
    if request.method == "POST":
        new, again = request.POST.get("new", ""), request.POST.get("again", "")
        try:
            passwords.choose(half.account, new=new, again=again, at=timezone.now(), here=None)
        except Invalid as refused:
            errors = refused.fields
        else:
            steps.taken(request, half.account)
            return go_on(request)
    context = {"errors": errors, "account": half.account}
    status = 422 if errors else 200
    return render(request, "pages/login_password.html", context, status=status)


@sensitive_post_parameters("code")
@step(queries.ENROL)
def enrol(request: HttpRequest, half: Half) -> HttpResponse:
    error, now, account = "", timezone.now(), half.account
    letters, address = second_step.enrol(account)
    if request.method == "POST":
        codes = second_step.confirm(account, typed=request.POST.get("code", ""), at=now)
        if codes is not None:
            steps.taken(request, account, second=True)
            onward = go_on(request).headers["Location"]
            return render(request, "pages/login_codes.html", {"codes": codes, "next": onward})
        error = _("不对。请看现在显示的 6 位数字；一直不对，请核对手机的时间。")
    context = {"letters": letters, "qr": square(address), "error": error}
    return render(request, "pages/login_enrol.html", context, status=422 if error else 200)


def show_kept(request: HttpRequest) -> HttpResponse:
    """The form as it was sent, to be sent again by whom it is; or to be let go."""
    user = request.user
    if not user.is_authenticated or user.kind != AccountKind.STAFF:
        return redirect("login")
    if request.method == "POST":
        kept.forget(request)
        return redirect("desk:inbox")
    found = kept.of(request, user, at=timezone.now())
    if found is None:
        return redirect("desk:inbox")
    return render(request, "pages/login_kept.html", {"kept": found})


def again(request: HttpRequest, half: Half, error: str) -> HttpResponse:
    """The second step once more, by whichever way."""
    return _second_form(request, half, error, status=422)


def _second_form(
    request: HttpRequest, half: Half, error: str = "", status: int = 200
) -> HttpResponse:
    shows = demonstration.shows_codes() and request.method != "POST"
    shown = second_step.digits_at(half.account, at=timezone.now()) if shows else ""
    context: dict[str, Any] = {"error": error, "shown": shown}
    context["passkey"] = keys.ask(request, half.account)
    return render(request, "pages/login_second.html", context, status=status)

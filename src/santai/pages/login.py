"""The way in for staff, and the way out."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from santai.capabilities.identity.actions import passwords
from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.enums import AccountKind
from santai.kernel.errors import TooMany
from santai.pages import kept, steps
from santai.pages.errors import told_when
from santai.pages.moments import today

WRONG = _("用户名或密码不对，请再看一下。")
TOO_MANY = _("试的次数太多了，请过一会儿再试；忘了密码请找本单位的系统管理员。")
HOMES = (
    ("hotline-agent", "hotline:home"),
    ("window-clerk", "counter:home"),
    ("village-adviser", "village:home"),
    ("law-savvy", "village:home"),
    ("", "desk:inbox"),
)


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _form(request)
    username, now = request.POST.get("username", ""), timezone.now()
    try:
        account = passwords.whose(
            request,
            named=username,
            # no name holds a NUL, which the database cannot even be asked about
            username="" if "\0" in username else username,
            password=request.POST.get("password", ""),
            kind=AccountKind.STAFF,
            words=str(TOO_MANY),
            at=now,
        )
    except TooMany as refused:
        return told_when(_form(request, refused.message, refused.status), refused)
    if account is None:
        return _form(request, str(WRONG), status=422)
    steps.begin(request, account, wanted(request), at=now)
    return go_on(request)


def go_on(request: HttpRequest) -> HttpResponse:
    """To the next step, or in: to what was being written, the page asked for, or where one works."""
    now = timezone.now()
    if (half := steps.half(request, at=now)) is None:
        return redirect("login")
    if step := half.step:
        return redirect(f"login-{step}")
    target = steps.finish(request, half)
    if kept.of(request, half.account, at=now) is not None:
        return redirect("login-kept")
    return redirect(target or home_of(actor_for(half.account, "desk", today(now))))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, gettext("已退出。"))
    return cleared(redirect("login"))


def cleared(response: HttpResponse) -> HttpResponse:
    """Pages seen before signing out are not to be had with the back key. Not `storage`: a village's device
    keeps there what it has not sent yet."""
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def home_of(actor: Actor) -> str:
    """Where somebody with these posts begins the day."""
    roles = {"", *(post.role for post in actor.posts)}
    for role, name in HOMES:
        if role in roles:
            with suppress(NoReverseMatch):  # a door that was taken out of this installation
                return reverse(name)
    return "/"


def _form(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "error": error,
        "username": request.POST.get("username", ""),
        "next": wanted(request),
    }
    return render(request, "pages/login.html", context, status=status)


def wanted(request: HttpRequest) -> str:
    """The page asked for before; an address elsewhere is dropped."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else ""

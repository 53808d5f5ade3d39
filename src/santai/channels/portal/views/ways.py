"""登录方式: a citizen's password and passkeys, beside the code by text message, which always works.

Set up and taken away by who has just typed a code sent to the telephone: not at a screen left open.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.identity import queries
from santai.capabilities.identity.actions import budgets, passkeys, passwords
from santai.capabilities.people.enums import CodeFor
from santai.channels.portal.views.signing_in import (
    View,
    again_in,
    citizen_page,
    code_question,
    send,
    shown,
    use,
    wrong_code,
)
from santai.kernel.errors import Invalid, Refusal
from santai.pages import asked_keys, citizens
from santai.pages.forms.questions import typed_in

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account

# In the session: a code that was sent, and what a device was asked.
CODE, ADDING = "proving", "passkey_adding"


def proven_page(view: View) -> View:
    """The view is for who has just proved their telephone; others do it first."""

    @wraps(view)
    def guarded(
        request: HttpRequest, account: Account, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not citizens.has_proven(request, at=timezone.now()):
            return redirect("portal:prove")
        return view(request, account, *args, **kwargs)

    return citizen_page(cast(View, guarded))


@citizen_page
@require_safe
def show(request: HttpRequest, account: Account) -> HttpResponse:
    context = {
        "account": account,
        "password": account.has_usable_password(),
        "passkeys": queries.passkeys_of(account),
        "host": asked_keys.site_of(request).host,
    }
    return render(request, "portal/ways.html", context)


@citizen_page
def prove(request: HttpRequest, account: Account) -> HttpResponse:
    """A code to one's own telephone: sent first, then typed."""
    typed, now, error = typed_in(request.POST), timezone.now(), ""
    code = request.session.get(CODE)
    if request.method == "POST" and "code" not in request.POST:
        words = _("您正在改登录方式。不是您本人操作的，不要告诉任何人。")
        request.session[CODE] = send(request, account.phone, CodeFor.SIGN_IN, words, now)
        return redirect("portal:prove")
    if request.method == "POST" and code is not None:
        if use(request, code, typed, at=now) is not None:
            del request.session[CODE]
            citizens.prove(request, at=now)
            return redirect("portal:ways")
        error = wrong_code()
    question = code_question(typed, error)
    context = {
        "account": account,
        "sent": code is not None,
        "question": question,
        "wrong": [question] if error else [],
        "shown": shown(code) if code is not None else "",
        "again": again_in(account.phone),
    }
    return render(request, "portal/prove.html", context, status=422 if error else 200)


@sensitive_post_parameters("new", "again")
@proven_page
def password(request: HttpRequest, account: Account) -> HttpResponse:
    errors: dict[str, str] = {}
    if request.method == "POST":
        new, again, now = request.POST.get("new", ""), request.POST.get("again", ""), timezone.now()
        try:
            here = queries.sign_in_of(request)
            passwords.choose(account, new=new, again=again, at=now, here=here)
        except Invalid as refused:
            errors = refused.fields
        else:
            update_session_auth_hash(request, account)  # this browser stays, with a new key
            _tell(account, _("您的账号刚设了登录密码。"))
            messages.success(request, _("密码设好了，其他设备都已退出。"))
            return redirect("portal:ways")
    status = 422 if errors else 200
    return render(request, "portal/my_password.html", {"errors": errors}, status=status)


@proven_page
@require_POST
def drop_password(request: HttpRequest, account: Account) -> HttpResponse:
    passwords.drop(account, here=queries.sign_in_of(request))
    update_session_auth_hash(request, account)
    messages.success(request, _("密码取消了，其他设备都已退出。"))
    return redirect("portal:ways")


@sensitive_post_parameters("answer")
@proven_page
def add_passkey(request: HttpRequest, account: Account) -> HttpResponse:
    site, now, wrong = asked_keys.site_of(request), timezone.now(), ""
    state = request.session.pop(ADDING, None)
    if request.method == "POST" and state is not None:
        answer, name = request.POST.get("answer", ""), request.POST.get("name", "")
        try:
            passkeys.finish_adding(account, site, state, answer=answer, name=name, at=now)
        except Invalid as refused:
            wrong = "".join(refused.fields.values())
        except Refusal as refused:
            wrong = refused.message
        else:
            _tell(account, _("您的账号刚加了一个通行密钥。"))
            messages.success(request, _("通行密钥加好了，下次登录就能用。"))
            return redirect("portal:ways")
    options, request.session[ADDING] = passkeys.begin_adding(account, site)
    context = {"passkey": options, "error": wrong, "name": request.POST.get("name", "")}
    return render(request, "portal/add_passkey.html", context, status=422 if wrong else 200)


@proven_page
@require_POST
def remove_passkey(request: HttpRequest, account: Account, passkey: int) -> HttpResponse:
    passkeys.remove(account, passkey, here=queries.sign_in_of(request))
    messages.success(request, _("移除了，其他设备都已退出。"))
    return redirect("portal:ways")


def _tell(account: Account, what: str) -> None:
    at = timezone.now()
    words = what + _("不是您本人，请用短信验证码登录，到“我的事—登录方式”里取消。")
    subject, seq = f"ways/{account.pk}", int(at.timestamp())
    citizens.tell(account, words, budgets.WAYS_NOTICE, subject=subject, seq=seq, at=at)

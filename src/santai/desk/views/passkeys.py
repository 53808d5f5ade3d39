"""My passkeys: added and removed with the password, so that nobody does it at a screen left open (ASVS 7.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from santai.capabilities.identity import queries
from santai.capabilities.identity.actions import budgets, passkeys
from santai.capabilities.identity.actions import second as second_step
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Invalid, Refusal
from santai.pages import asked_keys
from santai.pages.actors import staff_page
from santai.pages.frames import frame

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account

ADDING = "passkey_adding"  # in the session: what the device was asked, after the password was right


@sensitive_post_parameters("old")
@staff_page("desk")
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list; with the password, the form that asks the device for a new one."""
    if request.method != "POST":
        return _page(request, actor)
    try:
        _must_know_the_password(request)
    except Invalid as refused:
        return _page(request, actor, refused)
    options, state = passkeys.begin_adding(_self(request), asked_keys.site_of(request))
    request.session[ADDING] = state
    given = {**frame(request, actor, "desk:me"), "passkey": options}
    return render(request, "desk/me_passkey_add.html", given)


@sensitive_post_parameters("answer")
@staff_page("desk")
@require_POST
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    state = request.session.pop(ADDING, None)
    if state is None:
        return redirect("desk:my-passkeys")
    account, posted, now = _self(request), request.POST, timezone.now()
    site, name = asked_keys.site_of(request), posted.get("name", "")
    try:
        answer = posted.get("answer", "")
        passkeys.finish_adding(account, site, state, answer=answer, name=name, at=now)
    except Refusal as refused:
        return _page(request, actor, refused)
    messages.success(request, _("通行密钥加好了，下次登录就能用。"))
    if queries.recovery_codes_left(account):
        return redirect("desk:my-passkeys")
    codes = second_step.renew_codes(account)
    given = {**frame(request, actor, "desk:me"), "codes": codes}
    return render(request, "desk/me_codes.html", given)


@sensitive_post_parameters("old")
@staff_page("desk")
@require_POST
def remove(request: HttpRequest, actor: Actor, passkey: int) -> HttpResponse:
    try:
        _must_know_the_password(request)
    except Invalid as refused:
        return _page(request, actor, refused)
    passkeys.remove(_self(request), passkey, here=queries.sign_in_of(request))
    messages.success(request, _("移除了，其他设备都已退出。"))
    return redirect("desk:my-passkeys")


def _must_know_the_password(request: HttpRequest) -> None:
    """Raises Invalid, or TooMany for who guesses."""
    account, now = _self(request), timezone.now()
    of, words = str(account.pk), _("试的次数太多了，请过一会儿再试。")
    budgets.must_spend(budgets.OLD_PASSWORD, of, words, at=now)
    if not check_password(request.POST.get("old", ""), account.password):
        raise Invalid({"old": _("现在的密码不对。")})
    budgets.give_back(budgets.OLD_PASSWORD, of)


def _self(request: HttpRequest) -> Account:
    return cast("Account", request.user)  # the guard has let nobody else in


def _page(request: HttpRequest, actor: Actor, refused: Refusal | None = None) -> HttpResponse:
    errors = list(refused.fields.values()) if isinstance(refused, Invalid) else []
    context: dict[str, Any] = {
        **frame(request, actor, "desk:me"),
        "passkeys": queries.passkeys_of(_self(request)),
        "host": asked_keys.site_of(request).host,
        "errors": errors or ([refused.message] if refused else []),
    }
    status = refused.status if refused else 200
    return render(request, "desk/me_passkeys.html", context, status=status)

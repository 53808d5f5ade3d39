"""Who asks for a page: an account with its posts, the holder of a query code, or a guest."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor, actor_for, code_holder, guest
from santai.capabilities.people.enums import AccountKind
from santai.kernel.errors import Forbidden
from santai.pages import citizens, kept, opened
from santai.pages.moments import today

CITIZENS = frozenset({"portal", "terminal"})  # doors where a post gives no rights
View = Callable[..., HttpResponseBase]


def actor_of(request: HttpRequest, channel: str, number: str = "") -> Actor:
    """Who is acting through this channel, on the order `number` where one is named.

    At a citizens' door staff are people like everybody: their posts count at the doors of staff only.
    Who signed in by telephone is known at the portal alone: a terminal is everybody's.
    """
    user = request.user
    if channel == citizens.CHANNEL and (account := citizens.account_of(request)):
        if actor := citizens.actor_on(account, number, at=timezone.now()):
            return actor
    elif channel not in CITIZENS and user.is_authenticated and user.kind == AccountKind.STAFF:
        return actor_for(user, channel, today(timezone.now()))
    order_id = opened.order_id(request, number) if channel in CITIZENS else None
    if order_id is not None:
        return code_holder(order_id, channel)
    return guest(channel, name="申请人") if channel in CITIZENS else guest(channel)


def staff_page(channel: str, *permissions: str) -> Callable[[View], View]:
    """The view is for staff and gets the actor after the request; others are asked to sign in.

    With `permissions`, one of them must come with one of the actor's posts.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request, channel)
            if actor.kind != AccountKind.STAFF:
                kept.keep(request, at=timezone.now())
                return redirect_to_login(request.get_full_path(), "login")
            if permissions and not any(map(actor.may, permissions)):
                raise Forbidden(_("您的岗位不在这里办理。需要的话，请联系本单位的系统管理员。"))
            return view(request, actor, *args, **kwargs)

        return cast(View, guarded)

    return guard

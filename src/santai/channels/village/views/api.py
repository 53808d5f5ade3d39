"""What the device asks and tells. Every call may be repeated with the same effect; the answers are JSON.

A call names the account whose store it speaks for, so that nothing of one person goes out under another's name
when somebody else has signed in on the same phone meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from santai.capabilities.orders.actions import code_of
from santai.capabilities.people.access import Actor
from santai.capabilities.people.enums import AccountKind
from santai.channels.village import actions, parts, said
from santai.kernel.errors import Conflict, Forbidden, Invalid, Refusal
from santai.kernel.numbers import grouped
from santai.pages import fieldwork
from santai.pages.actors import actor_of
from santai.pages.forms.questions import typed_in

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order
    from santai.channels.village.models import Entry

CHANNEL = "village"
ACCOUNT = "X-Santai-Account"
NAME_LENGTH = 120

View = Callable[..., HttpResponseBase]


def device(view: View) -> View:
    """The view is for who works in villages; everything it refuses is told in JSON."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            actor = actor_of(request, CHANNEL)
            if actor.kind != AccountKind.STAFF:
                return JsonResponse({"code": "signed_out"}, status=401)
            _same_person(request, actor)
            if not fieldwork.posts(actor):
                raise Forbidden(_("您的岗位不在村居记录。需要的话，请联系本单位的系统管理员。"))
            return view(request, actor, *args, **kwargs)
        except Refusal as refusal:
            return JsonResponse(_refused(refusal), status=refusal.status)

    return cast(View, answered)


@require_safe
@device
def who(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Who is signed in, where they work, and the token without which nothing is taken."""
    return JsonResponse(
        {
            "account": actor.account_id,
            "name": actor.name,
            "token": get_token(request),
            "now": timezone.now().isoformat(),
            "villages": [[region.pk, region.full_name] for region in said.villages(actor)],
        }
    )


@require_safe
@device
def photo(request: HttpRequest, actor: Actor, sha256: str) -> HttpResponse:
    """Which pieces of a photograph are here already."""
    return JsonResponse({"held": parts.held(_account(actor), sha256)})


@require_http_methods(["PUT"])
@device
def part(request: HttpRequest, actor: Actor, sha256: str, offset: int) -> HttpResponse:
    parts.hold(_account(actor), sha256, offset, _body(request), at=timezone.now())
    return JsonResponse({"held": offset})


@require_http_methods(["PUT"])
@device
def entry(request: HttpRequest, actor: Actor, key: UUID) -> HttpResponse:
    done = actions.record(actor=actor, key=key, said=_said(request), at=timezone.now())
    return JsonResponse(receipt(done.entry) | {"repeated": done.repeated})


def receipt(entry: Entry) -> dict[str, str]:
    """What the device keeps of an entry that has arrived; the code is for the villager's hand."""
    order = cast("Order", entry.order)  # what is answered for has one
    code = "" if order.service == said.RECORD else code_of(order)
    received = entry.received_at.isoformat()
    return {"number": grouped(order.number), "query_code": code, "received_at": received}


def _account(actor: Actor) -> int:
    return cast(int, actor.account_id)  # staff have one


def _same_person(request: HttpRequest, actor: Actor) -> None:
    meant = request.headers.get(ACCOUNT)
    if (meant or request.method == "PUT") and meant != str(actor.account_id):
        raise Conflict(_("现在登录的是另一个人。"))


def _refused(refusal: Refusal) -> dict[str, Any]:
    found: dict[str, Any] = {"code": refusal.code, "message": refusal.message}
    if isinstance(refusal, Invalid):
        found["fields"] = refusal.fields
    if isinstance(refusal, parts.PhotosMissing):
        found["missing"] = refusal.missing
    if isinstance(refusal, actions.SentBefore):
        found |= receipt(refusal.entry)
    return found


def _body(request: HttpRequest) -> bytes:
    """The whole of it: a line that was cut must not leave half a piece behind."""
    try:
        body = request.body
    except UnreadablePostError as reset:  # no fault of ours, so no traceback in the log
        raise CutOff from reset
    if len(body) != int(request.META.get("CONTENT_LENGTH") or 0):
        raise CutOff
    return body


class CutOff(Refusal):
    code = "cut_off"

    def __init__(self) -> None:
        super().__init__(_("没有传完，请再传一次。"))


def _said(request: HttpRequest) -> said.Said:
    """The page as the device kept it. What is not of this shape no page of ours has sent."""
    try:
        told = json.loads(_body(request))
        fields = {str(name): _words(values) for name, values in told["fields"].items()}
        photos = tuple(_photo(one) for one in told["photos"])
        kind = said.KINDS[said.KINDS.index(told["kind"])]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise Invalid({}, _("看不懂这条记录，请打开它再存一次。"), "unreadable") from wrong
    return said.Said(kind, typed_in(MultiValueDict(fields)), photos)


def _words(values: Any) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError
    return values


def _photo(told: Any) -> said.Photo:
    sha256, size, name = told["sha256"], told["size"], told["name"]
    if not isinstance(sha256, str) or not isinstance(size, int) or not isinstance(name, str):
        raise TypeError
    name.encode()  # half a character is no name
    return said.Photo(sha256, size, name[:NAME_LENGTH])

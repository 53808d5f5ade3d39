"""Orders: taking one in, reading, acting."""

from __future__ import annotations

import re
from typing import Annotated, Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Query, Router
from pydantic import BaseModel, Field

from santai.capabilities.orders.access import order_for, orders_for
from santai.capabilities.orders.actions import Done, act, code_of, submit
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.channels.partners import answers
from santai.channels.partners.auth import actor_of
from santai.channels.partners.problems import Stale
from santai.channels.partners.requests import request_of
from santai.channels.partners.routes.declared import responses
from santai.channels.partners.shapes import (
    Acted,
    ActionIn,
    OrderIn,
    OrderOut,
    OrderPage,
    Receipt,
    When,
)
from santai.kernel.errors import Conflict, NotNow

PAGE = 100
router = Router(tags=["orders"])
KEY = Field(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$")
ETAG = Field(pattern=r'^\s*(\*|(W/)?"?[0-9]{1,9}"?)\s*$')


class Which(BaseModel):
    """Which of the orders, and which page of them."""

    updated_since: When | None = Field(
        None, description="只要这个时间以后有过变化的，按变化先后排列"
    )
    page: int = Field(1, ge=1, le=10_000)


@router.post("/orders", response=responses(400, 403, 409, 413, 415, 422, ok=Receipt, made=Receipt))
def submit_order(
    request: HttpRequest,
    content: OrderIn,
    key: Annotated[str, KEY, Header(alias="Idempotency-Key")],
) -> HttpResponse:
    """提交一件事项。同一个 Idempotency-Key 只会产生一件工单；重发时返回 200 和原来的工单。"""
    actor, at = actor_of(request), timezone.now()
    done = submit(actor=actor, request=request_of(content, at), at=at, key=key)
    if done.repeated:
        order_for(actor, done.order.number)  # an old key opens nothing that a lost post has closed
    body = answers.order_brief(done.order) | {"query_code": code_of(done.order)}
    status = 200 if done.repeated else 201
    return answers.answer(body, status=status, headers=_headers(done))


@router.get("/orders", response=responses(422, ok=OrderPage))
def list_orders(request: HttpRequest, which: Query[Which]) -> HttpResponse:
    """本系统受理或承办的工单，每页 100 件。"""
    rows = orders_for(actor_of(request)).select_related("organisation")
    if which.updated_since is None:
        rows = rows.order_by("-pk")
    else:
        last = rows.filter(events__seq=F("seq"), events__at__gte=which.updated_since)
        rows = last.order_by("events__at", "pk")
    start = (which.page - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    return answers.answer(
        {
            "orders": [answers.order_brief(order) for order in found[:PAGE]],
            "next_page": which.page + 1 if len(found) > PAGE else None,
        }
    )


@router.get("/orders/{number}", response=responses(404, ok=OrderOut))
def read_order(request: HttpRequest, number: str) -> HttpResponse:
    """一件工单的全部：进展、时限和算法、现在能办的动作及其所需内容。"""
    actor = actor_of(request)
    order = order_for(actor, number)
    whole = answers.order_whole(view(actor, order, at=timezone.now()))
    return answers.answer(whole, headers=answers.etag(order.seq))


@router.post(
    "/orders/{number}/actions/{action}",
    response=responses(400, 403, 404, 409, 412, 413, 415, 422, ok=Acted),
)
def act_on_order(
    request: HttpRequest,
    number: str,
    action: str,
    content: ActionIn,
    key: Annotated[str | None, KEY, Header(None, alias="Idempotency-Key")] = None,
    if_match: Annotated[str | None, ETAG, Header(None, alias="If-Match")] = None,
) -> HttpResponse:
    """办理一个动作。If-Match 写上次看到的 ETag：其间有人办理过则返回 412，不会误办。"""
    actor, seen = actor_of(request), _seen(if_match)
    done = _act(actor, number, action, content.facts, key=key or "", seen=seen)
    body = {"order": answers.order_brief(done.order), "seq": done.seq}
    return answers.answer(body, headers=_headers(done))


def _act(
    actor: Actor, number: str, action: str, facts: dict[str, Any], *, key: str, seen: int | None
) -> Done:
    at = timezone.now()
    try:
        return act(
            actor=actor, number=number, action=action, facts=facts, at=at, key=key, seen=seen
        )
    except NotNow:
        raise
    except Conflict as conflict:
        if seen is not None and order_for(actor, number).seq != seen:
            raise Stale(conflict.message) from conflict
        raise


def _seen(if_match: str | None) -> int | None:
    digits = re.sub(r"\D", "", if_match or "")
    return int(digits) if digits else None


def _headers(done: Done) -> dict[str, str]:
    repeated = {"Idempotent-Replayed": "true"} if done.repeated else {}
    return answers.etag(done.order.seq) | repeated

"""Webhooks: who wants to be called when something happens."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Router

from santai.capabilities.notices.actions import revive, secret_of, subscribe, unsubscribe
from santai.capabilities.notices.queries import queue_of, subscription_for, subscriptions_of
from santai.channels.partners import answers
from santai.channels.partners.auth import actor_of
from santai.channels.partners.routes.declared import responses
from santai.channels.partners.shapes import (
    Revived,
    WebhookIn,
    WebhookList,
    WebhookMade,
    WebhookOut,
)

router = Router(tags=["webhooks"])
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.post("/webhooks", response=responses(400, 403, 409, 413, 415, 422, made=WebhookMade))
def add_webhook(request: HttpRequest, content: WebhookIn) -> HttpResponse:
    """订阅事件。验签密钥只在这里给出一次。"""
    row = subscribe(
        actor=actor_of(request),
        url=content.url,
        topics=content.topics,
        services=content.services,
        at=timezone.now(),
    )
    body = answers.webhook(row, queue_of(row)) | {"secret": secret_of(row)}
    return answers.answer(body, status=201)


@router.get("/webhooks", response=responses(ok=WebhookList))
def list_webhooks(request: HttpRequest) -> HttpResponse:
    """本账号的订阅，以及各有多少事件在等、多少已放弃。"""
    rows = subscriptions_of(actor_of(request))
    return answers.answer({"webhooks": [answers.webhook(row, queue_of(row)) for row in rows]})


@router.get("/webhooks/{webhook_id}", response=responses(404, 422, ok=WebhookOut))
def read_webhook(request: HttpRequest, webhook_id: Id) -> HttpResponse:
    row = subscription_for(actor_of(request), webhook_id)
    return answers.answer(answers.webhook(row, queue_of(row)))


@router.delete("/webhooks/{webhook_id}", response=responses(404, 422, gone=None))
def end_webhook(request: HttpRequest, webhook_id: Id) -> HttpResponse:
    """停用；还没送出的也不再送。"""
    unsubscribe(actor=actor_of(request), subscription=webhook_id, at=timezone.now())
    return HttpResponse(status=204)


@router.post("/webhooks/{webhook_id}/retry", response=responses(404, 422, ok=Revived))
def retry_webhook(request: HttpRequest, webhook_id: Id) -> HttpResponse:
    """接收端修好以后：把放弃了的事件重新送一遍。"""
    count = revive(actor=actor_of(request), subscription=webhook_id, at=timezone.now())
    return answers.answer({"revived": count})

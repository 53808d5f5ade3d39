"""Text messages for the bureau's own gateway, which fetches them and reports back."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import Field

from santai.capabilities.notices.actions import acknowledge
from santai.capabilities.notices.queries import sms_text, sms_waiting
from santai.channels.partners import answers
from santai.channels.partners.auth import actor_of
from santai.channels.partners.routes.declared import responses
from santai.channels.partners.shapes import SmsList, SmsReport

router = Router(tags=["sms"])
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/sms", response=responses(403, 422, ok=SmsList))
def list_sms(
    request: HttpRequest, limit: Annotated[int, Field(ge=1, le=500), Query(100)] = 100
) -> HttpResponse:
    """等待发送的短信，早的在前。没有回报之前会一直列出，请按 id 去重。"""
    rows = sms_waiting(actor_of(request))[:limit]
    return answers.answer({"messages": [answers.sms(row, sms_text(row)) for row in rows]})


@router.post("/sms/{sms_id}", response=responses(400, 403, 404, 413, 415, 422, gone=None))
def report_sms(request: HttpRequest, sms_id: Id, content: SmsReport) -> HttpResponse:
    """回报一条短信已发出，或为什么发不出。重复回报没有影响。"""
    error = "" if content.sent else content.error or "网关未说明原因"
    acknowledge(actor=actor_of(request), sms=sms_id, error=error, at=timezone.now())
    return HttpResponse(status=204)

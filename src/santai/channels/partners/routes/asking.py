"""Questions in people's own words: what other systems' robots and agents get is what ours say (KB-06, KB-07)."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from santai.capabilities.knowledge.actions import answered, plain
from santai.capabilities.knowledge.triage import State
from santai.channels.partners import answers
from santai.channels.partners.routes.declared import responses
from santai.channels.partners.shapes import Asked, Told

router = Router(tags=["ask"])


@router.post("/ask", response=responses(400, 413, 415, 422, ok=Told))
def ask(request: HttpRequest, content: Asked) -> HttpResponse:
    """用自己的话问。返回问题类别、适合的事项、危险信号、带出处的回答；要追问时带回 state 再问。这里不留存问话。"""
    state = cast(State, content.state.model_dump()) if content.state else None
    turn = answered(state, content.text, region=content.region, at=timezone.now())
    body: dict[str, Any] = {**plain(turn), "state": turn.state}
    return answers.answer(body)

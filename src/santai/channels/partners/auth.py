"""Who calls: a partner's account by its key, with the posts it holds today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja.security import HttpBearer

from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import authenticate_api_key
from santai.capabilities.people.actions.keys import ended as key_ended
from santai.capabilities.people.queries import KEY_WARNED
from santai.channels.partners.problems import Unauthorised
from santai.kernel.workdays import ZONE

CHANNEL = "partners"
ENDS = "Santai-Key-Expires"
LONGEST_KEY = 200


class ApiKey(HttpBearer):
    """`Authorization: Bearer <key>`. Rights are read anew for every request: what ended, ends at
    once.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        if not token or len(token) > LONGEST_KEY or not token.isascii() or "\0" in token:
            return None
        now = timezone.now()
        actor = authenticate_api_key(token, CHANNEL, now=now)
        if actor is None and (moment := key_ended(token, now=now)):
            raise KeyEnded(moment)
        return actor


class KeyEnded(Unauthorised):
    """The key is right and has come to its end: who has it is told, and what to do."""

    code = "key_ended"

    def __init__(self, moment: datetime) -> None:
        super().__init__(
            f"这把密钥已在 {moment.astimezone(ZONE):%Y-%m-%d %H:%M} 到期。请向发密钥的司法局安全管理员申请新密钥，"
            "换上以后用同一个 Idempotency-Key 重新发送，不会重复办理。"
        )


def say_when_it_ends(request: HttpRequest, response: HttpResponseBase) -> None:
    """On every answer of the last thirty days: programs see it while their people can still act."""
    actor = getattr(request, "auth", None)
    ends = actor.key_ends if isinstance(actor, Actor) else None
    if ends is not None and ends - timezone.now() <= KEY_WARNED:
        response.headers[ENDS] = ends.astimezone(ZONE).isoformat(timespec="seconds")


def actor_of(request: Any) -> Actor:
    """Who `ApiKey` found; every operation stands behind it."""
    found = request.auth
    assert isinstance(found, Actor)  # noqa: S101 -- for the type checker; ninja has let nobody else in
    return found

"""Who calls: a partner's account by its key, with the posts it holds today."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import authenticate_api_key

CHANNEL = "partners"
LONGEST_KEY = 200


class ApiKey(HttpBearer):
    """`Authorization: Bearer <key>`. Rights are read anew for every request: what ended, ends at
    once.
    """

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        if not token or len(token) > LONGEST_KEY or not token.isascii() or "\0" in token:
            return None
        return authenticate_api_key(token, CHANNEL, now=timezone.now())


def actor_of(request: Any) -> Actor:
    """Who `ApiKey` found; every operation stands behind it."""
    found = request.auth
    assert isinstance(found, Actor)  # noqa: S101 -- for the type checker; ninja has let nobody else in
    return found

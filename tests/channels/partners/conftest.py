"""Imports stay inside: this file is read before Django is ready."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

if TYPE_CHECKING:
    from django.http import HttpResponse

    from santai.capabilities.people.models import Account
    from tests.world import World


@dataclass
class Caller:
    """A partner's system at the API."""

    key: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def __call__(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> HttpResponse:
        sent = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        kind = sent.pop("Content-Type", "application/json")
        content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        return self.client.generic(
            method, f"/api/v1{path}", content, content_type=kind, headers=sent
        )

    def submit(self, body: Any, key: str = "k-1") -> HttpResponse:
        return self("POST", "/orders", body, Idempotency_Key=key)


@pytest.fixture
def world(db: None) -> World:
    from tests.world import build

    return build()


@pytest.fixture
def partner(world: World) -> Account:
    from tests.factories.partners import make_partner
    from tests.world import CITY

    return make_partner(world.office("12345", CITY))


@pytest.fixture
def call(partner: Account) -> Caller:
    """12345 with its key."""
    from tests.factories.partners import key_of

    return Caller(key_of(partner))


@pytest.fixture
def outsider(world: World) -> Caller:
    """外人: a partner at an organisation that has nothing to do with any of it."""
    from tests.factories.partners import key_of, make_partner
    from tests.world import ELSEWHERE

    return Caller(key_of(make_partner(world.office("bureau", ELSEWHERE), "outsider")))


@pytest.fixture
def stranger(db: None) -> Caller:
    return Caller()

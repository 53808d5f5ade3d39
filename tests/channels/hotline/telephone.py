"""A telephone system for tests: says what happens to a call, signed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from santai.channels.hotline.telephony import signature
from tests.world import NOW

SECRET = "a-secret-of-thirty-two-characters"
CALLER = "13800000001"


@dataclass
class Telephone:
    """Numbers its events itself; `after` is in seconds from the beginning of the working day."""

    browser: Client = field(default_factory=Client)
    said: int = 0

    def says(
        self, kind: str, after: float = 0, *, call: str = "c-1", event: str = "", **more: str
    ) -> HttpResponse:
        self.said += 1
        body = {"id": event or f"e-{self.said}", "type": kind, "call": call, "at": at(after)}
        return self.send({**body, **more})

    def rings(self, after: float = 0, **more: str) -> HttpResponse:
        return self.says("ringing", after, **{"caller": CALLER, "extension": "8001", **more})

    def send(
        self,
        said: Any,
        *,
        secret: str = SECRET,
        sent: datetime = NOW,
        signed: str | None = None,
    ) -> HttpResponse:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        seconds = str(int(sent.timestamp()))
        return self.browser.post(
            "/hotline/telephone/",
            body,
            content_type="application/json",
            headers={
                "X-Santai-Timestamp": seconds,
                "X-Santai-Signature": signed or signature(secret, seconds, body),
            },
        )


def at(after: float) -> str:
    return (NOW + timedelta(seconds=after)).isoformat()

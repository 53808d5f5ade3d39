"""What a partner is told about an event, as a CloudEvent 1.0 in structured JSON, and its signature.

The headers and the signature are those of the Standard Webhooks convention, for which libraries
exist.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

SOURCE = "/api/v1/orders"
PREFIX = "santai."  # event types are santai.order.submitted, santai.order.<action> …
SECRET_PREFIX = "whsec_"  # noqa: S105 -- a mark by which scanners find leaked secrets
CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def cloud_event(
    *, number: str, seq: int, topic: str, at: datetime, data: Mapping[str, Any]
) -> dict[str, Any]:
    """Source and id together name the event for ever; `sequence` puts an order's events in order."""
    return {
        "specversion": "1.0",
        "id": f"{number}-{seq}",
        "source": SOURCE,
        "type": PREFIX + topic,
        "subject": number,
        "time": at.isoformat(),
        "sequence": f"{seq:08}",
        "datacontenttype": "application/json",
        "data": dict(data),
    }


def encoded(event: Mapping[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def secret_of(key: str, salt: str) -> str:
    """The secret of a subscription: derived, so that a copy of the database holds none."""
    digest = hmac.digest(key.encode(), f"webhook:{salt}".encode(), sha256)
    return SECRET_PREFIX + base64.b64encode(digest).decode()


def signed_headers(event_id: str, body: bytes, secret: str, at: datetime) -> dict[str, str]:
    """HMAC-SHA256 over `<id>.<seconds>.<body>`: who it is from, what it says, and when it was sent."""
    seconds = int(at.timestamp())
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    digest = hmac.digest(key, f"{event_id}.{seconds}.".encode() + body, sha256)
    return {
        "Content-Type": CONTENT_TYPE,
        "webhook-id": event_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }

"""The signature as docs/partners.md tells a partner to check it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from santai.capabilities.notices import events

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def test_an_event_is_a_cloud_event_whose_identity_never_changes() -> None:
    event = events.cloud_event(
        number="26000000017", seq=3, topic="order.grant", at=AT, data={"outcome": "granted"}
    )
    assert event == {
        "specversion": "1.0",
        "id": "26000000017-3",
        "source": "/api/v1/orders",
        "type": "santai.order.grant",
        "subject": "26000000017",
        "time": "2026-03-02T01:00:00+00:00",
        "sequence": "00000003",
        "datacontenttype": "application/json",
        "data": {"outcome": "granted"},
    }


def test_chinese_is_sent_as_it_is() -> None:
    assert events.encoded({"a": "援助"}) == '{"a":"援助"}'.encode()


def test_the_signature_covers_id_time_and_body() -> None:
    secret, body = events.secret_of("house key", "salt"), b'{"a":1}'
    headers = events.signed_headers("26000000017-3", body, secret, AT)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    content = f"26000000017-3.{int(AT.timestamp())}.".encode() + body
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"


def test_each_subscription_has_a_secret_of_its_own() -> None:
    secrets = {events.secret_of(key, salt) for key in ("a", "b") for salt in ("1", "2")}
    assert len(secrets) == 4

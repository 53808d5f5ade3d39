"""docs/partners.md is what partners program by: its examples work as they are written."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from santai.capabilities.notices import events
from santai.channels.partners.batch.columns import ALIASES
from santai.channels.partners.problems import TITLES
from tests.channels.partners.conftest import Caller

TEXT = (Path(__file__).parents[3] / "docs" / "partners.md").read_text()


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def is_genuine() -> Any:
    names: dict[str, Any] = {}
    exec(_blocks("python")[0], names)
    return names["is_genuine"]


def test_the_example_accepts_what_we_sign(is_genuine: Any) -> None:
    secret, body = events.secret_of("key", "salt"), '{"a":"援助"}'.encode()
    headers = events.signed_headers("26483920715-3", body, secret, datetime.now(UTC))
    assert is_genuine(secret, headers, body) is True


def test_the_example_refuses_what_was_changed_forged_or_kept(is_genuine: Any) -> None:
    secret, body = events.secret_of("key", "salt"), b'{"a":1}'
    now = datetime.now(UTC)
    headers = events.signed_headers("26483920715-3", body, secret, now)
    old = datetime.fromtimestamp(time.time() - 301, UTC)
    assert is_genuine(secret, headers, b'{"a":2}') is False
    assert is_genuine(events.secret_of("key", "other"), headers, body) is False
    assert is_genuine(secret, headers | {"webhook-id": "26483920715-4"}, body) is False
    assert is_genuine(secret, events.signed_headers("x", body, secret, old), body) is False


def test_the_submission_shown_is_taken_in(call: Caller) -> None:
    body = re.search(r"-d '(\{\s+\"service\".*?\})'", _blocks("sh")[0], re.DOTALL)
    assert body is not None
    response = call.submit(json.loads(body[1]), key="12345-20261121-000017")
    assert response.status_code == 201, response.content.decode()


def test_the_event_shown_has_the_fields_of_ours() -> None:
    shown = json.loads(next(block for block in _blocks("json") if "specversion" in block))
    ours = events.cloud_event(
        number="26483920715",
        seq=3,
        topic="order.grant",
        at=datetime.fromisoformat(shown["time"]),
        data=shown["data"],
    )
    assert shown == ours


def test_every_column_and_every_status_is_listed() -> None:
    for column, names in ALIASES.items():
        row = f"| `{column}` | {', '.join(names[1:])} |"
        assert row in TEXT
    for status in TITLES:
        assert str(status) in TEXT or status == 500

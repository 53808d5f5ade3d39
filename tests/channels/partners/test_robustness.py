"""Whatever comes, it is taken in or refused; it is never a fault of ours (I1, I4; abuse cases 13, 14, 18)."""

from __future__ import annotations

import json
import unicodedata
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from santai.capabilities.orders.models import Order
from tests import world as w
from tests.channels.partners.conftest import Caller
from tests.factories.partners import consult

ODD_TEXTS = [
    "𠮷野家",
    "阿卜杜拉·买买提",
    "👩‍👩‍👧‍👦",
    "\u202e反过来",
    "e\u0301" * 50,
    "\u200b零宽\u200d",
    "<script>alert(1)</script>",
    "'; DROP TABLE orders_order; --",
    "{{7*7}}{% debug %}",
    "=HYPERLINK(\"http://evil\")",
    "第一行\n2026-01-01 ERROR 假日志\r\n",
    "%s%d{0}{name}",
    "../../etc/passwd",
    "\uffff\ufffe",
    "a" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_odd_texts_are_kept_as_they_are_or_refused(call: Caller, text: str) -> None:
    response = call.submit(consult(answers={"question": text}))
    assert response.status_code in {201, 422}
    if response.status_code == 201:
        back = call("GET", f"/orders/{response.json()['number']}").json()
        assert back["timeline"][0]["data"]["answers"]["question"] == _tidied(text)


def _tidied(text: str) -> str:
    """One spelling of each character, one kind of line end, no signs that cannot be seen but joiners."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    return "".join(
        sign for sign in composed if sign in "\u200c\u200d" or unicodedata.category(sign) != "Cf"
    )


BROKEN_BODIES = [
    (b"", 422),
    (b"{", 400),
    (b"null", 422),
    (b"[]", 422),
    (b'"text"', 422),
    (b"\xff\xfe{\x00}\x00", 400),
    ('{"service":"法律"}'.encode("gbk"), 400),
    (b'{"service":"a","service":"b"}', 400),
    (b'{"answers":{"a":1,"a":2}}', 400),
    (b'{"answers":{"a":NaN}}', 400),
    (b'{"answers":{"a":Infinity}}', 400),
    (b'{"answers":{"a":-Infinity}}', 400),
    (b'{"answers":{"a":1e999}}', 400),
    (b'{"answers":{"a":' + b"9" * 400 + b"}}", 400),
    (b'{"answers":{"a":' + b"9" * 9000 + b"}}", 400),
    (b'{"answers":{"a":"\\u0000"}}', 400),
    (b'{"answers":{"\\u0000":1}}', 400),
    (b'{"answers":{"a":"\\ud800"}}', 400),
    (b'{"answers":{"a":"\\ude00\\ud83d"}}', 400),
    (b'{"answers":{"a":"\x00"}}', 400),
    (b'{"answers":' + b"[" * 10_000 + b"]" * 10_000 + b"}", 400),
    (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400),
    (b'{"answers":' + b"[" * 9 + b"]" * 9 + b"}", 400),
    (b"[" * 500_000, 400),
    (b'{"a":"' + b"x" * 1_048_600 + b'"}', 413),
    (b"x" * 3_000_000, 413),
]


@pytest.mark.parametrize(("raw", "status"), BROKEN_BODIES)
def test_a_broken_body_is_refused(call: Caller, raw: bytes, status: int) -> None:
    response = call("POST", "/orders", raw=raw, Idempotency_Key="k")
    assert response.status_code == status, response.content.decode()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert Order.objects.count() == 0


def test_a_smiley_written_as_a_surrogate_pair_is_no_broken_text(call: Caller) -> None:
    raw = json.dumps(consult(answers={"question": "😀"})).encode()
    assert b"\\ud83d\\ude00" in raw
    assert call("POST", "/orders", raw=raw, Idempotency_Key="k").status_code == 201


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/xml", "application/json; charset=gbk", "multipart/form-data", "x"],
)
def test_another_type_of_body_is_refused(call: Caller, kind: str) -> None:
    raw = json.dumps(consult()).encode()
    response = call("POST", "/orders", raw=raw, Content_Type=kind, Idempotency_Key="k")
    assert response.status_code == 415


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_KEYS = """
    service region applicant answers opposite agent reference received_at name phone id_number
    id_type kind groups address language safe_contact question topic danger wants_written
"""
LIKELY_KEYS = _KEYS.split()
LIKELY_VALUES = st.sampled_from(
    ["consultation/legal", "legal-aid/civil", "complaint/service", w.YE, "410422", "张三", "13800000002",
     "resident", "none", "enterprise", "410421199003070001", "农民工", "2026-03-01T00:00:00Z"]
)  # fmt: skip
LIKELY = st.recursive(
    LIKELY_VALUES | JSON,
    lambda inner: st.dictionaries(st.sampled_from(LIKELY_KEYS) | st.text(), inner, max_size=6),
    max_leaves=20,
)


@given(raw=st.binary(max_size=300) | JSON.map(lambda v: json.dumps(v).encode()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_as_a_body_is_no_fault_of_ours(call: Caller, raw: bytes) -> None:
    assert call("POST", "/orders", raw=raw, Idempotency_Key="k").status_code < 500


@given(changes=st.dictionaries(st.sampled_from(LIKELY_KEYS), LIKELY, max_size=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
def test_a_submission_with_odd_parts_is_no_fault_of_ours(
    call: Caller, changes: dict[str, Any]
) -> None:
    """One transaction for all examples, so that none of them may poison the next one's."""
    body = consult() | changes
    response = call(
        "POST", "/orders", raw=json.dumps(body).encode(), Idempotency_Key=repr(hash(str(body)))
    )
    assert response.status_code < 500, (body, response.content.decode())


@given(
    answers=st.dictionaries(st.sampled_from(LIKELY_KEYS) | st.text(max_size=5), LIKELY, max_size=4)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
def test_odd_answers_are_no_fault_of_ours(call: Caller, answers: dict[str, Any]) -> None:
    body = consult(answers={"question": "怎么办？"} | answers)
    raw = json.dumps(body).encode()
    response = call("POST", "/orders", raw=raw, Idempotency_Key=repr(hash(raw)))
    assert response.status_code < 500, (body, response.content.decode())


PATHS = [
    "/orders/{}", "/orders/{}/actions/{}", "/orders/{}/files/{}", "/orders/{}/documents/{}",
    "/services/{}", "/services/{}/schema", "/webhooks/{}", "/sms/{}", "/orders?page={}",
    "/orders?updated_since={}", "/services?region={}", "/sms?limit={}", "/{}",
]  # fmt: skip


@given(
    path=st.sampled_from(PATHS),
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    parts=st.lists(st.text(max_size=20) | st.integers().map(str), min_size=2, max_size=2),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
def test_whatever_address_is_asked_for_is_no_fault_of_ours(
    call: Caller, path: str, method: str, parts: list[str]
) -> None:
    place = path.format(*(quote(part, safe="") for part in parts))
    assert call(method, place, {}).status_code < 500


@given(
    values=st.dictionaries(st.sampled_from(["Idempotency-Key", "If-Match"]), st.text(max_size=300))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_stands_in_the_headers_is_no_fault_of_ours(
    call: Caller, values: dict[str, str]
) -> None:
    number = call.submit(consult()).json()["number"]
    assert call("POST", f"/orders/{number}/actions/note", {"facts": {}}, **values).status_code < 500
    assert call("POST", "/orders", consult(), **values).status_code < 500


def test_when_the_database_is_away_nothing_is_taken_in_and_it_says_so(
    call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D11: 503 and "not accepted", never a false 201."""
    from django.db import OperationalError

    from santai.channels.partners.routes import orders

    def away(**_: Any) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(orders, "submit", away)
    response = call.submit(consult())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "60")
    assert "没有受理" in response.json()["detail"]


def test_a_fault_of_ours_tells_nothing_and_logs_no_particulars(
    call: Caller, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """P1: an error's text may quote what somebody wrote."""
    from santai.channels.partners.routes import orders

    hidden_text = str(consult()["applicant"])

    def broken(**_: Any) -> None:
        raise ValueError(hidden_text)

    monkeypatch.setattr(orders, "submit", broken)
    response = call.submit(consult())
    assert (response.status_code, response.json()["code"]) == (500, "failed")
    assert "broken" in caplog.text
    for hidden in ("张三丰", "13800000002"):
        assert hidden not in caplog.text
        assert hidden not in response.content.decode()


def test_the_api_keeps_no_session_and_sets_no_cookie(call: Caller) -> None:
    response = call.submit(consult())
    assert response.cookies == {}
    assert response.headers["Cache-Control"] == "no-store"

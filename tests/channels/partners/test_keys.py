"""A partner's key ends: said for thirty days before, refused after, changed without a gap."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.actions import issue_api_key, revoke_api_key
from santai.capabilities.people.models import Account, ApiKey
from santai.capabilities.people.queries import KEY_WARNED
from santai.channels.partners.auth import ENDS
from tests.factories.pages import stop_the_clock
from tests.factories.partners import consult, make_partner
from tests.world import CITY, NOW, World

ORDERS = "/api/v1/orders"
END = NOW + timedelta(days=60)


@pytest.fixture
def account(world: World, monkeypatch: pytest.MonkeyPatch) -> Account:
    stop_the_clock(monkeypatch)
    return make_partner(world.office("12345", CITY))


def issued(
    account: Account, expires: datetime | None = END, now: datetime = NOW
) -> tuple[ApiKey, str]:
    return issue_api_key(actor=SYSTEM, account=account, name="推送", now=now, expires=expires)


def asks(key: str, path: str = ORDERS) -> Any:
    return Client().get(path, headers={"Authorization": f"Bearer {key}"})


def sends(key: str) -> Any:
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "one"}
    body = json.dumps(consult())
    return Client().post(ORDERS, body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("left", "said"),
    [(KEY_WARNED + timedelta(seconds=1), False), (KEY_WARNED, True), (timedelta(seconds=1), True)],
)
def test_for_thirty_days_every_answer_says_when_the_key_ends(
    account: Account, monkeypatch: pytest.MonkeyPatch, left: timedelta, said: bool
) -> None:
    _, key = issued(account)
    stop_the_clock(monkeypatch, END - left)
    for path, status in ((ORDERS, 200), (f"{ORDERS}/99999999999", 404)):
        answer = asks(key, path)
        assert (answer.status_code, ENDS in answer.headers) == (status, said)
        if said:
            assert datetime.fromisoformat(answer.headers[ENDS]) == END


def test_after_its_end_it_is_refused_with_what_to_do(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = issued(account)
    stop_the_clock(monkeypatch, END)
    answer = sends(key)
    problem = answer.json()
    assert (answer.status_code, problem["code"], Order.objects.count()) == (401, "key_ended", 0)
    assert "申请新密钥" in problem["detail"]
    assert "Idempotency-Key" in problem["detail"]
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="santai"'


def test_what_was_refused_then_is_taken_once_under_the_new_key(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, old = issued(account)
    stop_the_clock(monkeypatch, END)
    assert sends(old).status_code == 401
    _, new = issued(account, END + timedelta(days=365), now=END)
    assert [sends(new).status_code for _ in range(2)] == [201, 200]
    assert Order.objects.count() == 1


def test_while_it_is_changed_two_keys_open_and_a_third_is_not_given(account: Account) -> None:
    record, old = issued(account)
    _, new = issued(account, END + timedelta(days=365))
    assert [asks(key).status_code for key in (old, new)] == [200, 200]
    with pytest.raises(Exception, match="已经有两把有效的密钥"):
        issued(account)
    revoke_api_key(record, actor=SYSTEM)
    assert [asks(key).status_code for key in (old, new)] == [401, 200]
    issued(account)


def test_who_has_no_right_key_is_not_told_of_any(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    record, key = issued(account)
    stop_the_clock(monkeypatch, END)
    revoke_api_key(record, actor=SYSTEM)
    for wrong in (key, f"{key[:-1]}~", "nobody"):
        answer = asks(wrong)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorised")
        assert ENDS not in answer.headers


def test_without_an_end_said_it_lasts_a_year(account: Account) -> None:
    record, _ = issued(account, None)
    assert record.expires == NOW + timedelta(days=365)

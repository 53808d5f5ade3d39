"""Subscribing over the API, and the text messages the bureau's gateway fetches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from santai.capabilities.notices.actions import deliver, relay
from santai.capabilities.notices.models import ShortMessage, Subscription
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from tests import world as w
from tests.capabilities.notices.receiver import Receiver, receiver
from tests.channels.partners.conftest import Caller
from tests.factories.partners import consult, gateway


@pytest.fixture
def listening(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with receiver() as told:
        yield told


def test_a_webhook_is_made_with_a_secret_that_is_shown_once(
    call: Caller, listening: Receiver
) -> None:
    made = call("POST", "/webhooks", {"url": listening.url, "topics": ["order.submitted"]})
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    for path in ("/webhooks", f"/webhooks/{made.json()['id']}"):
        assert "whsec_" not in call("GET", path).content.decode()


def test_what_is_submitted_comes_back_as_an_event(call: Caller, listening: Receiver) -> None:
    call("POST", "/webhooks", {"url": listening.url})
    number = call.submit(consult()).json()["number"]
    later = timezone.now() + timedelta(seconds=1)
    relay(at=later)
    deliver(at=later)
    assert [headers["webhook-id"] for headers, _ in listening.got] == [f"{number}-1"]


def test_trouble_shows_at_the_webhook_and_can_be_tried_again(
    call: Caller, listening: Receiver
) -> None:
    listening.status = 500
    hook = call("POST", "/webhooks", {"url": listening.url}).json()["id"]
    call.submit(consult())
    at = timezone.now() + timedelta(seconds=1)
    for _ in range(21):
        relay(at=at)
        deliver(at=at)
        at += timedelta(hours=7)
    shown = call("GET", f"/webhooks/{hook}").json()
    assert (shown["waiting"], shown["dead"], shown["error"]) == (0, 1, "HTTP 500")
    assert call("POST", f"/webhooks/{hook}/retry").json() == {"revived": 1}


def test_an_ended_webhook_is_gone(call: Caller, listening: Receiver) -> None:
    hook = call("POST", "/webhooks", {"url": listening.url}).json()["id"]
    assert call("DELETE", f"/webhooks/{hook}").status_code == 204
    assert call("GET", f"/webhooks/{hook}").status_code == 404
    assert call("DELETE", f"/webhooks/{hook}").status_code == 404
    assert call("GET", "/webhooks").json() == {"webhooks": []}


def test_the_webhook_of_another_is_not_there_byte_for_byte(
    call: Caller, outsider: Caller, listening: Receiver
) -> None:
    hook = call("POST", "/webhooks", {"url": listening.url}).json()["id"]
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/retry")):
        denied = outsider(method, f"/webhooks/{hook}{path}")
        missing = outsider(method, f"/webhooks/{hook + 1}{path}")
        assert (denied.status_code, denied.content) == (404, missing.content)
    assert Subscription.objects.get().is_active


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://[::1]/"}, "url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "url"),
        ({"url": "https://example.cn@10.0.0.1/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https://" + "a" * 600}, "url"),
        ({"url": 5}, "url"),
        ({}, "url"),
        ({"url": "https://10.0.0.1/", "topics": ["*"]}, "topics.0"),
        ({"url": "https://10.0.0.1/", "services": ["a\0b"]}, "services"),
        ({"url": "https://10.0.0.1/", "secret": "mine"}, "secret"),
        ({"url": "https://10.0.0.1/", "account": 1}, "account"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(
    call: Caller, body: dict[str, Any], field: str
) -> None:
    """I5: nobody makes us call our own network."""
    response = call("POST", "/webhooks", body)
    assert response.status_code in {400, 422}
    if response.status_code == 422:
        assert field in response.json()["fields"]
    assert Subscription.objects.count() == 0


# --- text messages


@pytest.fixture
def carrier(call: Caller, world: w.World, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """The gateway of the city's bureau, let in with the key that is at hand."""
    from santai.channels.partners import auth

    actor = gateway(world.office("bureau", w.CITY))
    monkeypatch.setattr(auth, "authenticate_api_key", lambda *_, **__: actor)
    return call


def test_the_gateway_fetches_sends_and_reports(carrier: Caller) -> None:
    w.ask_for_aid()
    relay(at=w.NOW)
    [sms] = carrier("GET", "/sms").json()["messages"]
    assert sms["phone"] == w.APPLICANT["phone"]
    assert code_of(Order.objects.get()) in sms["text"]
    assert carrier("POST", f"/sms/{sms['id']}", {"sent": True}).status_code == 204
    assert carrier("GET", "/sms").json() == {"messages": []}
    assert ShortMessage.objects.get().done_at is not None


def test_the_gateway_may_say_why_it_cannot(carrier: Caller) -> None:
    w.ask_for_aid()
    relay(at=w.NOW)
    row = ShortMessage.objects.get()
    carrier("POST", f"/sms/{row.pk}", {"sent": False, "error": "空号"})
    row.refresh_from_db()
    assert (row.error, row.dead_at is not None) == ("空号", True)


def test_other_partners_get_no_text_messages(call: Caller) -> None:
    w.ask_for_aid()
    relay(at=w.NOW)
    row = ShortMessage.objects.get()
    assert call("GET", "/sms").status_code == 403
    assert call("POST", f"/sms/{row.pk}", {"sent": True}).status_code == 403
    assert ShortMessage.objects.get().done_at is None


@pytest.mark.parametrize("limit", ["0", "-1", "501", "x"])
def test_a_senseless_limit_is_refused(carrier: Caller, limit: str) -> None:
    assert carrier("GET", f"/sms?limit={limit}").status_code == 422

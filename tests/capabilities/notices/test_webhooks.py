"""Partners are told of their orders, at least once, as CloudEvents that say nothing about anybody."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from santai.capabilities.notices import tasks
from santai.capabilities.notices.actions import (
    deliver,
    delivery,
    outgoing,
    relay,
    revive,
    secret_of,
    send_again,
    subscribe,
    unsubscribe,
)
from santai.capabilities.notices.models import Delivery, Resending, Subscription
from santai.capabilities.notices.queries import (
    queue_of,
    stuck_deliveries,
    subscription_for,
    subscriptions_of,
)
from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account, Post
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.notices.receiver import Receiver, receiver
from tests.factories.partners import as_partner, consult, make_partner

LATER = w.NOW + timedelta(minutes=1)


@pytest.fixture
def listening(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with receiver() as told:
        yield told


def _subscribed(account: Account, told: Receiver, **filters: Any) -> Subscription:
    return subscribe(actor=as_partner(account), url=told.url, at=w.NOW, **filters)


def _asked(account: Account, key: str = "", **changes: Any) -> Order:
    request = Request(**consult(**changes))
    return submit(actor=as_partner(account), request=request, at=w.NOW, key=key).order


def _sent(at: Any = LATER) -> None:
    relay(at=at)
    deliver(at=at)


# --- what is sent


def test_an_event_arrives_signed_and_says_nothing_about_anybody(
    partner: Account, listening: Receiver
) -> None:
    """HOT-11, PLAT-23: linked systems know where a matter stands. P1: and nothing else."""
    subscription = _subscribed(partner, listening)
    order = _asked(partner)
    _sent()
    [(headers, body)] = listening.got
    assert json.loads(body) == {
        "specversion": "1.0",
        "id": f"{order.number}-{order.seq}",
        "source": "/api/v1/orders",
        "type": "santai.order.submitted",
        "subject": order.number,
        "time": "2026-03-02T09:00:00+08:00",
        "sequence": f"{order.seq:08}",
        "datacontenttype": "application/json",
        "data": {
            "number": order.number,
            "service": "consultation/legal",
            "seq": order.seq,
            "state": "submitted",
            "stage": "open",
            "outcome": "",
            "due": order.due_at.astimezone(ZONE).isoformat() if order.due_at else None,
        },
    }
    assert headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    assert _is_signed(headers, body, secret_of(subscription))


def test_an_event_tells_the_state_it_led_to_not_the_one_of_later(
    world: w.World, partner: Account, listening: Receiver
) -> None:
    _subscribed(partner, listening)
    order = _asked(partner)
    clerk = world.staff("window-clerk")
    w.take(clerk, order, "ask_back", question="是哪家公司？")
    w.take(clerk, order, "supply", reply="甲公司")
    w.take(clerk, order, "answer", answer="可以申请仲裁。")
    _sent()
    said = [json.loads(body)["data"] for body in listening.bodies()]
    assert [(data["state"], data["stage"], data["outcome"]) for data in said] == [
        ("submitted", "open", ""),
        ("awaiting_applicant", "open", ""),
        ("submitted", "open", ""),
        ("completed", "completed", "answered"),
    ]


def test_only_events_of_orders_the_subscriber_may_see_are_sent(
    world: w.World, partner: Account, listening: Receiver
) -> None:
    _subscribed(partner, listening)
    other = make_partner(world.office("bureau", w.ELSEWHERE), "elsewhere")
    _subscribed(other, listening)
    mine, _ = _asked(partner), w.ask_for_aid()
    _sent()
    assert [json.loads(body)["subject"] for body in listening.bodies()] == [mine.number]


def test_topics_and_services_narrow_what_is_sent(
    world: w.World, partner: Account, listening: Receiver
) -> None:
    _subscribed(partner, listening, topics=["order.answer"], services=["consultation/legal"])
    _subscribed(partner, listening, services=["legal-aid/civil"])
    order = _asked(partner)
    w.take(world.staff("window-clerk"), order, "answer", answer="可以申请仲裁。")
    _sent()
    assert [json.loads(body)["type"] for body in listening.bodies()] == ["santai.order.answer"]


def test_nothing_is_sent_twice_when_all_went_well(partner: Account, listening: Receiver) -> None:
    _subscribed(partner, listening)
    _asked(partner)
    _sent()
    _sent()
    _sent(LATER + timedelta(days=3))
    assert len(listening.got) == 1


def test_many_events_are_sent_in_batches_each_order_in_its_order(
    world: w.World, partner: Account, listening: Receiver
) -> None:
    _subscribed(partner, listening)
    orders = [_asked(partner) for _ in range(45)]
    for order in orders:
        w.take(world.staff("window-clerk"), order, "answer", answer="可以申请仲裁。")
    assert (tasks.relay(LATER), tasks.deliver(LATER)) == (90, 90)
    said = [json.loads(body) for body in listening.bodies()]
    assert len({event["id"] for event in said}) == len(said) == 90
    for order in orders:
        mine = [event["sequence"] for event in said if event["subject"] == order.number]
        assert mine == sorted(mine)


# --- when it does not work


def test_a_receiver_that_is_away_gets_everything_when_it_is_back(
    partner: Account, listening: Receiver
) -> None:
    listening.status = 503
    subscription = _subscribed(partner, listening)
    orders = [_asked(partner) for _ in range(3)]
    at = LATER
    for _ in range(6):
        _sent(at)
        at += timedelta(hours=7)
    # a receiver that is down is asked once a round, not once for each of the three
    assert len(listening.got) == 6
    assert queue_of(subscription).error == "HTTP 503"
    listening.status, listening.got[:] = 200, []
    _sent(at)
    assert [json.loads(body)["subject"] for body in listening.bodies()] == [
        order.number for order in orders
    ]
    assert (queue_of(subscription).waiting, queue_of(subscription).dead) == (0, 0)


def test_every_try_says_the_same_under_the_same_id(partner: Account, listening: Receiver) -> None:
    """So the receiver can tell a repetition, whatever happened to the order meanwhile."""
    listening.statuses = [500, 500, 200]
    _subscribed(partner, listening)
    _asked(partner)
    for hours in (0, 1, 2):
        _sent(LATER + timedelta(hours=hours))
    assert len(set(listening.bodies())) == 1
    assert len({headers["webhook-id"] for headers, _ in listening.got}) == 1
    assert len({headers["webhook-timestamp"] for headers, _ in listening.got}) == 3


def test_nobody_listening_at_all_is_a_failure_like_any_other(
    partner: Account, settings: Settings
) -> None:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with receiver() as gone:
        subscription = _subscribed(partner, gone)
    _asked(partner)
    _sent()
    assert queue_of(subscription).error == "连接失败 ConnectionRefusedError"


def test_an_event_that_is_refused_holds_up_none_after_it(
    partner: Account, listening: Receiver
) -> None:
    listening.statuses = [422, 200, 200]
    subscription = _subscribed(partner, listening)
    for _ in range(3):
        _asked(partner)
    _sent()
    assert len(listening.got) == 3
    assert (queue_of(subscription).waiting, queue_of(subscription).error) == (1, "HTTP 422")


def test_after_many_tries_an_event_is_given_up_listed_and_can_be_revived(
    partner: Account, listening: Receiver
) -> None:
    listening.status = 500
    subscription = _subscribed(partner, listening)
    _asked(partner)
    at = LATER
    for _ in range(30):
        _sent(at)
        at += timedelta(hours=7)
    assert len(listening.got) == 21
    assert [row.subscription_id for row in stuck_deliveries()] == [subscription.pk]
    assert (queue_of(subscription).waiting, queue_of(subscription).dead) == (0, 1)
    listening.status = 200
    assert revive(actor=as_partner(partner), subscription=subscription.pk, at=at) == 1
    _sent(at)
    assert len(listening.got) == 22
    assert list(stuck_deliveries()) == []


def given_up(partner: Account, listening: Receiver) -> Delivery:
    _subscribed(partner, listening)
    _asked(partner)
    _sent()
    row = Delivery.objects.get()
    Delivery.objects.filter(pk=row.pk).update(dead_at=LATER, done_at=None, attempts=21)
    listening.got.clear()
    return row


def test_who_runs_the_system_lets_a_stuck_event_be_sent_again(
    world: w.World, partner: Account, listening: Receiver
) -> None:
    """D6: under the same id, with who did it and why."""
    row, admin = given_up(partner, listening), world.staff("system-admin", w.CITY)
    send_again(actor=admin, delivery=row.pk, reason=" 对方已修好 ", at=LATER)
    _sent(LATER)
    assert [headers["webhook-id"] for headers, _ in listening.got] == [row.event["id"]]
    kept = Resending.objects.get()
    assert (kept.delivery, kept.account_id, kept.reason) == (row, admin.account_id, "对方已修好")
    with pytest.raises(Missing):  # it is not stuck any more
        send_again(actor=admin, delivery=row.pk, reason="再来", at=LATER)


def test_and_nobody_else_nor_without_a_reason(
    world: w.World, partner: Account, listening: Receiver
) -> None:
    row = given_up(partner, listening)
    for outsider in (as_partner(partner), world.staff("bureau-chief"), world.staff("window-clerk")):
        with pytest.raises(Forbidden):
            send_again(actor=outsider, delivery=row.pk, reason="好了", at=LATER)
    with pytest.raises(Invalid):
        send_again(
            actor=world.staff("system-admin", w.CITY), delivery=row.pk, reason="  ", at=LATER
        )
    assert Resending.objects.count() == 0


def test_a_worker_killed_after_sending_sends_again_under_the_same_id(
    partner: Account, listening: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D6, at least once: what was not noted is sent again when the lease is over, not before."""
    _subscribed(partner, listening)
    _asked(partner)
    relay(at=LATER)

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_note", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver(at=LATER)
    deliver(at=LATER + delivery.LEASE - timedelta(seconds=1))
    assert len(listening.got) == 1
    deliver(at=LATER + delivery.LEASE)
    assert [headers["webhook-id"] for headers, _ in listening.got] == [
        listening.got[0][0]["webhook-id"]
    ] * 2
    assert Delivery.objects.get().done_at is not None


def test_one_receiver_that_hangs_keeps_no_other_waiting(
    world: w.World, partner: Account, listening: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Abuse case 24: the third party hangs; everybody else's events arrive."""
    import socket
    import time

    monkeypatch.setattr(outgoing, "DEADLINE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        subscribe(actor=as_partner(partner), url=url, at=w.NOW)
        _subscribed(partner, listening)
        for _ in range(5):
            _asked(partner)
        relay(at=LATER)
        started = time.monotonic()
        deliver(at=LATER)
    assert len(listening.got) == 5
    assert time.monotonic() - started < 4
    assert Delivery.objects.filter(done_at=None).count() == 5


# --- rights


def test_who_lost_the_post_gets_nothing_that_was_still_waiting(
    partner: Account, listening: Receiver
) -> None:
    """A6: rights are asked for when sending, not when the event was queued."""
    _subscribed(partner, listening)
    _asked(partner)
    relay(at=LATER)
    Post.objects.filter(account=partner).update(ends=w.TODAY)
    deliver(at=LATER)
    assert listening.got == []
    assert Delivery.objects.get().error == "无权查看或已停用"


def test_a_closed_account_gets_nothing(partner: Account, listening: Receiver) -> None:
    _subscribed(partner, listening)
    _asked(partner)
    Account.objects.filter(pk=partner.pk).update(is_active=False)
    _sent()
    assert listening.got == []


def test_an_ended_subscription_sends_nothing_not_even_what_was_waiting(
    partner: Account, listening: Receiver
) -> None:
    subscription = _subscribed(partner, listening)
    _asked(partner)
    relay(at=LATER)
    unsubscribe(actor=as_partner(partner), subscription=subscription.pk, at=LATER)
    deliver(at=LATER)
    assert listening.got == []
    assert list(subscriptions_of(as_partner(partner))) == []


def test_nobody_sees_or_ends_the_subscription_of_another(
    world: w.World, partner: Account, listening: Receiver
) -> None:
    subscription = _subscribed(partner, listening)
    other = as_partner(make_partner(world.office("bureau", w.YE), "other"))
    with pytest.raises(Missing):
        subscription_for(other, subscription.pk)
    with pytest.raises(Missing):
        unsubscribe(actor=other, subscription=subscription.pk, at=w.NOW)
    with pytest.raises(Missing):
        revive(actor=other, subscription=subscription.pk, at=w.NOW)


@pytest.mark.parametrize("role", ["window-clerk", "auditor"])
def test_a_person_cannot_subscribe(world: w.World, role: str) -> None:
    actor = world.staff(role, w.PROVINCE if role == "auditor" else w.YE)
    with pytest.raises(Forbidden):
        subscribe(actor=actor, url="https://example.cn/", at=w.NOW)


def test_every_mistake_of_a_subscription_is_named(partner: Account) -> None:
    with pytest.raises(Invalid) as refused:
        subscribe(
            actor=as_partner(partner),
            url="http://127.0.0.1/",
            topics=["order.answer", "everything"],
            services=["consultation/none"],
            at=w.NOW,
        )
    assert set(refused.value.fields) == {"url", "topics", "services"}


def test_an_account_has_at_most_twenty_subscriptions(partner: Account, listening: Receiver) -> None:
    for _ in range(20):
        _subscribed(partner, listening)
    with pytest.raises(Conflict):
        _subscribed(partner, listening)


def test_neither_secret_nor_address_nor_person_is_ever_logged(
    partner: Account, listening: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    """P1: not while sending, not while failing, not when given up; nor does the database hold it."""
    caplog.set_level(logging.DEBUG)
    listening.status = 500
    subscription = _subscribed(partner, listening)
    _asked(partner)
    at = LATER
    for _ in range(22):
        _sent(at)
        at += timedelta(hours=7)
    assert "given up" in caplog.text
    secret = secret_of(subscription)
    for hidden in (secret, secret.removeprefix("whsec_"), "t0ken", "张三丰", "13800000002"):
        assert hidden not in caplog.text
    assert secret.removeprefix("whsec_") not in str(Subscription.objects.values().get())


def _is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """As docs/partners.md shows it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return hmac.compare_digest(headers["webhook-signature"], f"v1,{expected}")

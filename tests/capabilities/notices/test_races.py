"""Several relays and senders at once on a real PostgreSQL: each effect once, nothing lost (D6)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytest_django import Settings

from santai.capabilities.notices.actions import deliver, relay, subscribe
from santai.capabilities.notices.models import Delivery, Message, ShortMessage
from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Outbox
from santai.capabilities.people.models import Account
from tests import world as w
from tests.capabilities.notices.receiver import Receiver, receiver
from tests.factories.partners import as_partner, consult, make_partner
from tests.reliability.contests import gone_wrong

pytestmark = pytest.mark.django_db(transaction=True)
LATER = w.NOW + timedelta(minutes=1)
ORDERS = 60
AT_ONCE = 4


@pytest.fixture
def partner(transactional_db: None) -> Account:
    return make_partner(w.build().office("12345", w.CITY))


@pytest.fixture
def listening(settings: Settings) -> Iterator[Receiver]:
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with receiver() as told:
        yield told


def _at_once(work: Callable[[], None]) -> list[BaseException]:
    """The same work in several threads that start together; gives what went wrong."""
    return gone_wrong(*[work] * AT_ONCE)


def _submit(partner: Account, count: int) -> None:
    for number in range(count):
        person = {"name": f"申请人{number}", "phone": f"138{number:08}"}
        request = Request(**consult(applicant=person))
        submit(actor=as_partner(partner), request=request, at=w.NOW)


def test_relays_that_race_tell_everybody_once(partner: Account, listening: Receiver) -> None:
    subscribe(actor=as_partner(partner), url=listening.url, at=w.NOW)
    _submit(partner, ORDERS)

    def work() -> None:
        while relay(at=LATER, limit=7):
            pass

    assert _at_once(work) == []
    assert Outbox.objects.filter(done_at=None).count() == 0
    assert Message.objects.filter(audience="applicant").count() == ORDERS
    assert Message.objects.filter(audience="agency").count() == ORDERS
    assert ShortMessage.objects.count() == ORDERS
    assert Delivery.objects.count() == ORDERS


def test_senders_that_race_send_every_event_once(partner: Account, listening: Receiver) -> None:
    """While none of them dies, at least once is exactly once."""
    subscribe(actor=as_partner(partner), url=listening.url, at=w.NOW)
    _submit(partner, ORDERS)
    relay(at=LATER)

    def work() -> None:
        while deliver(at=LATER, limit=5):
            pass

    assert _at_once(work) == []
    got = Counter(headers["webhook-id"] for headers, _ in listening.got)
    assert (len(got), set(got.values())) == (ORDERS, {1})
    assert Delivery.objects.filter(done_at=None).count() == 0


def test_relaying_while_orders_come_in_loses_none(partner: Account, listening: Receiver) -> None:
    """An order committed between two looks of the relay is told by the next look."""
    subscribe(actor=as_partner(partner), url=listening.url, at=w.NOW)
    places = iter(["submit", "relay", "relay", "relay"])
    finished = threading.Event()

    def work() -> None:
        if next(places) == "submit":
            _submit(partner, ORDERS)
            finished.set()
        else:
            while not finished.is_set():
                relay(at=LATER, limit=5)

    assert _at_once(work) == []
    relay(at=LATER)
    assert Delivery.objects.count() == ORDERS
    assert Message.objects.filter(audience="applicant").count() == ORDERS

"""The same request many times at once, over HTTP on a real PostgreSQL (abuse case 1, D5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from santai.capabilities.orders.models import Order, Outbox
from santai.capabilities.people.models import Party
from tests import world as w
from tests.channels.partners.conftest import Caller
from tests.factories.partners import consult, key_of, make_partner
from tests.reliability.contests import Contenders

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 10
ROUNDS = 10


@pytest.fixture
def key(transactional_db: None) -> str:
    return key_of(make_partner(w.build().office("12345", w.CITY)))


def _at_once(work: Callable[[int], Any]) -> list[Any]:
    """What each of the threads that start together got."""
    return Contenders(AT_ONCE).race(1, lambda _contest, place: work(place))[0]


def test_ten_copies_of_a_submission_make_one_order_and_get_one_number(key: str) -> None:
    for number in range(ROUNDS):
        body = consult(applicant={"name": "张三", "phone": f"139{number:08}"})
        answers = _at_once(lambda _, b=body, n=number: Caller(key).submit(b, key=f"tap-{n}"))
        assert Counter(answer.status_code for answer in answers) == {201: 1, 200: AT_ONCE - 1}
        assert len({answer.content for answer in answers}) == 1
    assert (Order.objects.count(), Party.objects.count()) == (ROUNDS, ROUNDS)
    assert Outbox.objects.count() == ROUNDS


def test_one_key_for_ten_different_things_takes_in_one_and_refuses_nine(key: str) -> None:
    answers = _at_once(
        lambda place: Caller(key).submit(consult(answers={"question": f"问题{place}"}), key="one")
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 422: AT_ONCE - 1}
    assert Order.objects.count() == 1


def test_one_persons_ten_matters_at_once_are_ten_orders_of_one_person(key: str) -> None:
    answers = _at_once(lambda place: Caller(key).submit(consult(), key=f"matter-{place}"))
    assert [answer.status_code for answer in answers] == [201] * AT_ONCE
    assert (Order.objects.count(), Party.objects.count()) == (AT_ONCE, 1)


def test_ten_actions_on_what_all_have_seen_have_one_winner(key: str) -> None:
    number = Caller(key).submit(consult()).json()["number"]
    answers = _at_once(
        lambda place: Caller(key)(
            "POST",
            f"/orders/{number}/actions/note",
            {"facts": {"text": f"记录{place}"}},
            If_Match='"1"',
        )
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: AT_ONCE - 1}
    assert Order.objects.get().events.count() == 2

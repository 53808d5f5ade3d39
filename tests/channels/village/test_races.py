"""Two tabs, a worker and an impatient network at once: one entry, one order (D5)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.utils.datastructures import MultiValueDict

from santai.capabilities.files.models import StoredFile
from santai.capabilities.orders.models import Event, Order
from santai.channels.village import actions, parts
from santai.channels.village.models import Entry, Part
from santai.channels.village.said import VISIT, Photo, Said
from tests import world as w
from tests.channels.village import field
from tests.reliability.contests import Contenders

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, TABS = 12, 6


@pytest.fixture
def account(transactional_db: None, settings: Any, tmp_path: Path) -> Any:
    settings.FILES_ROOT = tmp_path
    w.build()
    return field.adviser()


def test_an_entry_sent_by_six_at_once_is_one_order_with_its_photographs_once(account: Any) -> None:
    actor, keys = field.actor(account), [uuid4() for _ in range(ROUNDS)]
    said = []
    for number in range(ROUNDS):
        photo = field.photograph(mark=str(number))
        held = parts.hold_whole(account.pk, "现场.png", photo, at=w.NOW)
        fields = MultiValueDict({**field.VISIT, "people": [str(number)]})
        said.append(Said(VISIT, fields, (held,)))

    def entry(contest: int, contender: int) -> str:
        done = actions.record(actor=actor, key=keys[contest], said=said[contest], at=w.NOW)
        assert done.entry.order is not None
        return done.entry.order.number

    results = Contenders(TABS).race(ROUNDS, entry)

    assert [len(set(contest)) for contest in results] == [1] * ROUNDS
    assert all(isinstance(number, str) for contest in results for number in contest)
    assert (Order.objects.count(), Entry.objects.count()) == (ROUNDS, ROUNDS)
    assert StoredFile.objects.count() == ROUNDS
    assert Event.objects.filter(code="submitted").count() == ROUNDS
    assert Part.objects.count() == 0


def test_a_part_sent_by_six_at_once_is_kept_once(account: Any) -> None:
    photo = field.photograph()

    def entry(contest: int, contender: int) -> str:
        parts.hold(account.pk, field.sha256(photo), 0, photo[: parts.SIZE], at=w.NOW)
        return "kept"

    results = Contenders(TABS).race(ROUNDS, entry)

    assert results == [["kept"] * TABS] * ROUNDS
    assert Part.objects.count() == 1


def test_the_contest_catches_a_door_that_looks_first_and_claims_afterwards(
    account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: the key is asked about, but nobody waits for whoever holds it."""

    def careless(account_id: int, key: Any, print_: str, at: Any) -> tuple[Entry, bool]:
        found = Entry.objects.filter(fingerprint=print_, account=account_id).first()
        if found is not None:
            return found, False
        fresh = Entry(account_id=account_id, key=uuid4(), fingerprint=print_, received_at=at)
        fresh.told_at = at
        fresh.save()
        return fresh, True

    monkeypatch.setattr(actions, "_claimed", careless)
    actor = field.actor(account)

    def entry(contest: int, contender: int) -> None:
        fields = MultiValueDict({**field.VISIT, "people": [str(contest)]})
        actions.record(actor=actor, key=uuid4(), said=Said(VISIT, fields), at=w.NOW)

    Contenders(TABS).race(ROUNDS, entry)

    assert Order.objects.count() > ROUNDS


def test_photographs_are_named_by_what_they_are(account: Any) -> None:
    photo = field.photograph()
    held = parts.hold_whole(account.pk, "a.png", photo, at=w.NOW)
    assert held == Photo(field.sha256(photo), len(photo), "a.png")

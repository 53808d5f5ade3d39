"""The same person comes in through several doors at once, on a real PostgreSQL (USER-01)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from santai.capabilities.people.actions import register_party
from santai.capabilities.people.models import Party
from tests.factories.people import identity_number
from tests.reliability.contests import Contenders

pytestmark = pytest.mark.django_db(transaction=True)

CONTENDERS, PEOPLE = 6, 20


def _by_phone(number: int) -> dict[str, Any]:
    return {"name": "张小三", "phone": f"138000000{number:02}"}


def _by_identity(number: int) -> dict[str, Any]:
    born = date(1990, 3, 7) + timedelta(days=number)
    return {**_by_phone(number), "id_number": identity_number(born), "proven": True}


def _race(register: Callable[[int], Any]) -> list[Any]:
    """Everybody registers person after person, all at the same moment; gives what they got."""

    def entry(person: int, _contender: int) -> tuple[int, int]:
        with transaction.atomic():
            return person, register(person).pk

    return [got for contest in Contenders(CONTENDERS).race(PEOPLE, entry) for got in contest]


@pytest.mark.parametrize("particulars", [_by_phone, _by_identity])
def test_many_at_once_get_one_new_party(particulars: Callable[[int], dict[str, Any]]) -> None:
    got = _race(lambda number: register_party(**particulars(number)))
    assert (len(got), len(set(got)), Party.objects.count()) == (CONTENDERS * PEOPLE, PEOPLE, PEOPLE)


def test_many_at_once_take_over_one_earlier_record() -> None:
    earlier = {(number, register_party(**_by_phone(number)).pk) for number in range(PEOPLE)}
    got = _race(lambda number: register_party(**_by_identity(number)))
    assert len(got) == CONTENDERS * PEOPLE
    assert set(got) == earlier
    assert Party.objects.exclude(id_number="").count() == PEOPLE

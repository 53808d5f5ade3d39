"""Codes asked for and used at the same moment, on connections of their own."""

from __future__ import annotations

import pytest

from santai.capabilities.people.actions import account_of_phone, digits, make_code, use_code
from santai.capabilities.people.enums import CodeFor
from santai.capabilities.people.models import PhoneCode
from santai.kernel.errors import TooMany
from tests.reliability.contests import Contenders
from tests.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, BROWSERS = 12, 6


def phone(contest: int) -> str:
    return f"138000002{contest:02}"


def test_asking_from_six_places_at_once_sends_one_text_message() -> None:
    """USER-01: the telephone may be somebody else's, and the places many."""

    def entry(contest: int, contender: int) -> PhoneCode:
        return make_code(phone=phone(contest), purpose=CodeFor.SIGN_IN, at=NOW)

    results = Contenders(BROWSERS).race(ROUNDS, entry)
    assert PhoneCode.objects.count() == ROUNDS
    refused = [sum(isinstance(one, TooMany) for one in contest) for contest in results]
    assert refused == [BROWSERS - 1] * ROUNDS


def test_a_code_lets_one_of_six_in() -> None:
    codes = [make_code(phone=phone(n), purpose=CodeFor.SIGN_IN, at=NOW) for n in range(ROUNDS)]

    def entry(contest: int, contender: int) -> bool:
        code = codes[contest]
        used = use_code(code.pk, purpose=CodeFor.SIGN_IN, typed=digits(code), at=NOW)
        return used is not None

    assert [sum(contest) for contest in Contenders(BROWSERS).race(ROUNDS, entry)] == [1] * ROUNDS


def test_signing_in_twice_at_once_makes_one_account() -> None:
    def entry(contest: int, contender: int) -> int:
        return account_of_phone(phone=phone(contest), name="申请人甲").pk

    results = Contenders(BROWSERS).race(ROUNDS, entry)
    assert [len(set(contest)) for contest in results] == [1] * ROUNDS

"""Guessing and flooding: exact at the boundary, equal for everybody, no lever against a victim (S3; abuse case 19).

What is checked is also checked with a fault planted in the house, and has to fail there.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from importlib import import_module
from random import Random
from time import thread_time
from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from pytest_django import Settings

from santai.capabilities.identity.actions import budgets, passwords, second
from santai.capabilities.identity.actions.budgets import Budget, spend, spend_each
from santai.capabilities.identity.models import Spending
from santai.capabilities.people.actions import account_of_phone
from santai.capabilities.people.models import Account
from tests.factories.pages import Visitor, stop_the_clock
from tests.reliability.sizes import report, size
from tests.world import NOW, YE, World

SECRET = "一句很长的口令 42"
HERE, THERE = "198.51.100.1", "198.51.100.2"
MOMENT = timedelta(microseconds=1)
spending = import_module("santai.capabilities.identity.migrations.0002_spending_in_one_statement")


@pytest.fixture
def clerk(world: World) -> Account:
    account = world.accounts[("window-clerk", YE)]
    account.set_password(SECRET)
    account.save()
    return account


def attempt(account: Account, password: str, address: str = HERE) -> int:
    sent = {"username": account.username, "password": password}
    return Visitor().post("/login/", sent, REMOTE_ADDR=address).status_code


# --- staff: five tries in a quarter of an hour


def boundary(account: Account, patch: pytest.MonkeyPatch) -> list[int]:
    """The fifth and the sixth try, the right password a moment before the window ends, and at its end."""
    found = [attempt(account, "x") for _ in range(6)][4:]
    for later in (timedelta(minutes=15) - MOMENT, timedelta(minutes=30)):
        stop_the_clock(patch, NOW + later)
        found.append(attempt(account, SECRET))
    return found


def test_five_tries_and_not_one_more(clerk: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    assert boundary(clerk, monkeypatch) == [422, 429, 429, 302]


def test_one_try_too_many_is_caught(clerk: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "PASSWORD_OF", Budget("six", ((timedelta(minutes=15), 6),)))
    assert boundary(clerk, monkeypatch) != [422, 429, 429, 302]


def locked_out(account: Account) -> bool:
    """Whether somebody who guesses from one address keeps the victim out at another."""
    for _ in range(40):
        attempt(account, "x", HERE)
    return attempt(account, SECRET, THERE) != 302


def test_nobody_is_locked_out_by_a_guesser(clerk: Account) -> None:
    assert not locked_out(clerk)


def test_a_lock_by_name_alone_is_caught(clerk: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = budgets.must_spend

    def by_name(budget: Budget, of: str, words: str, **more: Any) -> None:
        honest(budget, of.partition(" ")[0], words, **more)

    monkeypatch.setattr(budgets, "must_spend", by_name)
    assert locked_out(clerk)


# --- equal for those whom we know and those whom we do not


class Slow(PBKDF2PasswordHasher):
    iterations = 60_000  # some 20 ms: a name that is not looked up well would show


@pytest.fixture
def slow(settings: Settings, clerk: Account) -> None:
    settings.PASSWORD_HASHERS = [f"{Slow.__module__}.{Slow.__qualname__}"]
    clerk.set_password(SECRET)
    clerk.save()


def slowest(name: str, door: str, **sent: dict[str, str]) -> float:
    """Milliseconds between the quickest answers to forms that name somebody known and somebody unknown, asked in
    turn; of our own processor time, which a busy machine leaves alone."""
    times: dict[str, list[float]] = {who: [] for who in sent}
    for number in range(size(8, 200)):
        for who, form in sent.items():
            before = thread_time()
            Visitor().post(door, form, REMOTE_ADDR=f"10.{number // 200}.0.{number % 200}")
            times[who].append(thread_time() - before)
    quickest = {who: min(taken) * 1000 for who, taken in times.items()}
    report(name, **{f"{who}_ms": round(taken, 2) for who, taken in quickest.items()})
    return max(quickest.values()) - min(quickest.values())


def gap(account: Account, name: str = "login-timing") -> float:
    known = {"username": account.username, "password": "x"}
    unknown = {**known, "username": "nobody-of-this-name"}
    return difference(name, "/login/", known=known, unknown=unknown)


def citizens_gap(name: str = "citizens-login-timing") -> float:
    """Of who has a password, of who has none, and of a telephone nobody knows."""
    forms = {}
    for number, who in enumerate(("known", "without", "unknown")):
        person, phone = f"某人{number}", f"1390000000{number}"
        forms[who] = {"name": person, "phone": phone, "password": "x"}
        if who != "unknown":
            account = account_of_phone(phone=phone, name=person)
            account.set_password(SECRET if who == "known" else None)
            account.save()
    return difference(name, "/me/sign-in/password/", **forms)


def difference(name: str, path: str, **forms: dict[str, str]) -> float:
    """The least of three measures: what the machine did meanwhile is in some of them, what the code does in all."""
    return min(slowest(name, path, **forms) for _ in range(3))


def test_the_answer_takes_as_long_for_a_name_nobody_has(clerk: Account, slow: None) -> None:
    assert gap(clerk) <= 5


def test_so_it_does_for_a_telephone_nobody_has(slow: None) -> None:
    assert citizens_gap() <= 5


def test_an_early_answer_for_unknown_telephones_is_caught(
    slow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = passwords.whose

    def early(request: Any, *, username: str, **more: Any) -> Account | None:
        return honest(request, username=username, **more) if username else None

    monkeypatch.setattr(passwords, "whose", early)
    assert citizens_gap("citizens-login-timing-planted") > 5


def test_an_early_answer_for_unknown_names_is_caught(
    clerk: Account, slow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = ModelBackend.authenticate

    def early(self: ModelBackend, request: object, username: str = "", **more: str) -> object:
        known = Account.objects.filter(username=username).exists()
        return honest(self, request, username=username, **more) if known else None

    monkeypatch.setattr(ModelBackend, "authenticate", early)
    assert gap(clerk, "login-timing-planted") > 5


# --- the second step


def test_the_second_step_is_guessed_five_times_and_says_when_to_come_again(clerk: Account) -> None:
    second.enrol(clerk)
    assert second.confirm(clerk, typed=second.digits_at(clerk, at=NOW), at=NOW)
    browser = Visitor()
    browser.send("/login/", {"username": clerk.username, "password": SECRET})
    answers = [browser.post("/login/second/", {"code": "000000"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert answers[-1].headers["Retry-After"] == "900"


def test_the_second_step_is_guessed_twenty_times_an_hour_from_everywhere(clerk: Account) -> None:
    second.enrol(clerk)
    assert second.confirm(clerk, typed=second.digits_at(clerk, at=NOW), at=NOW)
    statuses = []
    for number in range(6):
        browser = Visitor(REMOTE_ADDR=f"198.51.100.{number}")
        browser.send("/login/", {"username": clerk.username, "password": SECRET})
        statuses += [browser.post("/login/second/", {"code": "0"}).status_code for _ in range(4)]
    assert statuses == [422] * 20 + [429] * 4


# --- budgets


BUDGET = Budget("test", ((timedelta(minutes=1), 2), (timedelta(hours=1), 5)))


def disagreements(seed: int, steps: int) -> int:
    """A budget against a plain reference, at random moments and at the very moments it named."""
    chance, now, wrong = Random(seed), NOW, 0
    spent: list[object] = []
    for _ in range(steps):
        fits = all(
            sum(moment > now - window for moment in spent) < most  # type: ignore[operator]
            for window, most in BUDGET.windows
        )
        wait = spend(BUDGET, f"somebody {seed}", at=now)
        wrong += fits is not (wait is None)
        if fits:
            spent.append(now)
        step = timedelta(seconds=chance.choice((0, 1, 29, 59, 60, 61, 600)))
        now += (
            wait - chance.choice((MOMENT, timedelta())) if wait and chance.random() < 0.5 else step
        )
    return wrong


def test_a_budget_does_what_the_plain_reference_does(db: None) -> None:
    steps = size(150, 20_000)
    wrong = sum(disagreements(seed, steps) for seed in range(3))
    report("budgets", steps=3 * steps, wrong=wrong)
    assert wrong == 0


def test_a_window_that_is_off_by_a_moment_is_caught(db: None) -> None:
    plant(
        "at > now - one.length",
        "at >= now - one.length",
        "wait > interval '0'",
        "wait >= interval '0'",
    )
    assert disagreements(0, 150) > 0


def plant(*faults: str) -> None:
    """The statement that spends, with other words in it; without any, as it should be."""
    text = spending.SPEND
    for right, wrong in zip(faults[::2], faults[1::2], strict=True):
        assert right in text
        text = text.replace(right, wrong)
    with connection.cursor() as cursor:
        cursor.execute(text)


def allowed_at_once(contenders: int) -> int:
    """How many of those who ask at the same moment get something."""

    def ask(_: int) -> bool:
        try:
            return spend(BUDGET, "everybody", at=NOW) is None
        finally:
            connection.close()

    with ThreadPoolExecutor(contenders) as pool:
        return sum(pool.map(ask, range(contenders)))


@pytest.mark.django_db(transaction=True)
def test_asking_in_parallel_buys_nothing() -> None:
    assert allowed_at_once(8) == 2


@pytest.mark.django_db(transaction=True)
def test_counting_without_a_lock_is_caught() -> None:
    """Slowed between counting and writing, it holds with the lock and not without."""
    slow = ("INSERT INTO", "PERFORM pg_sleep(0.02); INSERT INTO")
    lock = "PERFORM pg_advisory_xact_lock(hashtextextended('budget:' || whose, 0))"
    try:
        plant(*slow)
        assert allowed_at_once(8) == 2
        Spending.objects.all().delete()
        plant(*slow, lock, "NULL")
        assert allowed_at_once(8) > 2
    finally:
        plant()


def test_several_budgets_are_spent_in_one_statement(
    db: None, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    """Each says for itself whether there was something in it."""
    other = Budget("other", ((timedelta(minutes=1), 1),))
    with django_assert_num_queries(3):
        waits = [spend_each([(BUDGET, "a"), (other, "a")], at=NOW) for _ in range(3)]
    minute = timedelta(minutes=1)
    assert waits == [[None, None], [None, minute], [minute, minute]]


def test_what_was_right_is_given_back(db: None) -> None:
    assert [spend(BUDGET, "a", at=NOW) is None for _ in range(3)] == [True, True, False]
    budgets.give_back(BUDGET, "a", latest=1)
    assert [spend(BUDGET, "a", at=NOW) is None for _ in range(2)] == [True, False]
    budgets.give_back(BUDGET, "a")
    assert spend(BUDGET, "a", at=NOW) is None

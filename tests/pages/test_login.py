"""The way in for staff."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.identity.actions import budgets
from santai.capabilities.identity.models import Spending
from santai.capabilities.people.models import Account
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import CITY, NOW, YE, World

SECRET = "正确的密码 42"
HERE, THERE = "198.51.100.1", "198.51.100.2"


@pytest.fixture
def clerk(world: World) -> Account:
    account = world.accounts[("window-clerk", YE)]
    account.set_password(SECRET)
    account.save()
    return account


def attempt(browser: Visitor, account: Account, password: str, address: str = HERE) -> int:
    sent = {"username": account.username, "password": password}
    return browser.post("/login/", sent, REMOTE_ADDR=address).status_code


@pytest.mark.parametrize(
    ("role", "region", "home"),
    [
        ("window-clerk", YE, "/counter/"),
        ("hotline-agent", CITY, "/hotline/"),
        ("aid-clerk", YE, "/desk/"),
        ("auditor", "410000000000", "/desk/"),
    ],
)
def test_everybody_begins_where_they_work(
    visitor: Visitor, world: World, role: str, region: str, home: str
) -> None:
    account = world.accounts[(role, region)]
    account.set_password(SECRET)
    account.save()
    sent = {"username": account.username, "password": SECRET}
    assert visitor.send("/login/", sent) == home
    assert visitor.get(home).status_code == 200


def test_one_comes_back_to_the_page_asked_for(visitor: Visitor, clerk: Account) -> None:
    assert visitor.send("/counter/materials/") == "/login/?next=/counter/materials/"
    page = visitor.read("/login/", next="/counter/materials/")
    sent = {**page.fields, "username": clerk.username, "password": SECRET}
    assert visitor.send("/login/", sent) == "/counter/materials/"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_elsewhere(visitor: Visitor, clerk: Account, target: str) -> None:
    sent = {"username": clerk.username, "password": SECRET, "next": target}
    assert visitor.send("/login/", sent) == "/counter/"


def test_wrong_password_and_unknown_name_have_the_same_answer(
    visitor: Visitor, clerk: Account
) -> None:
    wrong = visitor.send("/login/", {"username": clerk.username, "password": "x"}, status=422)
    unknown = visitor.send("/login/", {"username": "nobody", "password": "x"}, status=422)
    assert wrong == unknown
    assert visitor.page.fields["username"] == ["nobody"]
    assert visitor.page.fields["password"] == [""]


@pytest.mark.parametrize("end", ["\0", "\0x"])
def test_a_name_that_cannot_be_stored_is_just_wrong(
    visitor: Visitor, clerk: Account, end: str
) -> None:
    sent = {"username": clerk.username + end, "password": SECRET}
    wrong = visitor.send("/login/", sent, status=422)
    assert "用户名或密码不对" in wrong
    assert "_auth_user_id" not in visitor.session


def test_signing_in_changes_the_key_of_the_session(visitor: Visitor, clerk: Account) -> None:
    """S1: a key planted before is worth nothing after."""
    session = visitor.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    attempt(visitor, clerk, SECRET)
    assert visitor.cookies["sessionid"].value != planted


def test_signing_out_ends_it(clerk: Account) -> None:
    browser = signed_in(clerk)
    assert browser.send("/logout/") == "/login/"
    assert browser.get("/counter/").status_code == 302
    assert browser.get("/logout/").status_code == 405


def test_a_closed_account_is_out_at_once(clerk: Account) -> None:
    browser = signed_in(clerk)
    clerk.is_active = False
    clerk.save()
    assert browser.get("/counter/").status_code == 302


def test_a_post_that_ended_gives_nothing_any_more(clerk: Account) -> None:
    browser = signed_in(clerk)
    clerk.posts.update(ends=NOW.date())
    assert browser.get("/counter/").status_code == 403


def test_citizens_and_partner_systems_do_not_sign_in_here(visitor: Visitor, clerk: Account) -> None:
    Account.objects.filter(pk=clerk.pk).update(kind="partner")
    assert attempt(visitor, clerk, SECRET) == 422


def test_five_wrong_tries_and_then_a_quarter_of_an_hour(
    visitor: Visitor, clerk: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3: at most 5 in 15 minutes for an account from an address."""
    assert [attempt(visitor, clerk, "x") for _ in range(6)] == [422] * 5 + [429]
    assert attempt(visitor, clerk, SECRET) == 429
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=15, seconds=1))
    assert attempt(visitor, clerk, SECRET) == 302


def test_the_victim_still_gets_in_from_elsewhere(visitor: Visitor, clerk: Account) -> None:
    for _ in range(6):
        attempt(visitor, clerk, "x", HERE)
    assert attempt(visitor, clerk, SECRET, THERE) == 302


def test_success_forgets_the_wrong_tries_before(visitor: Visitor, clerk: Account) -> None:
    for password in ("x", "x", "x", "x", SECRET):
        attempt(visitor, clerk, password)
    kept = {budget.digest(of) for budget, of in spent_by(clerk)} & set(
        Spending.objects.values_list("digest", flat=True)
    )
    assert kept == set()


def spent_by(account: Account) -> list[tuple[budgets.Budget, str]]:
    mine = (budgets.PASSWORD_OF, f"{account.username} {HERE}")
    return [mine, (budgets.PASSWORD_FROM, HERE)]


def test_an_address_may_guess_thirty_times_an_hour_whoever_it_names(
    visitor: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def guess(number: int) -> int:
        sent = {"username": f"name-{number}", "password": "x"}
        return visitor.post("/login/", sent, REMOTE_ADDR=HERE).status_code

    assert [guess(number) for number in range(31)] == [422] * 30 + [429]
    stop_the_clock(monkeypatch, NOW + timedelta(hours=1, seconds=1))
    assert guess(1) == 422


def test_who_is_in_gives_nobody_else_from_there_their_guesses_back(
    visitor: Visitor, clerk: Account
) -> None:
    visitor.post("/login/", {"username": "nobody", "password": "x"}, REMOTE_ADDR=HERE)
    attempt(visitor, clerk, "x")
    attempt(visitor, clerk, SECRET)
    left = Spending.objects.filter(digest=budgets.PASSWORD_FROM.digest(HERE))
    assert left.count() == 1


def test_too_many_guesses_say_when_to_come_again(visitor: Visitor, clerk: Account) -> None:
    for _ in range(5):
        attempt(visitor, clerk, "x")
    sent = {"username": clerk.username, "password": "x"}
    assert visitor.post("/login/", sent, REMOTE_ADDR=HERE).headers["Retry-After"] == "900"


def test_no_name_is_kept_of_those_who_tried(visitor: Visitor, clerk: Account) -> None:
    attempt(visitor, clerk, "x")
    assert clerk.username not in str(Spending.objects.values())

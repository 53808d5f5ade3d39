"""Between the right password and being in; and what was being written when time was up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from santai.capabilities.identity.actions import second
from santai.capabilities.identity.models import Credential, RecoveryCode
from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.actions import set_password
from santai.capabilities.people.models import Account
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import NOW, TODAY, YE, World

SECRET, OWN = "一句很长的口令 42", "自己想的另一句口令"


@pytest.fixture
def clerk(world: World) -> Account:
    account = world.accounts[("window-clerk", YE)]
    set_password(account, actor=SYSTEM, password=SECRET, on=TODAY)
    return account


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.EASY_SIGN_IN = False


def log_in(browser: Visitor, account: Account, password: str = SECRET) -> str:
    return browser.send("/login/", {"username": account.username, "password": password})


def test_the_first_day_password_then_authenticator_then_in(
    visitor: Visitor, clerk: Account, strict: None
) -> None:
    assert log_in(visitor, clerk) == "/login/password/"
    assert visitor.get("/counter/").status_code == 302
    assert visitor.send("/login/password/", {"new": OWN, "again": OWN}) == "/login/enrol/"
    assert "otpauth" not in visitor.read("/login/enrol/").source  # a picture and letters, no link
    text = visitor.send("/login/enrol/", {"code": second.digits_at(clerk, at=NOW)}, status=200)
    assert visitor.page.links[-1] != ""
    assert "/counter/" in visitor.page.links
    assert RecoveryCode.objects.filter(account=clerk).count() == 10
    assert "备用码" in text
    assert visitor.get("/counter/").status_code == 200


def test_the_second_day_password_and_digits(
    visitor: Visitor, clerk: Account, strict: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    second.enrol(clerk)
    codes = second.confirm(clerk, typed=second.digits_at(clerk, at=NOW), at=NOW)
    assert codes is not None
    Credential.objects.filter(account=clerk).update(own_password=True)
    assert log_in(visitor, clerk) == "/login/second/"
    visitor.send("/login/second/", {"code": second.digits_at(clerk, at=NOW)}, status=422)  # used
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=1))
    digits = second.digits_at(clerk, at=NOW + timedelta(minutes=1))
    assert visitor.send("/login/second/", {"code": digits}) == "/counter/"
    visitor.post("/logout/")
    log_in(visitor, clerk)
    assert visitor.send("/login/second/", {"code": codes[0].lower()}) == "/counter/"
    other = Visitor()
    log_in(other, clerk)
    other.send("/login/second/", {"code": codes[0]}, status=422)  # each of them once


def test_no_step_is_taken_out_of_turn_or_by_an_outsider(
    visitor: Visitor, clerk: Account, strict: None
) -> None:
    for path in ("/login/second/", "/login/password/", "/login/enrol/"):
        assert Visitor().send(path) == "/login/"
    log_in(visitor, clerk)
    assert visitor.send("/login/enrol/", {"code": "1"}) == "/login/password/"


def test_who_takes_too_long_begins_again(
    visitor: Visitor, clerk: Account, strict: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(visitor, clerk)
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=10))
    assert visitor.send("/login/password/", {"new": OWN, "again": OWN}) == "/login/"


def test_where_it_is_easy_a_second_step_that_was_enrolled_is_asked_for(
    visitor: Visitor, clerk: Account
) -> None:
    second.enrol(clerk)
    second.confirm(clerk, typed=second.digits_at(clerk, at=NOW), at=NOW)
    assert log_in(visitor, clerk) == "/login/second/"


@pytest.mark.parametrize(
    ("new", "again", "wrong"),
    [
        (SECRET, SECRET, "这个密码用过了"),
        ("12345678", "12345678", "密码"),
        (OWN, SECRET, "两次写的不一样"),
    ],
)
def test_a_bad_password_is_refused_at_its_field(
    visitor: Visitor, clerk: Account, strict: None, new: str, again: str, wrong: str
) -> None:
    log_in(visitor, clerk)
    text = visitor.send("/login/password/", {"new": new, "again": again}, status=422)
    assert wrong in text or "password" in text


def test_the_secret_is_sealed(clerk: Account) -> None:
    letters, _address = second.enrol(clerk)
    import base64

    assert base64.b32decode(letters) not in bytes(Credential.objects.get(account=clerk).secret)


# --- nothing typed is lost


def test_what_was_being_sent_is_given_back_to_who_sent_it(
    clerk: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(clerk)
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=16))
    said = "来人说工资欠了三个月，明天开庭"
    sent = {"text": said, "key": "k-1", "password": "never kept"}
    assert browser.send("/counter/", sent).startswith("/login/")
    assert said not in str(browser.session.items())  # sealed
    assert log_in(browser, clerk) == "/login/kept/"
    page = browser.read("/login/kept/")
    assert said in page.text
    assert (page.fields["text"], page.fields["key"]) == ([said], ["k-1"])
    assert "password" not in page.fields
    assert browser.send("/login/kept/") == "/desk/"
    assert browser.send("/login/kept/") == "/desk/"


def test_a_colleague_at_the_same_screen_does_not_get_it(
    world: World, clerk: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(clerk)
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=16))
    browser.send("/counter/", {"text": "来人说工资欠了三个月"})
    colleague = world.accounts[("aid-clerk", YE)]
    set_password(colleague, actor=SYSTEM, password=SECRET, on=TODAY)
    assert log_in(browser, colleague) == "/desk/"
    assert browser.get("/login/kept/").headers["Location"] == "/desk/"


def test_nothing_is_kept_of_who_was_never_in(visitor: Visitor, world: World) -> None:
    visitor.send("/counter/", {"text": "一段很长的话"})
    assert "kept_form" not in visitor.session

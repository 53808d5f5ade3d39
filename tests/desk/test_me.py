"""My account: where I am signed in, my password, my second step."""

from __future__ import annotations

import pytest

from santai.capabilities.identity.actions import second
from santai.capabilities.identity.models import SignIn
from santai.capabilities.people.models import Account
from tests.factories.pages import Visitor, signed_in
from tests.world import NOW, YE, World

SECRET, NEW = "一句很长的口令 42", "又一句很长的口令 43"


@pytest.fixture
def clerk(world: World) -> Account:
    account = world.accounts[("window-clerk", YE)]
    account.set_password(SECRET)
    account.save()
    return account


def test_who_is_not_signed_in_has_no_account_here(visitor: Visitor) -> None:
    assert visitor.get("/desk/me/").status_code == 302


def test_one_sees_and_ends_ones_own_sign_ins(clerk: Account) -> None:
    here, there = signed_in(clerk), signed_in(clerk)
    other = SignIn.objects.filter(account=clerk).latest("pk").pk
    assert here.read("/desk/me/").text.count("这一台") == 1
    assert here.send(f"/desk/me/sign-ins/{other}/end/") == "/desk/me/"
    assert there.get("/desk/me/").status_code == 302
    assert here.get("/desk/me/").status_code == 200


def test_somebody_elses_sign_in_is_not_there(world: World, clerk: Account) -> None:
    outsider = signed_in(world.accounts[("aid-clerk", YE)])
    signed_in(clerk)
    theirs = SignIn.objects.get(account=clerk).pk
    assert outsider.post(f"/desk/me/sign-ins/{theirs}/end/").status_code == 404
    assert SignIn.objects.filter(pk=theirs).exists()


def test_a_new_password_ends_every_other_sign_in(clerk: Account) -> None:
    here, there = signed_in(clerk), signed_in(clerk)
    typed = {"old": SECRET, "new": NEW, "again": NEW}
    assert here.send("/desk/me/password/", typed) == "/desk/me/"
    assert here.get("/desk/me/").status_code == 200
    assert there.get("/desk/me/").status_code == 302
    clerk.refresh_from_db()
    assert clerk.check_password(NEW)


def test_without_the_present_password_nothing_changes(clerk: Account) -> None:
    browser = signed_in(clerk)
    typed = {"old": "x", "new": NEW, "again": NEW}
    assert "现在的密码不对" in browser.send("/desk/me/password/", typed, status=422)
    answers = [browser.post("/desk/me/password/", typed) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    assert answers[-1].headers["Retry-After"] == "900"


def test_an_old_password_is_not_taken_again(clerk: Account) -> None:
    browser = signed_in(clerk)
    browser.send("/desk/me/password/", {"old": SECRET, "new": NEW, "again": NEW})
    back = {"old": NEW, "new": SECRET, "again": SECRET}
    assert "用过了" in browser.send("/desk/me/password/", back, status=422)


def test_the_second_step_is_switched_on_with_the_digits(clerk: Account) -> None:
    browser = signed_in(clerk)
    browser.read("/desk/me/second/")
    browser.send("/desk/me/second/", {"code": "000"}, status=422)
    digits = second.digits_at(clerk, at=NOW)
    assert "备用码" in browser.send("/desk/me/second/", {"code": digits}, status=200)
    assert "已启用，备用码还有 10 个" in browser.read("/desk/me/").text

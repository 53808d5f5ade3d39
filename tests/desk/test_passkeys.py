"""Passkeys of staff: signing in with them, adding and removing them, and every way to get past them (S2; ASVS 6.x)."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from santai.capabilities.identity.actions import passkeys, second
from santai.capabilities.identity.models import Credential, Passkey, RecoveryCode, SignIn
from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.actions import close_account
from santai.capabilities.people.models import Account
from tests.factories.devices import Device
from tests.factories.pages import Visitor, signed_in
from tests.world import TODAY, YE, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import Settings

PASSWORD = "一句很长的口令 42"
ENTER, SECOND, INSIDE = "/login/passkey/", "/login/second/", "/desk/me/"


@pytest.fixture
def clerk(world: World, settings: Settings) -> Account:
    account = world.accounts[("window-clerk", YE)]
    account.set_password(PASSWORD)
    account.save()
    settings.EASY_SIGN_IN = True
    return account


@pytest.fixture
def device(clerk: Account) -> Device:
    """One that the clerk has added."""
    made = Device()
    add(signed_in(clerk), made)
    return made


def asked(browser: Visitor) -> str:
    """What the page asks of the browser."""
    found = re.search(r'data-options="([^"]*)"', browser.page.source)
    assert found, browser.page.text[-500:]
    return unescape(found[1])


def add(browser: Visitor, device: Device, name: str = "办公室电脑") -> None:
    browser.send("/desk/me/passkeys/", {"old": PASSWORD}, status=200)
    sent = {"answer": device.create(asked(browser)), "name": name}
    assert browser.post("/desk/me/passkeys/add/", sent).status_code in {200, 302}


def enter(device: Device, browser: Visitor | None = None, **otherwise: str) -> bool:
    """Whether somebody is in by this device alone."""
    browser = browser or Visitor()
    browser.read(ENTER)
    browser.post(ENTER, {"answer": device.sign(asked(browser), **otherwise)})
    return is_in(browser)


def half_in(account: Account) -> Visitor:
    browser = Visitor()
    browser.send("/login/", {"username": account.username, "password": PASSWORD})
    browser.read(SECOND)
    return browser


def is_in(browser: Visitor) -> bool:
    return browser.get(INSIDE).status_code == 200


# --- adding


def test_a_device_is_added_with_the_password_and_gives_recovery_codes_once(clerk: Account) -> None:
    browser = signed_in(clerk)
    add(browser, Device())
    assert "备用码" in browser.page.text
    assert RecoveryCode.objects.filter(account=clerk).count() == second.CODES
    add(browser, Device(), "我的手机")
    names = [one.name for one in Passkey.objects.filter(account=clerk).order_by("pk")]
    assert names == ["办公室电脑", "我的手机"]
    assert "我的手机" in browser.read("/desk/me/passkeys/").text


def test_without_the_password_nothing_is_added_or_removed(clerk: Account, device: Device) -> None:
    browser = signed_in(clerk)
    assert "现在的密码不对" in browser.send("/desk/me/passkeys/", {"old": "x"}, status=422)
    browser.send("/desk/me/passkeys/add/", {"answer": "{}"})  # nothing was asked
    key = Passkey.objects.get(account=clerk)
    browser.send(f"/desk/me/passkeys/{key.pk}/remove/", {"old": "x"}, status=422)
    assert Passkey.objects.count() == 1


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", '{"id": 5}', "x" * 30_000])
def test_nonsense_is_refused_at_the_form(clerk: Account, answer: str) -> None:
    browser = signed_in(clerk)
    browser.send("/desk/me/passkeys/", {"old": PASSWORD}, status=200)
    text = browser.send("/desk/me/passkeys/add/", {"answer": answer}, status=422)
    assert "没有添加成" in text


def test_made_for_another_site_it_is_not_added(clerk: Account) -> None:
    browser = signed_in(clerk)
    browser.send("/desk/me/passkeys/", {"old": PASSWORD}, status=200)
    answer = Device(origin="https://evil.example").create(asked(browser))
    browser.send("/desk/me/passkeys/add/", {"answer": answer}, status=422)
    assert not Passkey.objects.exists()


# --- entering


def test_the_device_opens_the_door_where_both_steps_are_asked_for(
    clerk: Account, device: Device, settings: Settings
) -> None:
    settings.EASY_SIGN_IN = False
    Credential.objects.create(account=clerk, own_password=True)
    assert enter(device)
    assert SignIn.objects.filter(account=clerk, second=True).exists()


def test_or_is_the_second_step_after_the_password(clerk: Account, device: Device) -> None:
    browser = half_in(clerk)
    assert not is_in(browser)
    browser = half_in(clerk)
    browser.send("/login/second/passkey/", {"answer": device.sign(asked(browser))})
    assert is_in(browser)


def _wrong_origin(device: Device, account: Account) -> bool:
    device.origin = "https://testserver.evil.example"
    return enter(device)


def _wrong_challenge(device: Device, account: Account) -> bool:
    return enter(device, challenge="A" * 43)


def _wrong_site(device: Device, account: Account) -> bool:
    return enter(device, rpId="evil.example")


def _replay(device: Device, account: Account) -> bool:
    browser = Visitor()
    browser.read(ENTER)
    answer = device.sign(asked(browser))
    browser.send(ENTER, {"answer": answer})
    assert is_in(browser)
    thief = Visitor()
    thief.read(ENTER)
    thief.post(ENTER, {"answer": answer})
    return is_in(thief)


def _same_again_in_the_same_browser(device: Device, account: Account) -> bool:
    browser = Visitor()
    browser.read(ENTER)
    answer = device.sign(asked(browser))
    browser.send(ENTER, {"answer": answer})
    browser.post("/logout/")
    browser.post(ENTER, {"answer": answer})
    return is_in(browser)


def _counter_back(device: Device, account: Account) -> bool:
    assert enter(device)
    device.counter -= 1  # a copy that was made before
    return enter(device)


def _deleted(device: Device, account: Account) -> bool:
    passkeys.remove(account, Passkey.objects.get(account=account).pk, here=None)
    return enter(device)


def _reset(device: Device, account: Account) -> bool:
    second.reset(account, actor=SYSTEM, on=TODAY)
    return enter(device)


def _closed(device: Device, account: Account) -> bool:
    close_account(account, actor=SYSTEM, on=TODAY)
    return enter(device)


def _found(device: Device, account: Account) -> bool:
    """The device does not ask who holds it: alone it is one factor."""
    device.proves = False
    return enter(device)


def _somebody_elses(device: Device, account: Account) -> bool:
    """A key as good, of nobody here."""
    return enter(Device(credential=device.credential))


def _second_step_alone(device: Device, account: Account) -> bool:
    """What was asked as a second step, answered at the other door without proof of who holds the device."""
    browser = half_in(account)
    device.proves = False
    browser.post(ENTER, {"answer": device.sign(asked(browser))})
    return is_in(browser)


WAYS: tuple[Callable[[Device, Account], bool], ...] = (
    _wrong_origin,
    _wrong_challenge,
    _wrong_site,
    _replay,
    _same_again_in_the_same_browser,
    _counter_back,
    _deleted,
    _reset,
    _closed,
    _found,
    _somebody_elses,
    _second_step_alone,
)


@pytest.mark.parametrize("way", WAYS)
def test_nobody_is_in_by(
    clerk: Account, device: Device, way: Callable[[Device, Account], bool]
) -> None:
    assert not way(device, clerk)


@pytest.mark.parametrize(
    ("way", "planted"),
    [
        (_wrong_origin, "santai.capabilities.identity.actions.passkeys.Site.origin_fits"),
        (_counter_back, "santai.capabilities.identity.actions.passkeys._used"),
    ],
)
def test_a_check_that_is_left_out_is_caught(
    clerk: Account,
    device: Device,
    way: Callable[[Device, Account], bool],
    planted: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planted, lambda *_: True)
    assert way(device, clerk)


def test_a_colleagues_device_is_not_ones_own_second_step(
    world: World, clerk: Account, device: Device
) -> None:
    other = world.accounts[("aid-clerk", YE)]
    other.set_password(PASSWORD)
    other.save()
    mine = Device()
    add(signed_in(other), mine)
    browser = half_in(other)
    text = browser.send(
        "/login/second/passkey/", {"answer": device.sign(asked(browser))}, status=422
    )
    assert "没有认出" in text
    assert not is_in(browser)


def test_nobody_removes_a_colleagues(world: World, clerk: Account, device: Device) -> None:
    other = world.accounts[("aid-clerk", YE)]
    other.set_password(PASSWORD)
    other.save()
    key = Passkey.objects.get(account=clerk)
    browser = signed_in(other)
    answer = browser.post(f"/desk/me/passkeys/{key.pk}/remove/", {"old": PASSWORD})
    assert answer.status_code == 404
    assert Passkey.objects.count() == 1


def test_removing_one_ends_the_other_devices(clerk: Account, device: Device) -> None:
    here, there = signed_in(clerk), signed_in(clerk)
    key = Passkey.objects.get(account=clerk)
    here.send(f"/desk/me/passkeys/{key.pk}/remove/", {"old": PASSWORD})
    assert (is_in(here), is_in(there)) == (True, False)


def test_the_page_asked_for_before_is_where_one_arrives(clerk: Account, device: Device) -> None:
    browser = Visitor()
    browser.read(ENTER, next="/desk/catalogue/")
    where = browser.send(ENTER, {"answer": device.sign(asked(browser))})
    assert where == "/desk/catalogue/"
    browser.read(ENTER, next="https://evil.example/")
    assert "evil" not in browser.page.source

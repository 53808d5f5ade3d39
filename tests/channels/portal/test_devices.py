"""A citizen's devices: told of a new one once, and signed out of all at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.people.models import PhoneCode
from tests.channels.portal.test_signing_in import sign_in
from tests.factories.pages import Visitor, stop_the_clock
from tests.world import NOW, World


def sign_in_again(browser: Visitor) -> None:
    PhoneCode.objects.all().delete()  # the budget of codes is not what is tested
    sign_in(browser)


def told() -> int:
    return ShortMessage.objects.filter(subject__startswith="devices/").count()


def test_one_is_told_of_another_device_once(world: World) -> None:
    mine, other = Visitor(), Visitor()
    sign_in_again(mine)
    assert told() == 0  # the first of all is no news
    sign_in_again(other)
    assert told() == 1
    for browser in (mine, other):
        browser.send("/me/sign-out/")
        sign_in_again(browser)
    assert told() == 1


def test_a_flood_of_devices_is_no_flood_of_messages(world: World) -> None:
    for _ in range(6):
        sign_in_again(Visitor())
    assert told() == 3


def test_signing_out_everywhere_ends_every_device(world: World) -> None:
    mine, other = Visitor(), Visitor()
    sign_in_again(mine)
    sign_in_again(other)
    assert mine.read("/me/devices/").text.count("最近使用") == 2
    mine.send("/me/devices/")
    assert [one.get("/me/").status_code for one in (mine, other)] == [302, 302]


def test_an_outsider_sees_nobodys_devices(visitor: Visitor) -> None:
    assert visitor.get("/me/devices/").headers["Location"] == "/me/sign-in/"


def test_a_citizen_is_out_after_30_minutes_to_the_second(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S4."""
    for seconds, status in ((30 * 60 - 1, 200), (30 * 60, 302)):
        stop_the_clock(monkeypatch, NOW)
        browser = Visitor()
        sign_in_again(browser)
        stop_the_clock(monkeypatch, NOW + timedelta(seconds=seconds))
        assert browser.get("/me/").status_code == status

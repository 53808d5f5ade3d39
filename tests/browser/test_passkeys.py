"""Passkeys in a real browser with a virtual authenticator: added, used, and of no use elsewhere (S2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Page, expect

from santai.capabilities.identity.models import Passkey
from santai.capabilities.people.models import Account
from tests.browser.conftest import DESK
from tests.browser.town import Town

pytestmark = pytest.mark.django_db
PASSWORD = "一句很长的口令 42"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_device(page: Page) -> tuple[CDPSession, str]:
    """The page's browser gets a device that answers by itself."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return line, made["authenticatorId"]


def signed_in(page: Page, home: str, username: str) -> None:
    page.goto(f"{home}/login/")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator("header")).to_contain_text("退出")


def choose_password(town: Town, account: Account) -> None:
    account.set_password(PASSWORD)
    town.do(account.save)


def add(page: Page, home: str) -> None:
    page.goto(f"{home}/desk/me/passkeys/")
    page.fill("#old", PASSWORD)
    page.get_by_role("button", name="继续").click()
    page.fill("#name", "我的手机")
    page.get_by_role("button", name="添加").click()


def test_a_device_is_added_and_opens_the_door_alone(
    browse: Callable[..., Page], town: Town
) -> None:
    home = town.address.replace(
        "127.0.0.1", "localhost"
    )  # a passkey is for a name, never for a number
    account = town.account("window-clerk")
    choose_password(town, account)
    page = browse(**DESK)
    line, device = with_device(page)
    signed_in(page, home, account.username)
    add(page, home)
    expect(page.get_by_role("heading", name="备用码")).to_be_visible()
    page.goto(f"{home}/desk/me/passkeys/")
    expect(page.locator("main table")).to_contain_text("我的手机")

    page.context.clear_cookies()
    page.goto(f"{home}/login/")
    page.get_by_role("link", name="用通行密钥登录").click()
    page.get_by_role("button", name="用通行密钥").click()
    expect(page.locator("header")).to_contain_text("退出")
    first = town.do(lambda: Passkey.objects.get(account=account))
    assert first.used is not None
    assert first.counter > 0

    # the device is wiped: the page says what else there is
    line.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    page.context.clear_cookies()
    page.goto(f"{home}/login/passkey/")
    page.get_by_role("button", name="用通行密钥").click()
    expect(page.get_by_role("alert")).to_contain_text("没有回应")
    expect(page.get_by_role("link", name="用密码登录")).to_be_visible()


def test_a_second_step_after_the_password(browse: Callable[..., Page], town: Town) -> None:
    home = town.address.replace("127.0.0.1", "localhost")
    account = town.account("aid-clerk")
    choose_password(town, account)
    page = browse(**DESK)
    with_device(page)
    signed_in(page, home, account.username)
    add(page, home)
    expect(page.get_by_role("heading", name="备用码")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{home}/login/")
    page.fill("#username", account.username)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("heading", name="第二步验证")).to_be_visible()
    page.get_by_role("button", name="用通行密钥").click()
    expect(page.locator("header")).to_contain_text("退出")


def test_without_scripts_the_other_ways_are_there(browse: Callable[..., Page], town: Town) -> None:
    page = browse(**DESK, java_script_enabled=False)
    page.goto("/login/passkey/")
    expect(page.locator("main")).to_contain_text("这个浏览器里不能用通行密钥")
    expect(page.get_by_role("link", name="用密码登录")).to_be_visible()

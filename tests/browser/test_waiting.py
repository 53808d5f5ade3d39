"""What a page shows while somebody waits: for another code, and for what they sent over a slow line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db


def ask_for_code(page: Page, phone: str) -> None:
    page.goto("/me/sign-in/")
    fill_in(page, phone)
    page.wait_for_url("**/me/code/")


def fill_in(page: Page, phone: str) -> None:
    page.fill("[name=phone]", phone)
    page.fill("[name=name]", "申请人甲")
    page.get_by_role("button", name="发验证码").click()


def test_another_code_is_counted_down_to(browse: Callable[..., Page]) -> None:
    """LEARN-09: 获取验证码，几秒后再次获取."""
    page = browse()
    page.clock.install()
    ask_for_code(page, "13800000101")
    count = page.locator("[data-again]").get_by_text("秒后可以再发")
    again = page.get_by_role("link", name="过一分钟可以再发一条")
    expect(count).to_be_visible()
    expect(again).to_be_hidden()
    left = int(count.locator("b").inner_text())
    assert 30 < left <= 60
    page.clock.fast_forward(20_000)
    assert int(count.locator("b").inner_text()) <= left - 20
    page.clock.fast_forward(40_000)
    expect(again).to_be_visible()
    expect(count).to_be_hidden()


def test_without_script_the_page_says_how_long_to_wait(browse: Callable[..., Page]) -> None:
    page = browse(java_script_enabled=False)
    ask_for_code(page, "13800000102")
    expect(page.get_by_role("link", name="过一分钟可以再发一条")).to_be_visible()
    expect(page.get_by_text("秒后可以再发")).to_be_hidden()


def test_on_a_slow_line_the_page_says_that_it_is_sending(browse: Callable[..., Page]) -> None:
    """LEARN-11: 注册中… — and not on the page that follows."""
    page = browse()
    page.goto("/me/sign-in/")
    page.route("**/me/sign-in/", lambda route: route.fulfill(status=204))  # no page comes back yet
    sending = page.get_by_text("正在发送，请稍等。")
    expect(sending).to_be_hidden()
    fill_in(page, "13800000103")
    expect(sending).to_be_visible()
    page.unroute("**/me/sign-in/")
    fill_in(page, "13800000103")
    page.wait_for_url("**/me/code/")
    expect(sending).to_be_hidden()

"""An enterprise by clicking: its contact signs in, asks, follows, lets a colleague in and out again (ENT-08)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from santai.capabilities.people.actions import digits
from santai.capabilities.people.models import PhoneCode
from tests.browser.conftest import DESK
from tests.browser.hands import Finger, Mouse
from tests.browser.town import Town

pytestmark = pytest.mark.django_db

USCC = "91350100M000100Y43"
COMPANY = "叶县某某农产品加工有限公司"
CONTACT = ("联系人王", "13800000041")
COLLEAGUE = ("同事李", "13800000042")
QUESTION = "客户的货款三个月没有付，合同上没有写违约金，怎么办？"


def test_a_company_asks_follows_and_lets_a_colleague_in_and_out(
    town: Town, browse: Callable[..., Page]
) -> None:
    _confirmed_at_the_counter(Mouse(browse(town.account("window-clerk"), **DESK)))
    contact = Finger(browse())
    _signed_in(town, contact, *CONTACT)
    contact.follow(contact.page.get_by_role("link", name=COMPANY))
    _asks(contact)
    number = contact.page.locator(".seal .number").inner_text()
    assert contact.page.locator(".seal .code").count() == 0  # it would outlive the right to act
    _company(contact)
    expect(contact.page.locator(".me-rows")).to_contain_text(number)

    page = contact.page
    contact.write(page.get_by_label("同事的姓名"), COLLEAGUE[0])
    contact.write(page.get_by_label("同事的手机号"), COLLEAGUE[1])
    contact.follow(page.get_by_role("button", name="邀请"))
    colleague = Finger(browse())
    _signed_in(town, colleague, *COLLEAGUE)
    colleague.follow(colleague.page.get_by_role("link", name=COMPANY))
    colleague.follow(colleague.page.locator(".me-rows a").first)
    matter = colleague.page.url
    expect(colleague.page.locator("main")).to_contain_text(number)

    _company(contact)
    contact.follow(page.get_by_role("button", name=f"停掉{COLLEAGUE[0]}"))
    colleague.page.goto(matter)
    expect(colleague.page.locator("h1")).to_have_text("查进度")
    colleague.page.goto("/me/")
    expect(colleague.page.locator("main")).not_to_contain_text(COMPANY)


def _confirmed_at_the_counter(clerk: Mouse) -> None:
    page = clerk.page
    page.goto("/counter/")
    clerk.follow(page.get_by_role("link", name="代办登记"))
    clerk.choose("kind", "enterprise")
    clerk.write(page.get_by_label("被代办方的姓名或名称"), COMPANY)
    clerk.write(page.get_by_label("身份证号或信用代码"), USCC)
    clerk.write(page.get_by_label("代办人的姓名"), CONTACT[0])
    clerk.write(page.get_by_label("代办人的手机号"), CONTACT[1])
    page.locator('[name="relation"]').select_option("contact")
    clerk.choose("scope", "act")
    clerk.write(page.get_by_label("看过的证件"), "营业执照、授权委托书、身份证")
    clerk.press(page.get_by_label("双方的证件和关系证明都看过了"))
    clerk.follow(page.get_by_role("button", name="登记"))
    expect(page.locator("main")).to_contain_text(f"已登记，{CONTACT[0]}")


def _signed_in(town: Town, hand: Mouse, name: str, phone: str) -> None:
    page = hand.page
    page.goto("/")
    hand.follow(page.get_by_role("link", name="我的", exact=True))
    hand.write(page.get_by_label("您的手机号"), phone)
    hand.write(page.get_by_label("您的姓名"), name)
    hand.follow(page.get_by_role("button", name="发验证码"))
    code = town.do(lambda: digits(PhoneCode.objects.filter(phone=phone).latest("pk")))
    hand.write(page.get_by_label("短信里的 6 位数字"), code)
    hand.follow(page.get_by_role("button", name="登录"))
    expect(page.locator("h1")).to_have_text("我的事")


def _asks(hand: Mouse) -> None:
    """As the company; its particulars are filled in."""
    page = hand.page
    hand.follow(page.get_by_role("link", name="法律咨询"))
    expect(page.locator('[name="for"]:checked + span')).to_contain_text(COMPANY)
    hand.follow(page.get_by_role("button", name="开始"))
    for _ in range(15):
        if "/ask/" not in page.url:
            break
        _answers_one_page(hand)
    hand.follow(page.get_by_role("button", name="提交"))


def _answers_one_page(hand: Mouse) -> None:
    page = hand.page
    if page.locator('[name="region.search"]').count():
        hand.write(page.locator('[name="region.search"]'), "叶县")
        hand.follow(page.get_by_role("button", name="查找"))
    if page.locator('[name="answers.question"]').count():
        hand.write(page.locator('[name="answers.question"]'), QUESTION)
    if page.locator('[name="applicant.name"]').count():
        expect(page.locator('[name="applicant.name"]')).to_have_value(COMPANY)
    hand.follow(page.get_by_role("button", name="继续", exact=True).last)


def _company(hand: Mouse) -> None:
    hand.page.goto("/me/")
    hand.follow(hand.page.get_by_role("link", name=COMPANY))

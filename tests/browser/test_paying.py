"""A bill in a browser: what it costs, what is owed and where to pay, on a telephone and at a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from santai.capabilities.fees.actions import confirm_payee, enter_payee
from santai.capabilities.orders.actions import Request, code_of, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import actor_for
from santai.capabilities.people.models import Account
from tests import world as w
from tests.browser.conftest import DESK
from tests.browser.town import Town
from tests.stories.test_inheritance import ANSWERS

pytestmark = pytest.mark.django_db

COSTS = {"worth": "300000.00", "copies": 2, "hardship": ["家庭经济困难"]}
YES_NO = dict.fromkeys(("unreachable", "ward", "renounces", "disputed"), False)
PERSON = {"name": "申请人甲", "phone": "13800000001"}
ACCOUNT = {"holder": "叶县公证处", "bank": "某银行叶县支行", "account": "6200 0000 0000 0001"}
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def fits(page: Page) -> None:
    """Nobody has to push the page sideways."""
    assert page.evaluate(TOO_WIDE) <= 0, page.url


def billed(town: Town) -> tuple[Order, Account]:
    """A poor family's house, accepted and billed half of 6,020.00 yuan; the account to pay to stands."""
    now, today = timezone.now(), timezone.localdate()
    said = {**ANSWERS, **COSTS, **YES_NO}
    asks = Request(service="notary/inheritance", region=w.YE, applicant=PERSON, answers=said)
    order = submit(actor=w.anyone(), request=asks, at=now).order
    account = town.world.hire("body-head", "notary-office")
    head = actor_for(account, "counter", today)
    w.take(head, order, "accept", at=now)
    w.take(head, order, "receive_material", at=now, materials=["identity", "death", "aid"])
    w.take(head, order, "bill", at=now)
    one, other = (town.world.staff("bureau-chief", place, on=today) for place in (w.YE, w.CITY))
    office = town.world.office("notary-office").pk
    made = enter_payee(
        actor=one, organisation=office, **ACCOUNT, window="一楼二号窗口，可以刷卡", at=now
    )
    confirm_payee(made.pk, actor=other, at=now)
    return Order.objects.get(pk=order.pk), account


def test_a_bill_is_read_on_a_telephone_and_confirmed_at_the_desk(
    browse: Callable[..., Page], town: Town
) -> None:
    """LEARN-20, NOT-31, NOT-60."""
    order, head = town.do(lambda: billed(town))
    phone = browse()
    phone.goto("/services/notary/inheritance/")
    fits(phone)
    phone.goto("/track/")
    phone.get_by_label("工单号").fill(order.number)
    phone.get_by_label("查询码").fill(code_of(order))
    phone.get_by_role("button", name="查看").click()
    expect(phone.get_by_text("3010.00 元，待缴费")).to_be_visible()
    fits(phone)
    phone.get_by_role("link", name="看账单，去缴费").click()
    expect(phone.get_by_text(ACCOUNT["account"])).to_be_visible()
    fits(phone)

    desk = browse(head, **DESK)
    desk.goto(f"/desk/orders/{order.number}/")
    expect(desk.get_by_text("一共 3010.00 元")).to_be_visible()
    fits(desk)
    desk.goto(f"/desk/orders/{order.number}/confirm_payment/")
    desk.get_by_label("银行转账").check()
    desk.get_by_label("收到多少元").fill("3010.00")
    desk.get_by_label("哪天收到").fill(f"{timezone.localdate()}")
    desk.get_by_role("button", name="确认到账").click()
    expect(desk.get_by_text("已缴清").first).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("收款收据")).to_be_visible()
    fits(phone)

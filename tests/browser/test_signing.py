"""Two sides sign minutes on two telephones, each from the order that is theirs, and the clerk at the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from santai.capabilities.documents.models import Document
from santai.capabilities.orders.actions import Request, code_of, submit
from santai.capabilities.orders.models import Order
from tests import world as w
from tests.browser.asking import come_back
from tests.browser.conftest import DESK
from tests.browser.hands import Finger, Mouse
from tests.browser.signing import open_at_desk, sign_at_desk, sign_on_telephone
from tests.browser.town import Town
from tests.capabilities.orders.conftest import ROOT

pytestmark = pytest.mark.django_db

NARROW: dict[str, Any] = {
    "viewport": {"width": 360, "height": 720},
    "has_touch": True,
    "is_mobile": True,
}
THEM = {"name": "对方乙", "phone": "13800000002"}


@pytest.fixture(scope="module", autouse=True)
def trial(town: Town) -> Iterator[None]:
    from santai.catalogue import current

    town.do(lambda: current.use(ROOT))
    yield
    town.do(current.use)


def written_up(town: Town) -> tuple[Order, Order]:
    """Both sides talk, and the clerk has written down what they said."""
    now, clerk = timezone.now(), town.world.staff("window-clerk", on=timezone.localdate())
    request = Request(
        service="trial/talks",
        region=w.YE,
        applicant=w.APPLICANT,
        opposite=THEM,
        answers={"quarrel": "借款"},
    )
    main = submit(actor=w.anyone(), request=request, at=now).order
    w.take(clerk, main, "invite", at=now)
    side = Order.objects.get(parent=main)
    w.take(w.holder(side), side, "agree", at=now)
    w.take(clerk, main, "write_up", at=now, said="双方同意分三期还清。")
    return Order.objects.get(pk=main.pk), Order.objects.get(pk=side.pk)


def test_two_sides_sign_from_two_telephones_and_the_clerk_at_the_desk(
    browse: Callable[..., Page], town: Town
) -> None:
    """MED-01: an agreement both have signed, wherever they are."""
    main, side = town.do(lambda: written_up(town))

    first = with_code(browse(**NARROW), main)
    sign_on_telephone(first, town, "13800000001", "申请人甲", paper="调解笔录")
    assert first.page.evaluate("document.documentElement.scrollWidth") == 360
    expect(first.page.locator("main")).to_contain_text("签好了。")
    expect(first.page.get_by_role("link", name="签署《调解笔录》")).to_have_count(0)

    second = with_code(browse(**{**NARROW, "java_script_enabled": False}), side)
    sign_on_telephone(second, town, "13800000002", "对方乙", paper="调解笔录", drawn=False)
    assert town.find(main.number).state == "talking"

    desk = Mouse(browse(town.account("window-clerk"), **DESK))
    open_at_desk(desk, main.number, "调解笔录")
    expect(desk.page.locator("main")).to_contain_text("对方当事人 对方乙")
    sign_at_desk(desk, "调解员丙")

    assert (town.find(main.number).state, town.find(main.number).outcome) == (
        "completed",
        "recorded",
    )
    paper = town.do(lambda: Document.objects.get(subject=main.subject, key="record"))
    signed = town.do(lambda: list(paper.signatures.values_list("place", "how", "channel")))
    assert signed == [
        ("applicant", "code", "portal"),
        ("opposite", "code", "portal"),
        ("handler", "account", "desk"),
    ]
    assert town.do(lambda: [bool(row.picture) for row in paper.signatures.all()]) == [
        True,
        False,
        True,
    ]
    second.page.reload()
    answer = second.page.request.get(f"/matters/{side.number}/documents/{paper.pk}/")
    assert (answer.status, len(answer.body())) == (200, paper.signed_size)


def with_code(page: Page, order: Order) -> Finger:
    hand = Finger(page)
    come_back(hand, order.number, code_of(order))
    return hand

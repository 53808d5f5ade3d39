"""A factory has itself looked at, by clicking: a lawyer leads, a notary and a mediator join on the one order.

Told over HTTP in tests/stories/test_checkup.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from santai.capabilities.orders.models import Order
from santai.pages.moments import today
from tests.browser.asking import ask_for, come_back
from tests.browser.conftest import DESK
from tests.browser.desks import at_work, do, signed_in
from tests.browser.hands import Finger, Mouse
from tests.browser.town import Town
from tests.stories.mediating import committee
from tests.world import YE

pytestmark = pytest.mark.django_db

FACTORY = {
    "applicant__name": "叶县机械厂",
    "applicant__phone": "13800000051",
    "answers__size": "小型",
    "answers__focus": "全面体检",
    "answers__worry": "有人上班没有签合同。",
    "answers__adviser": "no",
}
JOINING = {
    "notary-office": ("看担保合同要不要公证", "担保没有公证，建议补办。"),
    "mediation-committee": ("看纠纷能不能调解", "两起小纠纷都愿意谈。"),
}
REPORT = {
    "high": "1",
    "middle": "0",
    "low": "2",
    "by_lawyer": "没有劳动合同。",
    "by_notary": "担保没有公证。",
    "by_mediator": "两起小纠纷。",
    "summary": "用工风险高。",
    "advice": "先补签劳动合同。",
}


def test_three_professions_work_on_one_order_and_the_factory_reads_one_report(
    browse: Callable[..., Page], town: Town
) -> None:
    """ENT-02, ENT-06, ENT-08, ORD-34, ORD-35."""
    town.do(lambda: committee(town.world))
    factory = Finger(browse())
    page = factory.page
    number, code = ask_for(
        factory, "lawyer/checkup", **FACTORY, answers__trades=["公证", "人民调解"]
    )
    come_back(factory, number, code)
    lawyer = leads(browse, town, number)
    for house, (task, _) in JOINING.items():
        office = str(town.world.office(house).pk)
        do(lawyer, number, "invite", organisation=office, task=task, reason="需要这个专业")
    do(lawyer, number, "visit", present="律师、公证员、调解员", seen="合同和考勤")
    risk = {"grade": "高", "risk": "没有劳动合同", "advice": "补签"}
    do(lawyer, number, "finding", trade="律师", **risk)
    do(lawyer, number, "report", **REPORT)

    page.reload()
    expect(page.locator("main .card").first).to_contain_text("回头看")
    paper = page.get_by_role("link", name="法治体检报告").get_attribute("href")
    assert paper is not None
    assert page.request.get(paper).status == 200

    parts = town.do(lambda: list(Order.objects.filter(parent__number=number).order_by("pk")))
    houses = {"notary-office": "body-clerk", "mediation-committee": "officer"}
    for part, (house, role) in zip(parts, houses.items(), strict=True):
        hand = at_work(town, browse(**DESK), role, house)
        do(hand, part.number, "take_up")
        do(hand, part.number, "finish", result=JOINING[house][1])
        lawyer.page.goto(f"/desk/orders/{number}/")
        expect(lawyer.page.locator("main")).to_contain_text(JOINING[house][1])
    do(lawyer, number, "second_look", mended="全部改好")
    assert (town.find(number).state, town.find(number).outcome) == ("completed", "served")

    stranger = browse()
    assert stranger.request.get(paper).status == 404


def leads(browse: Callable[..., Page], town: Town, number: str) -> Mouse:
    """The head of the centre asks a lawyer, who sets the day."""
    head = signed_in(browse(**DESK), town, "centre-head", YE)
    do(head, number, "assign", practitioner=str(town.world.lawyers[0].pk))
    lawyer = Mouse(browse(town.world.lawyers[0].account, **DESK))
    day = today(timezone.now()) + timedelta(days=7)
    do(lawyer, number, "accept", visit_on=day.isoformat())
    return lawyer

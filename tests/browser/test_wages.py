"""The migrant worker's story by clicking: the worker and the lawyer at their phones, staff at desks.

Unpaid wages, from a call to 12348 to the archive; the first rating comes from the machine in the hall.
The same story is told over HTTP, day by day, in tests/stories/test_wages.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from santai.capabilities.orders.enums import MaterialState
from santai.capabilities.orders.models import Order
from santai.pages.moments import today
from tests.browser.asking import come_back, hand_in, receipt
from tests.browser.conftest import DESK
from tests.browser.desks import choose_county, do, fill_in, sign_in, signed_in, unfold
from tests.browser.hands import Finger, Mouse
from tests.browser.town import Town
from tests.stories.telling import JPEG
from tests.world import CITY, YE

pytestmark = pytest.mark.django_db

KIOSK: dict[str, Any] = {"viewport": {"width": 1080, "height": 1920}, "has_touch": True}
WORKER = "13800000001"
STORY = "在叶县工地做了三个月木工，两万四千元工资一直没有给。"
ANSWER = "可以先找劳动监察，也可以申请仲裁；请不起律师的，可以申请法律援助。"


class Tale:
    """Everybody keeps the browser they began with."""

    def __init__(self, town: Town, browse: Callable[..., Page]) -> None:
        self.town, self.browse = town, browse
        self.number = self.code = ""
        self.desks: dict[str, Mouse] = {}
        self.worker = Finger(self.browse())
        lawyer = self.town.world.lawyers[0].account
        assert lawyer is not None
        self.lawyer = sign_in(Finger(self.browse()), lawyer.username)

    def desk(self, role: str, region: str = YE) -> Mouse:
        if role not in self.desks:
            self.desks[role] = signed_in(self.browse(**DESK), self.town, role, region)
        return self.desks[role]

    def order(self) -> Order:
        return self.town.find(self.number)

    def now(self) -> tuple[str, int]:
        """The state, and how often it was done again."""
        order = self.order()
        return order.state, order.redone


def test_unpaid_wages_from_the_first_call_to_the_archive(
    browse: Callable[..., Page], town: Town
) -> None:
    """ORD-05, ORD-14, HOT-01, HOT-02, AID-09, EVAL-10."""
    tale = Tale(town, browse)
    the_worker_calls(tale)
    photos_come_from_the_phone(tale)
    the_original_goes_from_hand_to_hand(tale)
    more_is_asked_for_and_told(tale)
    aid_is_granted_and_a_lawyer_assigned(tale)
    the_lawyer_works_at_the_phone(tale)
    the_worker_is_dissatisfied_at_the_kiosk(tale)
    it_is_done_again(tale)
    it_is_judged_and_archived(tale)


def the_worker_calls(tale: Tale) -> None:
    """Answered at once; the application is opened while the worker is still on the line."""
    agent = tale.desk("hotline-agent", CITY)
    look_up(agent)
    question: dict[str, str | list[str]] = {
        "answers.question": STORY,
        "applicant.name": "李木工",
        "applicant.phone": WORKER,
        "answer.answer": ANSWER,
        "answer.told_of_aid": "yes",
    }
    write_down(agent, question)
    look_up(agent)
    expect(agent.page.locator("main")).to_contain_text("李*工")
    unfold(agent, "service")
    fill_in(agent, {"service": "legal-aid/civil"})
    agent.follow(agent.page.locator('button[name="step"][value="service"]'))
    application: dict[str, str | list[str]] = {
        "answers.matter": "劳动报酬",
        "answers.facts": STORY,
        "answers.amount": "24000",
        "applicant.groups": ["农民工"],
        "opposite.name": "叶县建筑公司",
    }
    write_down(agent, application)
    number, tale.code = receipt(agent.page)
    tale.number = number.replace(" ", "")
    assert tale.order().service == "legal-aid/civil"


def photos_come_from_the_phone(tale: Tale) -> None:
    come_back(tale.worker, tale.number, tale.code)
    hand_in(tale.worker, "case_papers", "考勤表.jpg", JPEG)
    expect(tale.worker.page.locator("main")).to_contain_text("考勤表.jpg")


def the_original_goes_from_hand_to_hand(tale: Tale) -> None:
    """Received at the window (前店), handed over and signed for at the agency (后厂)."""
    clerk = tale.desk("window-clerk")
    received: dict[str, str | list[str]] = {"materials": ["case_papers"], "original": "yes"}
    do(clerk, tale.number, "receive_material", copies="1", **received)
    pass_on(clerk, tale, "移交", "窗口张")
    pass_on(tale.desk("aid-clerk"), tale, "签收", "援助中心赵")
    assert state_of_the_papers(tale) == MaterialState.RECEIVED


def more_is_asked_for_and_told(tale: Tale) -> None:
    """法律援助法 43.2."""
    clerk = tale.desk("aid-clerk")
    do(clerk, tale.number, "claim")
    do(clerk, tale.number, "register")
    by = (today(timezone.now()) + timedelta(days=10)).isoformat()
    do(clerk, tale.number, "ask_for_more", missing="哪个工地、做到哪天", reply_by=by)
    page = tale.worker.page
    page.reload()
    expect(page.locator("main")).to_contain_text("哪个工地、做到哪天")
    tale.worker.follow(page.get_by_role("link", name="补齐或者说明"))
    tale.worker.write(page.locator("main textarea").first, "叶县东街工地，做到去年腊月二十。")
    tale.worker.follow(page.locator('button[name="step"][value="do"]'))
    do(clerk, tale.number, "verify", method="免予核查", result="符合")


def aid_is_granted_and_a_lawyer_assigned(tale: Tale) -> None:
    """AID-09: 法律援助法 42(3) stands beside the button."""
    do(tale.desk("aid-approver"), tale.number, "grant", form_of_aid="劳动争议调解与仲裁代理")
    dispatcher = tale.desk("aid-dispatcher")
    page = dispatcher.page
    page.goto(f"/desk/orders/{tale.number}/assign/")
    dispatcher.follow(page.get_by_role("button", name="指派首选：律师甲"))
    assert tale.now() == ("assigned", 0)


def the_lawyer_works_at_the_phone(tale: Tale) -> None:
    lawyer = tale.lawyer
    lawyer.page.goto("/desk/")
    lawyer.follow(lawyer.page.locator(f'a[href$="/orders/{tale.number}/"]').first)
    do(lawyer, tale.number, "accept")
    signed = today(timezone.now()).isoformat()
    do(lawyer, tale.number, "sign_agreement", signed_on=signed)
    do(lawyer, tale.number, "progress", progress="已申请仲裁，定于下月十五日开庭。")
    tale.worker.page.goto(f"/matters/{tale.number}/")
    expect(tale.worker.page.locator(".story")).to_contain_text("定于下月十五日开庭")
    report_and_complete(tale, result="部分胜诉", recovered="12000")


def the_worker_is_dissatisfied_at_the_kiosk(tale: Tale) -> None:
    """EVAL-10: a bad judgement sends it back."""
    kiosk = Finger(tale.browse(**KIOSK))
    page = kiosk.page
    page.goto(f"/terminal/{tale.town.hall.pk}/")
    kiosk.follow(page.get_by_role("link", name="评价"))
    kiosk.write(page.locator("#number"), tale.number)
    kiosk.write(page.locator("#code"), tale.code)
    kiosk.follow(page.get_by_role("button", name="继续"))
    fill_in(kiosk, {"score": "不满意", "comment": "只要回来一半。"})
    kiosk.follow(page.get_by_role("button", name="评价", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("谢谢您的评价")
    assert tale.now() == ("in_hand", 1)


def it_is_done_again(tale: Tale) -> None:
    do(tale.lawyer, tale.number, "progress", progress="已就余款向法院起诉。")
    report_and_complete(tale, result="调解", recovered="24000")
    assert tale.now() == ("completed", 1)


def it_is_judged_and_archived(tale: Tale) -> None:
    """ORD-14: not archived before it is judged."""
    visitor = tale.desk("visitor")
    visitor.page.goto("/desk/calls/")
    visitor.follow(visitor.page.get_by_role("button", name="领下一个"))
    fill_in(visitor, {"result": "已接通", "score": "满意", "comment": "钱拿到了。"})
    visitor.follow(visitor.page.get_by_role("button", name="记下来"))
    returned: dict[str, str | list[str]] = {"materials": ["case_papers"]}
    do(tale.desk("aid-clerk"), tale.number, "return_material", signature="李木工", **returned)
    do(visitor, tale.number, "archive")
    order = tale.order()
    assert (order.stage, order.outcome) == ("closed", "aided")
    tale.worker.page.goto(f"/matters/{tale.number}/")
    expect(tale.worker.page.locator(".present")).to_contain_text("归档")


def report_and_complete(tale: Tale, *, result: str, recovered: str) -> None:
    """What the lawyer hands in is looked at before it counts as done."""
    handed_in = {"summary": "见所附文书。", "result": result, "recovered": recovered}
    do(tale.lawyer, tale.number, "report", **handed_in)
    do(tale.desk("aid-clerk"), tale.number, "complete", quality="合格")


def look_up(agent: Mouse) -> None:
    page = agent.page
    page.goto("/hotline/")
    agent.write(page.locator("#q"), WORKER)
    agent.follow(page.locator('button[value="find"]:not([tabindex])'))


def write_down(agent: Mouse, typed: dict[str, str | list[str]]) -> None:
    for name in typed:
        unfold(agent, name)
    unfold(agent, "region")
    choose_county(agent)
    fill_in(agent, typed)
    agent.follow(agent.page.locator('button[name="step"][value="submit"]').last)


def pass_on(hand: Mouse, tale: Tale, verb: str, signature: str) -> None:
    page = hand.page
    page.goto("/counter/materials/")
    form = page.locator("form", has=page.locator(f'input[value="{tale.number}"]'))
    hand.write(form.locator('[name="signature"]'), signature)
    hand.follow(form.get_by_role("button", name=verb, exact=True))


def state_of_the_papers(tale: Tale) -> str:
    order = tale.order()
    state: str = tale.town.do(lambda: order.materials.get(key="case_papers").state)
    return state

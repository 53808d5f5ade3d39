"""A wall between neighbours, by clicking: two telephones, one agreement that both sign, and the court confirms it.

Told over HTTP in tests/stories/test_both_sides.py and test_mediation.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.capabilities.people.models import Account
from santai.pages.moments import today
from tests.browser.asking import ask_for, come_back
from tests.browser.conftest import DESK
from tests.browser.desks import do
from tests.browser.hands import Finger, Mouse
from tests.browser.signing import open_at_desk, sign_at_desk, sign_on_telephone
from tests.browser.town import Town
from tests.stories.mediating import committee

pytestmark = pytest.mark.django_db

ASKER, NEIGHBOUR = "13800000011", "13800000012"
WALL = {
    "answers__matter": "邻里物业",
    "answers__story": "李大叔砌墙占了我家滴水的地方。",
    "answers__opposite_view": "不知道",
    "answers__stage": "没有找过",
    "applicant__name": "东街张大妈",
    "applicant__phone": ASKER,
    "opposite__name": "东街李大叔",
}
AGREED = {"facts": "两家相邻。", "duties": "一人让一步。", "terms": "李大叔拆墙三十厘米。"}


def test_neighbours_agree_from_two_telephones_and_the_court_confirms_it(
    browse: Callable[..., Page], town: Town
) -> None:
    """MED-01, MED-05, MED-18, MED-19, MED-26; 人民调解法 17, 27, 28, 29, 33."""
    at_work = town.do(lambda: committee(town.world))
    officer, mediator = (
        Mouse(browse(account_of(town, who), **DESK)) for who in (at_work.officer, at_work.mediator)
    )
    asker, neighbour = Finger(browse()), Finger(browse())
    number, code = ask_for(asker, "mediation/people", **WALL, answers__risk=["没有"])
    come_back(asker, number, code)

    do(officer, number, "ask_opposite", how="上门", phone=NEIGHBOUR)
    expect(officer.page.locator(".story")).to_contain_text("138****0012")
    asker.page.reload()  # the neighbour's telephone is not the asker's to read
    expect(asker.page.locator(".story")).to_contain_text("征求对方意见")
    expect(asker.page.locator("main")).not_to_contain_text("0012")
    side = child(town, number, "mediation/answer")
    come_back(neighbour, side.number, town.do(lambda: code_of(side)))
    expect(neighbour.page.locator("main")).not_to_contain_text("占了我家")  # their words are theirs
    neighbour.follow(neighbour.page.get_by_role("link", name="我愿意调解"))
    neighbour.follow(neighbour.page.locator('button[name="step"][value="do"]'))
    assert town.find(number).state == "choosing"
    chosen = {"practitioner": str(at_work.who.pk), "chosen_by": "双方共同选定"}
    do(officer, number, "assign", **chosen)
    do(mediator, number, "accept")

    they_meet(mediator, town, number, [asker, neighbour])
    by = soon(20).isoformat()
    do(mediator, number, "write_agreement", **AGREED, perform_by=by)
    for hand, phone, name in (
        (asker, ASKER, "东街张大妈"),
        (neighbour, NEIGHBOUR, "东街李大叔"),
    ):
        hand.page.reload()
        sign_on_telephone(hand, town, phone, name, paper="人民调解协议书")
    open_at_desk(mediator, number, "人民调解协议书")
    sign_at_desk(mediator, "调解员赵")
    do(mediator, number, "agree_signed", perform_by=by)
    for hand in (asker, neighbour):
        hand.page.reload()
        expect(hand.page.locator("main")).to_contain_text("司法确认")

    confirmed_in_court(asker, officer, town, number)
    do(mediator, number, "performed", performed_on=soon(0).isoformat(), proof="现场看到")
    assert (town.find(number).state, town.find(number).outcome) == ("completed", "performed")

    stranger = browse()
    for one in (number, side.number):
        stranger.goto(f"/matters/{one}/")
        expect(stranger.locator("h1")).to_have_text("查进度")
    neighbour.page.goto(f"/matters/{number}/")  # each has an order of their own
    expect(neighbour.page.locator("h1")).to_have_text("查进度")


def they_meet(mediator: Mouse, town: Town, number: str, hands: list[Finger]) -> None:
    """Arranged, told to both, held; the minutes wait for both names."""
    told = {"time": "9:30", "minutes": "60", "whom": "双方", "room": "东街调解室"}
    do(mediator, number, "summon", day=soon(3).isoformat(), **told)
    for hand in hands:
        hand.page.reload()
        expect(hand.page.locator("main")).to_contain_text("东街调解室")


def confirmed_in_court(asker: Finger, officer: Mouse, town: Town, number: str) -> None:
    """民事诉讼法 205, 206: both ask within thirty days, and what the court says is written down."""
    page = asker.page
    asker.follow(page.get_by_role("link", name="共同申请司法确认"))
    asker.write(page.locator("main textarea").first, AGREED["terms"])
    asker.follow(page.locator('button[name="step"][value="do"]'))
    court = child(town, number, "mediation/confirmation")
    last = soon(30).isoformat()
    do(officer, court.number, "prepare", last_day=last, court="叶县人民法院")
    do(officer, court.number, "file", filed_on=soon(0).isoformat(), way="双方到法院")
    do(officer, court.number, "taken_up")
    ruled = {"ruling": "（2026）豫0422民特1号", "ruled_on": soon(0).isoformat()}
    do(officer, court.number, "confirmed", **ruled)
    assert (town.find(court.number).state, town.find(court.number).outcome) == (
        "confirmed",
        "confirmed",
    )


def child(town: Town, number: str, service: str) -> Order:
    return town.do(lambda: Order.objects.get(parent__number=number, service=service))


def account_of(town: Town, who: Actor) -> Account:
    return town.do(lambda: Account.objects.get(pk=who.account_id))


def soon(days: int) -> date:
    return today(timezone.now()) + timedelta(days=days)

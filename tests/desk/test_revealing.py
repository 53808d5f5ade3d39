"""The particulars of several applicants at once: asked for, approved by another, for an hour (A7; abuse case 9)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from santai.capabilities.approvals.models import Approval
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Post
from santai.capabilities.reading.models import Reading
from santai.capabilities.trail.models import Entry
from tests import world as w
from tests.capabilities.orders.steps import consult
from tests.factories.pages import Visitor, signed_in, stop_the_clock

ASK, USE = {"step": "ask", "reason": "逐个打电话通知开庭改期"}, {"step": "use"}
PICK, HOUR = "/desk/whole/pick/", timedelta(hours=1)


@pytest.fixture
def orders(world: w.World) -> list[Order]:
    return [
        consult(applicant={"name": f"申请人{sign}", "phone": f"1380000000{number}"})
        for number, sign in enumerate("甲乙丙")
    ]


@pytest.fixture
def clerk(world: w.World, orders: list[Order]) -> Visitor:
    return signed_in(world.accounts[("window-clerk", w.YE)])


@pytest.fixture
def chief(world: w.World) -> Visitor:
    return signed_in(world.accounts[("bureau-chief", w.YE)])


def picked(browser: Visitor, orders: list[Order]) -> str:
    """The address of what was ticked."""
    return browser.send(PICK, {"pick": [order.number for order in orders]})


def opened(browser: Visitor, chief: Visitor, orders: list[Order]) -> str:
    """Asked for, approved and taken up."""
    there = picked(browser, orders)
    browser.send(there, ASK)
    approval = Approval.objects.latest("pk")
    chief.send(f"/desk/approvals/{approval.pk}/", {"verdict": "approve"})
    assert browser.send(there, USE) == there
    return there


def shows(browser: Visitor, there: str) -> bool:
    return "13800000001" in browser.get(there).content.decode()


def test_what_another_approved_is_shown_whole(
    clerk: Visitor, chief: Visitor, orders: list[Order]
) -> None:
    page = clerk.read(opened(clerk, chief, orders))
    assert all(f"1380000000{number}" in page.text for number in range(3))
    assert "申请人乙" in page.text
    assert ASK["reason"] in page.text


def test_until_then_nothing_is_shown(clerk: Visitor, chief: Visitor, orders: list[Order]) -> None:
    there = picked(clerk, orders)
    assert "要另一个人批准" in clerk.read(there).text
    assert not shows(clerk, there)
    clerk.send(there, ASK)
    assert not shows(clerk, there)
    assert clerk.post(there, USE).status_code == 403
    assert clerk.post(there, {"step": "sheet"}).headers["Content-Type"].startswith("text/html")


def test_who_approves_sees_how_many_and_which(
    clerk: Visitor, chief: Visitor, orders: list[Order]
) -> None:
    clerk.send(picked(clerk, orders), ASK)
    text = chief.read("/desk/approvals/").text
    assert "3 件工单的申请人" in text
    assert ASK["reason"] in text


def test_who_asked_does_not_approve(clerk: Visitor, orders: list[Order]) -> None:
    clerk.send(picked(clerk, orders), ASK)
    approval = Approval.objects.get()
    assert clerk.post(f"/desk/approvals/{approval.pk}/", {"verdict": "approve"}).status_code == 403


def test_it_is_open_for_an_hour_to_the_second(
    clerk: Visitor, chief: Visitor, orders: list[Order], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = opened(clerk, chief, orders)
    for minutes in (14, 28, 42, 56):  # staff are out after a quarter of an hour without a request
        stop_the_clock(monkeypatch, w.NOW + timedelta(minutes=minutes))
        clerk.get("/desk/")
    stop_the_clock(monkeypatch, w.NOW + HOUR - timedelta(seconds=1))
    assert shows(clerk, there)
    stop_the_clock(monkeypatch, w.NOW + HOUR)
    assert not shows(clerk, there)


def test_for_these_orders_and_no_others(
    clerk: Visitor, chief: Visitor, orders: list[Order]
) -> None:
    opened(clerk, chief, orders[:1])
    assert not shows(clerk, picked(clerk, orders))


def test_and_the_outsider_sees_nothing(
    world: w.World, clerk: Visitor, chief: Visitor, orders: list[Order]
) -> None:
    """A colleague asks for themselves; another county and who never sees people whole find nothing there."""
    there = opened(clerk, chief, orders)
    world.second("window-clerk")
    colleague = signed_in(Post.objects.latest("pk").account)
    assert "要另一个人批准" in colleague.read(there).text
    assert not shows(colleague, there)
    for who in (("window-clerk", w.LUSHAN), ("bureau-chief", w.YE), ("system-admin", w.CITY)):
        assert signed_in(world.accounts[who]).get(there).status_code in {403, 404}
    assert Visitor().get(there).status_code == 302


def test_a_post_that_ended_shows_nothing_any_more(
    world: w.World, clerk: Visitor, chief: Visitor, orders: list[Order]
) -> None:
    there = opened(clerk, chief, orders)
    world.accounts[("window-clerk", w.YE)].posts.update(ends=w.TODAY)
    assert clerk.get(there).status_code in {403, 404}


def test_every_look_is_written_down_for_every_one_of_them(
    clerk: Visitor, chief: Visitor, orders: list[Order]
) -> None:
    there = opened(clerk, chief, orders)
    clerk.read(there)
    rows = Reading.objects.order_by("order").values_list("order", "party", "whole", "reason")
    assert list(rows) == [(one.pk, one.applicant_id, True, ASK["reason"]) for one in orders]
    noted = Entry.objects.get(kind="revealed")
    assert noted.data == {"rows": 3, "approval": Approval.objects.get().pk}
    assert noted.reason == ASK["reason"]


def test_the_sheet_holds_whole_numbers_and_is_noted_as_an_export(
    clerk: Visitor, chief: Visitor, orders: list[Order]
) -> None:
    there = opened(clerk, chief, orders)
    taken = clerk.post(there, {"step": "sheet"})
    sheet = load_workbook(BytesIO(taken.content)).active
    phones = [row[3] for row in sheet.iter_rows(min_row=3, max_row=5, values_only=True)]
    assert sorted(phones) == [f"1380000000{number}" for number in range(3)]
    exported = Entry.objects.get(kind="exported")
    assert exported.data == {"rows": 3, "approval": Approval.objects.get().pk}


def test_what_is_not_theirs_to_see_is_left_out(
    world: w.World, clerk: Visitor, chief: Visitor, orders: list[Order]
) -> None:
    far = w.ask_for_aid(region=w.LUSHAN, applicant={"name": "远方人", "phone": "13800000009"}).order
    page = clerk.read(opened(clerk, chief, [*orders, far]))
    assert "有 1 件现在不归您看" in page.text
    assert "13800000009" not in page.text
    assert clerk.get(picked(clerk, [far])).status_code == 404


def test_the_form_says_what_may_be_ticked(clerk: Visitor, orders: list[Order]) -> None:
    assert clerk.send(PICK) == "/desk/"
    assert "请勾选 1 到 40 件" in clerk.read("/desk/").text


def test_the_button_stands_where_it_can_be_used(
    clerk: Visitor, chief: Visitor, orders: list[Order]
) -> None:
    seen = ["看勾选的完整信息" in one.read("/desk/?which=all").text for one in (clerk, chief)]
    assert seen == [True, False]


def test_a_reason_too_short_stays_in_its_field(clerk: Visitor, orders: list[Order]) -> None:
    clerk.send(picked(clerk, orders), {**ASK, "reason": "要"}, status=422)
    assert clerk.page.fields["reason"] == ["要"]
    assert Approval.objects.count() == 0

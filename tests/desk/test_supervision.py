"""The supervision list: who answers for what is late, which limits hold, urging several at once."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from santai.capabilities.orders.models import Event, Order
from santai.capabilities.oversight.actions import counting
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, LUSHAN, NOW, PROVINCE, YE, World, ask_for_aid, holder, take

LONG_AGO = NOW - timedelta(days=20)
WORDS = "请三日内办结并报结果"


@pytest.fixture
def late(world: World) -> list[Order]:
    """Three overdue applications in 叶县."""
    orders = [ask_for_aid(at=LONG_AGO + timedelta(hours=n)).order for n in range(3)]
    counting.catch_up(at=NOW)
    return orders


@pytest.fixture
def chief(world: World) -> Visitor:
    return signed_in(world.accounts[("bureau-chief", YE)])


def urge(chief: Visitor, orders: list[Order], *, status: int = 200, **changes: object) -> str:
    fields = {name: values[0] for name, values in chief.page.fields.items() if values}
    data = {**fields, "pick": [order.number for order in orders], "reason": WORDS, **changes}
    return chief.send("/desk/supervision/urge/", data, status=status)


def urged(order: Order) -> int:
    return Order.objects.get(pk=order.pk).urged


def test_the_longest_overdue_stand_first_with_who_answers_for_them(
    chief: Visitor, late: list[Order]
) -> None:
    """SUP-01, SUP-10."""
    page = chief.read("/desk/supervision/")
    shown = [link for link in page.links if link.startswith("/desk/orders/")]
    assert shown == [f"/desk/orders/{order.number}/" for order in late]
    assert "超 6 天" in page.text
    assert "叶县legal-aid-agency" in page.text


def test_promised_and_statutory_limits_stand_side_by_side(
    chief: Visitor, late: list[Order]
) -> None:
    """SUP-02: 平顶山 promises five days, the law gives seven (法律援助法 43)."""
    page = chief.read("/desk/supervision/")
    row = page.source.split("<tbody>")[1].split("</tr>")[0]
    assert "5 日" in row
    assert "7 日" in row
    assert "2 月 24 日（周二）前" in row  # 10 February and five days end in the holiday, and roll
    assert "《法律援助法》第四十三条第一款" in row


def test_a_limit_nobody_shortened_is_said_once(world: World, chief: Visitor) -> None:
    order = ask_for_aid(at=LONG_AGO).order
    take(world.staff("aid-approver"), order, "grant", at=LONG_AGO)
    counting.catch_up(at=NOW)
    assert "同左" in chief.read("/desk/supervision/").text


def test_who_was_urged_when_and_why(world: World, chief: Visitor, late: list[Order]) -> None:
    take(world.staff("bureau-chief"), late[0], "urge", reason="请尽快办理")
    counting.catch_up(at=NOW)
    page = chief.read("/desk/supervision/", kind="urged")
    assert "1 次" in page.text
    assert "3 月 2 日（周一）9:00　叶县bureau-chief：请尽快办理" in page.text
    assert [link for link in page.links if "/orders/" in link] == [
        f"/desk/orders/{late[0].number}/"
    ]


def test_several_are_urged_at_once_each_through_the_door(chief: Visitor, late: list[Order]) -> None:
    chief.read("/desk/supervision/")
    answer = urge(chief, late[:2])
    assert "督办了 2 件" in answer
    assert [urged(order) for order in late] == [1, 1, 0]
    events = Event.objects.filter(code="urge")
    assert {event.data["facts"]["reason"] for event in events} == {WORDS}


def test_one_that_cannot_be_urged_keeps_none_of_the_others_from_it(
    world: World, chief: Visitor, late: list[Order]
) -> None:
    chief.read("/desk/supervision/")
    take(holder(late[0]), late[0], "withdraw", reason="和解")
    take(world.staff("aid-clerk"), late[1], "claim")
    answer = urge(chief, late)
    assert "督办了 1 件，2 件没有督办" in answer
    assert answer.count("这件工单刚刚有人办理过") == 2
    assert [urged(order) for order in late] == [0, 0, 1]


def test_what_is_done_cannot_be_urged(world: World, chief: Visitor, late: list[Order]) -> None:
    chief.read("/desk/supervision/")
    order = take(holder(late[0]), late[0], "withdraw", reason="和解")
    answer = urge(chief, [late[0]], **{f"seen-{order.number}": str(order.seq)})
    assert "工单现在是“已撤回”，不能这样办理。" in answer


def test_sending_twice_urges_once(chief: Visitor, late: list[Order]) -> None:
    chief.read("/desk/supervision/")
    key = chief.page.fields["key"][0]
    fields = {f"seen-{order.number}": str(order.seq) for order in late}
    urge(chief, late, key=key, region=YE, **fields)
    answer = urge(chief, late, key=key, region=YE, **fields)
    assert "没有重复" in answer
    assert [urged(order) for order in late] == [1, 1, 1]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reason": " "}, "请写明督办要求"),
        ({"pick": []}, "请先在表里勾选要督办的工单。"),
        ({"pick": [str(n) for n in range(51)]}, "一次最多督办 50 件。"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    chief: Visitor, late: list[Order], changes: dict[str, object], said: str
) -> None:
    chief.read("/desk/supervision/")
    assert said in urge(chief, late[:1], status=422, **changes)
    if "pick" not in changes:
        assert chief.page.fields["pick"] == [late[0].number]
    else:
        assert chief.page.fields["reason"] == [WORDS]
    assert [urged(order) for order in late] == [0, 0, 0]


def test_and_the_outsider_urges_nothing(world: World, late: list[Order]) -> None:
    clerk = signed_in(world.accounts[("aid-clerk", LUSHAN)])
    data = {"pick": [late[0].number], "reason": WORDS, "key": "k"}
    assert clerk.post("/desk/supervision/urge/", data).status_code == 404
    assert urged(late[0]) == 0


def test_an_order_of_another_county_is_not_there(world: World, chief: Visitor) -> None:
    order = ask_for_aid(region=LUSHAN, at=LONG_AGO).order
    ask_for_aid(at=LONG_AGO)
    counting.catch_up(at=NOW)
    chief.read("/desk/supervision/")
    answer = urge(chief, [order])
    assert "没有这件工单，或者不在您的范围。" in answer
    assert urged(order) == 0


def test_an_auditor_looks_on(world: World, late: list[Order]) -> None:
    auditor = signed_in(world.accounts[("auditor", PROVINCE)])
    page = auditor.read("/desk/supervision/", region=CITY)
    assert "督办勾选的" not in page.text
    assert "pick" not in page.fields
    data = {"pick": [late[0].number], "reason": WORDS, "key": "k", "region": CITY}
    answer = auditor.send("/desk/supervision/urge/", data, status=200)
    assert "“督办”不由您的岗位办理。" in answer


def test_the_list_is_taken_away_as_it_is_shown(chief: Visitor, late: list[Order]) -> None:
    content = chief.get("/desk/supervision/list.xlsx").content
    rows = list(load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True))
    assert len([row for row in rows[2:] if row[0]]) == 3
    assert rows[2][5].startswith("5 日（")

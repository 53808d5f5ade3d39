"""The bill on the pages: what it costs before, what is owed then, where to pay, and what the office took."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from santai.capabilities.fees import queries
from santai.capabilities.fees.actions import confirm_payee, enter_payee
from santai.capabilities.fees.models import Payee
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import view
from santai.capabilities.trail.models import Entry
from santai.channels.portal.copies import _matter
from santai.kernel.errors import Forbidden, Invalid, Missing
from tests import world as w
from tests.capabilities.fees.matters import PNG, asked, billed, clerk, paid, state_of
from tests.factories.pages import Visitor, signed_in

ACCOUNT = {"holder": "叶县公共法律服务中心", "bank": "某银行叶县支行", "account": "6200 0000 0001"}


def follow(order: Order) -> Visitor:
    visitor = Visitor()
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    return visitor


def picture(name: str = "凭证.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def payee(world: w.World) -> Payee:
    """An account entered by the head of the centre and confirmed by the chief of the bureau."""
    head, chief = world.staff("centre-head"), world.staff("bureau-chief")
    office = world.office("centre").pk
    made = enter_payee(actor=head, organisation=office, **ACCOUNT, window="一楼", at=w.NOW)
    return confirm_payee(made.pk, actor=chief, at=w.NOW)


def test_the_guide_says_what_it_costs_here(world: w.World) -> None:
    """NOT-31."""
    text = Visitor().read("/services/consultation/permit/", region=w.LUSHAN).text
    assert "5.00 元" in text
    assert "灯笼值多少钱超过 1000.00 元、不超过 20000.00 元的部分收 1%" in text
    assert "灯笼值多少钱超过 20000.00 元的部分收 0.3%" in text
    assert "许可证工本费、按灯笼价值收的许可费少收 50%" in text


def test_a_price_to_be_verified_and_one_nobody_set_say_so(world: w.World) -> None:
    path = "/services/consultation/permit/"
    assert "8.00 元（待核实）" in Visitor().read(path, region=w.YE).text
    assert "由当地定的标准" in Visitor().read(path, region=w.ELSEWHERE).text


def test_the_applicant_sees_the_bill_and_where_to_pay(world: w.World) -> None:
    payee(world)
    order = billed(world)
    visitor = follow(order)
    assert "23.00 元，待缴费" in visitor.read(f"/matters/{order.number}/").text
    text = visitor.read(f"/matters/{order.number}/bill/").text
    for said in ("许可证工本费", "8.00 元（灯笼许可证工本费）（待核实）", "一共 23.00 元"):
        assert said in text
    assert ACCOUNT["account"] in text
    assert order.number in text


def test_the_applicant_sends_a_picture(world: w.World) -> None:
    """LEARN-20."""
    order = billed(world)
    visitor, path = follow(order), f"/matters/{order.number}/bill/"
    text = visitor.send(path, {"voucher": picture("a.gif", b"GIF89a")}, status=422)
    assert state_of(order) == "due"
    assert "jpg" in text
    visitor.send(path, {}, status=422)
    assert visitor.send(path, {"voucher": picture()}) == f"/matters/{order.number}/"
    assert state_of(order) == "claimed"
    assert "凭证待核对" in visitor.read(f"/matters/{order.number}/").text


def test_the_button_leads_to_the_bill(world: w.World) -> None:
    order = billed(world)
    response = follow(order).get(f"/matters/{order.number}/send_voucher/")
    assert response.headers["Location"] == f"/matters/{order.number}/bill/"


def test_and_the_outsider_sees_no_bill(world: w.World) -> None:
    order, other = billed(world), billed(world)
    assert follow(other).get(f"/matters/{order.number}/bill/").status_code == 404
    assert follow(asked()).get(f"/matters/{other.number}/bill/").status_code == 404


def test_the_desk_shows_the_lines_beside_the_buttons(world: w.World) -> None:
    order = billed(world)
    page = signed_in(world.accounts[("window-clerk", w.YE)]).read(f"/desk/orders/{order.number}/")
    assert "待缴费" in page.text
    assert "8.00 元（灯笼许可证工本费）（待核实）" in page.text
    assert f"/desk/orders/{order.number}/confirm_payment/" in page.links


def test_who_sees_people_masked_sees_the_sum_and_no_line(world: w.World) -> None:
    order = billed(world)
    page = signed_in(world.accounts[("bureau-chief", w.CITY)]).read(f"/desk/orders/{order.number}/")
    assert "一共 23.00 元" in page.text
    assert "灯笼许可证工本费）" not in page.text


def test_the_copy_of_what_is_held_has_the_bill(world: w.World) -> None:
    """个人信息保护法 45."""
    order = billed(world)
    seen = view(w.holder(order), order, at=w.NOW)
    bill = _matter(seen)["bill"]
    assert (bill["state"], f"{bill['total']}") == ("待缴费", "23.00")
    assert [line["due"] for line in bill["lines"]] == ["8.00", "15.00"]


# --- reconciliation -----------------------------------------------------------------------------


def test_a_day_is_added_up_by_office(world: w.World) -> None:
    """NOT-32."""
    paid(world)
    order = paid(world, "30000.00")
    w.take(clerk(world), order, "refund", amount="10.00", reason="少办了一项")
    w.take(clerk(world), billed(world), "waive_bill", reason="家里遭了灾")
    text = signed_in(world.accounts[("centre-head", w.YE)]).read("/desk/fees/").text
    row = text.split("2026-03-02")[1].split("合计")[0]
    assert row.replace("\n", "").startswith("叶县centre2261.000.0010.00251.0023.00")


def test_it_is_exported_with_its_totals(world: w.World) -> None:
    paid(world)
    chief = signed_in(world.accounts[("bureau-chief", w.YE)])
    response = chief.get("/desk/fees/list.xlsx")
    days, bills = load_workbook(BytesIO(response.content)).worksheets
    values = [[cell.value for cell in row] for row in days.iter_rows()]
    assert values[2] == ["2026-03-02", "叶县centre", 1, 23, 0, 0, 23, 0]
    assert values[3][0] == "合计"
    assert bills["D3"].value == "已缴清"


def test_what_one_page_does_not_hold_stands_on_the_next_and_in_the_sheet(
    world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The totals above count every bill; so does what stands below them."""
    numbers = {f"{paid(world).number}" for _ in range(3)}
    monkeypatch.setattr(queries, "LONGEST", 2)
    head = signed_in(world.accounts[("centre-head", w.YE)])
    pages = [head.read(f"/desk/fees/?page={page}") for page in (1, 2)]
    shown = [{n for n in numbers if f"/desk/orders/{n}/" in page.links} for page in pages]
    assert [len(one) for one in shown] == [2, 1]
    assert shown[0] | shown[1] == numbers
    assert ["下一页" in page.text for page in pages] == [True, False]

    chief = signed_in(world.accounts[("bureau-chief", w.YE)])
    sheet = load_workbook(BytesIO(chief.get("/desk/fees/list.xlsx").content)).worksheets[1]
    assert sheet.max_row == 2 + 3


@pytest.mark.parametrize("role", [("bureau-chief", w.ELSEWHERE), ("window-clerk", w.LUSHAN)])
def test_and_the_outsider_sees_no_sums(world: w.World, role: tuple[str, str]) -> None:
    paid(world)
    text = signed_in(world.accounts[role]).read("/desk/fees/").text
    assert "23.00" not in text


def test_who_counts_no_money_has_no_such_page(world: w.World) -> None:
    assert signed_in(world.accounts[("visitor", w.YE)]).get("/desk/fees/").status_code == 403
    clerk_ = signed_in(world.accounts[("window-clerk", w.YE)])
    assert clerk_.get("/desk/fees/list.xlsx").status_code == 403


# --- where money goes ---------------------------------------------------------------------------


def test_an_account_counts_when_two_people_stand_for_it(world: w.World) -> None:
    counter = signed_in(world.accounts[("window-clerk", w.YE)])
    chief = signed_in(world.accounts[("bureau-chief", w.YE)])
    office = str(world.office("centre").pk)
    typed = {**ACCOUNT, "organisation": office, "window": ""}
    assert counter.post("/desk/fees/accounts/", typed).status_code == 404
    chief.send("/desk/fees/accounts/", typed)
    made = Payee.objects.get()
    assert chief.post(f"/desk/fees/accounts/{made.pk}/confirm/").status_code == 403
    city = signed_in(world.accounts[("bureau-chief", w.CITY)])
    city.send(f"/desk/fees/accounts/{made.pk}/confirm/")
    made.refresh_from_db()
    assert made.confirmed_by == world.accounts[("bureau-chief", w.CITY)]


def test_the_page_of_accounts_asks_as_often_for_many_offices(
    world: w.World, django_assert_max_num_queries: Any
) -> None:
    payee(world)
    chief = signed_in(world.accounts[("bureau-chief", w.CITY)])
    with django_assert_max_num_queries(12):
        text = chief.read("/desk/fees/accounts/").text
    assert text.count(ACCOUNT["account"]) == 2, "in use, and how that came about"


def test_a_wrong_account_is_entered_anew_and_both_stay_to_be_read(world: w.World) -> None:
    """NOT-31, NOT-32: nothing is edited; who counts the money and who audits reads every step."""
    first = payee(world)
    head, chief = world.staff("centre-head"), world.staff("bureau-chief", w.CITY)
    office = world.office("centre").pk
    right = {**ACCOUNT, "account": "6200 0000 0002"}
    given = {"actor": chief, "organisation": office, "window": "", "at": w.NOW}
    with pytest.raises(Invalid) as refused:
        enter_payee(**given, **right)
    assert list(refused.value.fields) == ["why"]

    slip = enter_payee(**given, **{**ACCOUNT, "account": "6200"}, why="账号写错一位")
    city = signed_in(world.accounts[("bureau-chief", w.CITY)])
    assert city.send(f"/desk/fees/accounts/{slip.pk}/drop/") == "/desk/fees/accounts/"
    made = enter_payee(**given, **right, why="账号写错一位")
    assert queries.payee_of(office) == first
    confirm_payee(made.pk, actor=world.staff("bureau-chief"), at=w.NOW)
    assert queries.payee_of(office) == made
    with pytest.raises(Missing):
        confirm_payee(slip.pk, actor=world.staff("bureau-chief"), at=w.NOW)

    auditor = signed_in(world.accounts[("auditor", w.PROVINCE)])
    text = auditor.read("/desk/fees/accounts/").text
    for words in ("6200 0000 0001", "6200 0000 0002", "账号写错一位", "没有用过"):
        assert words in text, words
    assert "填写一个账户" not in text
    kinds = Entry.objects.filter(kind__startswith="payee-").order_by("pk")
    assert [one.kind for one in kinds] == [
        *("payee-entered", "payee-confirmed", "payee-entered"),
        *("payee-dropped", "payee-entered", "payee-confirmed"),
    ]
    assert head.account_id == kinds[0].actor


def test_and_the_outsider_drops_none(world: w.World) -> None:
    office, chief = world.office("centre").pk, world.staff("bureau-chief")
    made = enter_payee(actor=chief, organisation=office, **ACCOUNT, window="", at=w.NOW)
    for role in (("bureau-chief", w.ELSEWHERE), ("window-clerk", w.YE), ("auditor", w.PROVINCE)):
        stranger = signed_in(world.accounts[role])
        assert stranger.post(f"/desk/fees/accounts/{made.pk}/drop/").status_code in (403, 404)
    assert list(queries.payees_waiting([office])) == [made]


def test_and_the_outsider_neither_enters_nor_confirms_one(world: w.World) -> None:
    outsider = world.staff("bureau-chief", w.ELSEWHERE)
    with pytest.raises(Missing):
        enter_payee(
            actor=outsider,
            organisation=world.office("centre").pk,
            **ACCOUNT,
            window="",
            at=w.NOW,
        )
    with pytest.raises((Missing, Forbidden)):
        confirm_payee(payee(world).pk, actor=outsider, at=w.NOW)

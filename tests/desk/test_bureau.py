"""The bureau's pages: figures that open to their orders, the command screen, tables to take away."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from openpyxl import load_workbook

from santai.capabilities.oversight.actions import counting
from santai.capabilities.oversight.queries.tables import Cell, Table
from santai.desk.sheets import workbook
from tests.capabilities.oversight.matters import a_bit_of_everything
from tests.factories.pages import Page, Visitor, signed_in, stop_the_clock
from tests.world import (
    CITY,
    ELSEWHERE,
    LUSHAN,
    NOW,
    PROVINCE,
    TOWN,
    VILLAGE,
    YE,
    World,
    ask_for_aid,
)

PAGES = ("/desk/figures/", "/desk/command/", "/desk/supervision/")


@pytest.fixture
def matters(world: World) -> World:
    a_bit_of_everything(world)
    counting.catch_up(at=NOW)
    return world


@pytest.fixture
def chief(matters: World) -> Visitor:
    """The standing head of the bureau of 叶县."""
    return signed_in(matters.accounts[("bureau-chief", YE)])


def behind(page: Page) -> list[tuple[int, str]]:
    """Every figure of a page that is a link to orders: what it says, and where it leads."""
    found = re.findall(r'<a href="(/desk/figures/orders/[^"]*)">([\d,]+)(?: 件)?</a>', page.source)
    return [(int(number.replace(",", "")), html.unescape(path)) for path, number in found]


def listed(page: Page) -> int:
    return len({link for link in page.links if re.fullmatch(r"/desk/orders/\d+/", link)})


@pytest.mark.parametrize("path", ["/desk/figures/", "/desk/command/"])
@pytest.mark.parametrize(("role", "region"), [("bureau-chief", YE), ("auditor", PROVINCE)])
def test_every_figure_of_a_page_opens_to_as_many_orders(
    matters: World, role: str, region: str, path: str
) -> None:
    """DATA-04, DATA-06."""
    reader = signed_in(matters.accounts[(role, region)])
    figures = behind(reader.read(path))
    assert len(figures) > 10
    for number, address in figures:
        page = reader.read(address)
        assert listed(page) == number, address
        assert f"{number}</span> 件" in page.source


def test_a_county_chief_sees_the_county_and_nothing_around_it(chief: Visitor) -> None:
    assert "<h1>叶县：统计</h1>" in chief.read("/desk/figures/").source
    for path in PAGES:
        assert chief.read(path, region=VILLAGE).text
        for elsewhere in (CITY, LUSHAN, PROVINCE, ELSEWHERE, "000000000000", "x"):
            assert chief.get(path, {"region": elsewhere}).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        *PAGES,
        "/desk/figures/orders/?of=open",
        "/desk/figures/orders.xlsx?of=open",
        "/desk/figures/lines.xlsx",
        "/desk/figures/report.pdf",
        "/desk/supervision/list.xlsx",
        "/desk/calls/",
    ],
)
def test_and_the_outsider_finds_no_such_page(matters: World, path: str) -> None:
    clerk = signed_in(matters.accounts[("aid-clerk", YE)])
    assert clerk.get(path).status_code == 404
    assert Visitor().get(path).headers["Location"].startswith("/login/?next=")
    assert "/desk/figures/" not in clerk.read("/desk/").links


def test_every_table_says_how_it_is_counted(chief: Visitor) -> None:
    page = chief.read("/desk/figures/")
    assert page.text.count("？ 怎样算的") == page.source.count("<table") + 1  # the headline too
    assert "首次解决率 = 首次解决 ÷ 当面或来电咨询。" in page.text
    assert "指引转化率 = 转化 ÷ 转介。" in page.text
    assert "截至 3 月 2 日（周一）9:00" in page.text


def test_figures_that_grow_old_say_so(chief: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=11))
    assert "数字有一阵没有更新了" in chief.read("/desk/figures/").text


def test_before_anything_is_counted_the_page_says_so(world: World) -> None:
    reader = signed_in(world.accounts[("bureau-chief", YE)])
    for path in PAGES:
        assert "还没有统计过" in reader.read(path).text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"since": "2026-02-31"}, "日期请这样写：2026-03-02。"),
        ({"since": "x' OR 1=1"}, "日期请这样写：2026-03-02。"),
        ({"until": "2026-03-03"}, "不能晚于今天。"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "开始的日子要早于结束的日子。"),
        ({"since": "2020-01-01"}, "一次最多看一年。"),
    ],
)
def test_a_day_that_is_wrong_is_said_at_its_field_and_kept(
    chief: Visitor, given: dict[str, str], said: str
) -> None:
    response = chief.get("/desk/figures/", given)
    assert response.status_code == 422
    assert said in chief.page.text
    for name, typed in given.items():
        assert chief.page.fields[name] == [typed]
    assert chief.get("/desk/figures/lines.xlsx", given).status_code == 404


def test_a_shorter_period_counts_less(chief: Visitor) -> None:
    page = chief.read("/desk/figures/", since="2026-02-10", until="2026-02-10")
    received = [path for _, path in behind(page) if "of=received&" in path]
    assert {number for number, path in behind(page) if path in received} == {1}


@pytest.mark.parametrize(
    "query", ["?of=x", "?of=open&slot=x&of=overdue&slot=y", "?of=office&slot=x"]
)
def test_senseless_lists_are_not_there(chief: Visitor, query: str) -> None:
    assert chief.get(f"/desk/figures/orders/{query}").status_code == 404


def test_a_list_of_orders_masks_people(chief: Visitor) -> None:
    page = chief.read("/desk/figures/orders/?of=open")
    assert "申**甲" in page.text
    assert "申请人甲" not in page.text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/desk/figures/", 12),
        ("/desk/command/", 12),
        ("/desk/figures/orders/?of=open", 7),
        ("/desk/supervision/", 9),
        ("/desk/calls/", 11),
    ],
)
def test_a_page_costs_the_same_for_one_and_three(
    world: World, path: str, queries: int, rows: int, django_assert_max_num_queries: object
) -> None:
    for n in range(rows):
        ask_for_aid(
            at=NOW - timedelta(days=9), applicant={"name": "甲乙", "phone": f"1380000010{n}"}
        )
    counting.catch_up(at=NOW)
    reader = signed_in(world.accounts[("bureau-chief", CITY)])
    with django_assert_max_num_queries(queries):  # type: ignore[operator]
        reader.read(path)


# --- the command screen ---------------------------------------------------------------------------


def test_the_screen_reloads_itself_until_it_is_held(chief: Visitor) -> None:
    assert chief.get("/desk/command/").headers["Refresh"] == "60"
    assert "停住" in chief.page.text
    held = chief.get("/desk/command/", {"still": "1"})
    assert "Refresh" not in held.headers


def test_the_screen_shows_five_figures_and_a_map_that_is_none(matters: World) -> None:
    page = signed_in(matters.accounts[("bureau-chief", CITY)]).read("/desk/command/")
    for words in ("今天收到", "在办", "已超期", "今天到期", "满意率（30 天）"):
        assert f"<dt>{words}</dt>" in page.source
    assert "示意图，非测绘地图。" in page.text
    assert [tile for tile in page.links if tile.startswith("/desk/command/?region=")] == [
        f"/desk/command/?region={YE}",
        f"/desk/command/?region={LUSHAN}",
    ]
    assert "在办 6" in page.text


def test_a_region_nobody_arranged_is_a_plain_grid(chief: Visitor) -> None:
    page = chief.read("/desk/command/")
    assert "示意图，非测绘地图，按区划代码排列。" in page.text
    assert f"/desk/command/?region={TOWN}" in page.links


def test_what_breaches_today_is_listed(matters: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(
        monkeypatch, NOW.replace(day=3)
    )  # one working day for a question asked yesterday
    page = signed_in(matters.accounts[("bureau-chief", YE)]).read("/desk/command/")
    assert listed(page) == 2
    assert "今天到期" in page.text


# --- to take away ---------------------------------------------------------------------------------


def test_a_spreadsheet_holds_exactly_what_is_shown(chief: Visitor) -> None:
    page = chief.read("/desk/figures/")
    response = chief.get("/desk/figures/lines.xlsx")
    sheet = load_workbook(BytesIO(response.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1] == ("业务", "收到", "在办", "已超期", "今天到期", "办结")
    section = page.source.split('id="lines"')[1].split("</table>")[0]
    shown = [re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]+)", row) for row in section.split("<tr>")[2:]]
    assert [[str(value) for value in row] for row in rows[2 : 2 + len(shown)]] == shown
    assert len(shown) == 3


def test_all_tables_in_one_book(chief: Visitor) -> None:
    book = load_workbook(BytesIO(chief.get("/desk/figures/all.xlsx").content))
    assert book.sheetnames == [
        "总数",
        "办得好不好",
        "停在哪里",
        "按渠道",
        "按业务",
        "按地区",
        "各单位在办",
        "各经办人在办",
        "按日",
    ]
    assert chief.get("/desk/figures/nothing.xlsx").status_code == 404


def test_the_list_behind_a_figure_is_taken_away_masked(chief: Visitor) -> None:
    response = chief.get("/desk/figures/orders.xlsx?of=overdue")
    rows = list(load_workbook(BytesIO(response.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[2][2] == "申**甲"
    assert "申请人甲" not in str(rows)
    assert rows[3] == (None,) * len(rows[3])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_a_cell_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    table = Table("t", "表", (), ("甲",), [(Cell(text),), (Cell("7", 7),), (Cell("正常\x00"),)])
    sheet = load_workbook(BytesIO(workbook([table], ""))).worksheets[0]
    cell = sheet["A3"]
    assert (cell.data_type, cell.value.strip(), cell.quotePrefix) == ("s", text.strip(), True)
    assert (sheet["A4"].value, sheet["A5"].value) == (7, "正常")


def test_the_daily_report_is_a_pdf_of_the_same_figures(chief: Visitor) -> None:
    response = chief.get("/desk/figures/report.pdf", {"until": "2026-03-02"})
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert chief.get("/desk/figures/report.pdf", {"until": "2026-02-20"}).status_code == 200
    assert chief.get("/desk/figures/report.pdf", {"region": CITY}).status_code == 404


def test_the_style_of_these_pages_is_there(chief: Visitor) -> None:
    assert "desk/bureau.css" in chief.read("/desk/figures/").source
    assert finders.find("desk/bureau.css")

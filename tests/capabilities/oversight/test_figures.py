"""Every figure opens to exactly its orders; what a formula says is what it counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from santai.capabilities.oversight import access
from santai.capabilities.oversight.models import Standing
from santai.capabilities.oversight.queries import tables
from santai.capabilities.oversight.queries.measures import MEASURES
from santai.capabilities.oversight.queries.totals import Totals, count_of
from santai.capabilities.oversight.queries.which import orders_of, read
from santai.capabilities.places import codes
from santai.kernel.errors import Missing
from tests import world as w
from tests.capabilities.oversight.matters import PERIOD, a_bit_of_everything, counted

pytestmark = pytest.mark.django_db


def figures(totals: Totals) -> list[tuple[str, tables.Cell]]:
    return [
        (f"{table.name} {row[0].text}", cell)
        for table in tables.all_tables(totals)
        for row in table.rows
        for cell in row
        if cell.which is not None
    ]


@pytest.mark.parametrize("hours", [0, 8, 24, 24 * 9])
@pytest.mark.parametrize(
    ("role", "region"),
    [("bureau-chief", w.CITY), ("bureau-chief", w.YE), ("auditor", w.PROVINCE)],
)
def test_every_figure_is_the_number_of_its_orders(
    world: w.World, role: str, region: str, hours: int
) -> None:
    """DATA-04; also hours and days later, when limits have passed without anything being counted again."""
    a_bit_of_everything(world)
    actor, at = world.staff(role, region), w.NOW + timedelta(hours=hours)
    counted(region)
    found = figures(counted(region, at))
    assert len(found) > 40
    for name, cell in found:
        assert cell.which is not None
        again = read(cell.which.parameters(), cell.which.period)
        assert again == cell.which.but(period=again.period), name
        assert count_of(again, at=at) == cell.number, name
        assert Standing.objects.filter(again.standings(at)).count() == cell.number, name
        assert len(orders_of(actor, again, at=at)) == cell.number, name


def rows(totals: Totals, name: str) -> dict[str, list[str]]:
    [table] = [t for t in tables.all_tables(totals) if t.name == name]
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


def test_the_figures_of_a_county(world: w.World) -> None:
    """EVAL-01, EVAL-09, SUP-07."""
    a_bit_of_everything(world)
    found = counted(w.YE)
    assert rows(found, "summary") == {
        "收到": ["11"],
        "办结": ["5"],
        "在办": ["6"],
        "已超期": ["1"],
        "今天到期": ["0"],
        "被督办": ["1"],
    }
    assert rows(found, "doors") == {"窗口": ["6", "3"], "网上": ["5", "2"]}
    assert rows(found, "quality") == {
        "满意率": ["33.3%", "1", "3"],
        "不满意率": ["66.7%", "2", "3"],
        "不满意后回访率": ["50.0%", "1", "2"],
        "不满意后重办率": ["100.0%", "2", "2"],
        "首次解决率": ["50.0%", "1", "2"],
        "指引转化率": ["50.0%", "2", "4"],
    }
    assert rows(found, "places") == {
        "昆阳街道": ["1", "1", "0", "0", "0"],
        "本级（没有填到下一级）": ["10", "5", "1", "0", "5"],
    }


def test_a_city_sees_its_counties_side_by_side(world: w.World) -> None:
    a_bit_of_everything(world)
    assert rows(counted(w.CITY), "places") == {
        "叶县": ["11", "6", "1", "0", "5"],
        "鲁山县": ["1", "1", "1", "0", "0"],
    }


def test_where_matters_wait_the_oldest_first(world: w.World) -> None:
    a_bit_of_everything(world)
    [table] = [t for t in tables.all_tables(counted(w.CITY)) if t.name == "waiting"]
    assert [cell.text for cell in table.rows[0]] == [
        "民事法律援助",
        "审查中",
        "单位办理",
        "3",
        "2026-02-10",
    ]


def test_workload_and_balance(world: w.World) -> None:
    a_bit_of_everything(world)
    [table] = [t for t in tables.all_tables(counted(w.YE)) if t.name == "office"]
    assert {row[0].text: row[1].text for row in table.rows} == {
        "叶县centre": "4",
        "叶县legal-aid-agency": "2",
    }
    assert table.note == "最忙的 4 件，居中的 3 件，相差 1.3 倍。"


def test_overdue_and_due_today_move_with_the_clock(world: w.World) -> None:
    w.ask_for_aid()  # five days: until Saturday 7 March, which rolls to Monday the 9th
    counted(w.YE)

    def at(moment: datetime) -> tuple[str, str]:
        found = rows(counted(w.YE, moment), "summary")
        return found["已超期"][0], found["今天到期"][0]

    assert at(w.NOW.replace(day=8)) == ("0", "0")
    assert at(w.NOW.replace(day=9, hour=23)) == ("0", "1")
    assert at(w.NOW.replace(day=10, hour=0)) == ("1", "0")


def test_every_measure_says_its_formula() -> None:
    for measure in MEASURES.values():
        assert measure.says.endswith("。"), measure.name


# --- who may see what -----------------------------------------------------------------------------


def test_a_post_opens_its_own_region_and_what_lies_inside(world: w.World) -> None:
    chief = world.staff("bureau-chief", w.CITY)
    assert access.region_for(chief) == w.CITY
    assert access.region_for(chief, w.YE) == w.YE


@pytest.mark.parametrize("region", [w.CITY, w.LUSHAN, w.PROVINCE, codes.NATION, "4104", "x", "'"])
def test_and_the_outsider_finds_nothing_there(world: w.World, region: str) -> None:
    with pytest.raises(Missing):
        access.region_for(world.staff("bureau-chief", w.YE), region)


@pytest.mark.parametrize("role", ["window-clerk", "aid-clerk", "visitor"])
def test_who_supervises_nothing_sees_no_figures(world: w.World, role: str) -> None:
    with pytest.raises(Missing):
        access.region_for(world.staff(role), w.YE)


def test_an_auditor_looks_on_and_urges_nothing(world: w.World) -> None:
    auditor = world.staff("auditor", w.PROVINCE)
    assert access.region_for(auditor, w.YE) == w.YE
    assert access.supervises(auditor, w.YE) is False
    assert access.supervises(world.staff("bureau-chief", w.CITY), w.YE) is True


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"of": "everything"},
        {"of": "overdue", "slot": "1"},
        {"of": "office", "slot": "x"},
        {"of": "holder", "slot": "9" * 40},
    ],
)
def test_an_address_that_names_nothing_is_not_there(given: dict[str, str]) -> None:
    with pytest.raises(Missing):
        read(given, PERIOD)

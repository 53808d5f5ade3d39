"""The board on the wall and the figures by the hour come from what happened, and open to it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from santai.channels.hotline import queries
from santai.channels.hotline.models import Call
from tests.channels.hotline.telephone import CALLER, Telephone
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, ELSEWHERE, NOW, TODAY, YE, World

HOUR = 3600


@pytest.fixture
def day(telephone: Telephone, agent: Visitor) -> None:
    """At nine: answered in 5 s and in 20 s; at ten (before the clock's moment: eight): missed, silent."""
    for call, rings, answered in (("a", -60, 5), ("b", -50, 20)):
        telephone.rings(rings - HOUR, call=call)
        telephone.says("answered", rings - HOUR + answered, call=call)
        telephone.says("ended", rings - HOUR + answered + 30, call=call)
    telephone.rings(-2 * HOUR - 60, call="c")
    telephone.says("ended", -2 * HOUR, call="c")
    agent.send("/hotline/", {"call": str(Call.objects.get(telephone_id="a").pk), "ended": "silent"})


def centre(world: World) -> list[int]:
    return [world.office("hotline-centre", CITY).pk]


def test_hours_count_answers_within_fifteen_seconds(world: World, day: None) -> None:
    """HOT-16: measured from the telephone's own moments."""
    hours = queries.by_hour(centre(world), TODAY, TODAY)
    seven, six = hours[7], hours[6]
    assert (seven.calls, seven.answered, seven.prompt, seven.level) == (2, 2, 1, 50)
    assert (six.calls, six.answered, six.level, six.ended["missed"]) == (1, 0, 0, 1)
    assert (seven.wait, seven.talk) == (timedelta(seconds=12.5), timedelta(seconds=30))
    all_ = queries.together(hours)
    assert (all_.calls, all_.answered, all_.level, all_.waiting) == (3, 2, 33, 1)
    assert (all_.ended["silent"], all_.ended["missed"], all_.wait) == (1, 1, seven.wait)


def test_a_call_written_by_hand_is_counted_without_a_service_level(
    agent: Visitor, world: World
) -> None:
    agent.send("/hotline/", {"q": CALLER, "ended": "wrong"})
    hour = queries.by_hour(centre(world), TODAY, TODAY)[9]
    assert (hour.calls, hour.answered, hour.level) == (1, 1, None)


def test_the_board_shows_seats_calls_and_who_waits(agent: Visitor, day: None) -> None:
    text = "".join(agent.read("/hotline/wall/").text.split())
    for said in ("今天来电3", "15秒内接起33%", "没接到1", "待登记1", "空闲1", "无人说话1"):
        assert said in text


def test_every_figure_opens_to_its_calls(agent: Visitor, day: None) -> None:
    agent.read("/hotline/figures/")
    link = next(link for link in agent.page.links if "ended=silent" in link and "hour=7" in link)
    agent.read(link)
    assert "138****0001" in agent.page.text
    assert agent.page.text.count("无人说话") == 1
    assert CALLER not in agent.page.source


def test_the_spreadsheet_holds_the_same_numbers(agent: Visitor, day: None) -> None:
    response = agent.get("/hotline/figures.xlsx")
    assert response.headers["Content-Disposition"].endswith('.xlsx"')
    sheet = load_workbook(BytesIO(response.content)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert rows[9][:6] == ("7:00–8:00", 2, 2, 1, 2, 50)
    assert rows[-1][:6] == ("合计", 3, 2, 1, 3, 33)


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "gestern"},
        {"from": "2026-03-02", "to": "2026-03-01"},
        {"from": "2020-01-01", "to": "2026-01-01"},
        {"from": "0001-01-01"},
    ],
)
def test_days_that_cannot_be_are_said(agent: Visitor, day: None, asked: dict[str, str]) -> None:
    for path in ("/hotline/figures/", "/hotline/figures.xlsx", "/hotline/calls/"):
        assert agent.get(path, asked).status_code == 422
        assert "days-error" in agent.page.source


@pytest.mark.parametrize("asked", [{"hour": "x"}, {"hour": "99"}, {"ended": "?"}])
def test_a_filter_there_is_not_does_no_harm(agent: Visitor, asked: dict[str, str]) -> None:
    agent.read("/hotline/calls/", **asked)


@pytest.mark.parametrize(("role", "region"), [("bureau-chief", CITY), ("auditor", "410000000000")])
def test_those_above_see_the_board(world: World, day: None, role: str, region: str) -> None:
    above = signed_in(world.accounts[(role, region)])
    assert "今天来电" in above.read("/hotline/wall/").text


@pytest.mark.parametrize(
    ("role", "region"),
    [
        ("window-clerk", YE),
        ("bureau-chief", YE),
        ("bureau-chief", ELSEWHERE),
        ("system-admin", CITY),
    ],
)
def test_and_the_outsider_sees_no_figure(world: World, role: str, region: str) -> None:
    outsider = signed_in(world.accounts[(role, region)])
    for path in ("wall/", "figures/", "figures.xlsx", "calls/"):
        assert outsider.get(f"/hotline/{path}").status_code == 403


def test_figures_ask_as_much_of_one_call_as_of_many(
    agent: Visitor, telephone: Telephone, django_assert_num_queries: Any
) -> None:
    telephone.rings(-HOUR)
    for path, asked in (("wall/", 6), ("figures/", 4), ("calls/", 4)):
        with django_assert_num_queries(asked):
            agent.read(f"/hotline/{path}")
    for number in range(4):
        telephone.rings(-HOUR, call=f"m-{number}")
    for path, asked in (("wall/", 6), ("figures/", 4), ("calls/", 4)):
        with django_assert_num_queries(asked):
            agent.read(f"/hotline/{path}")
    assert Call.objects.filter(at__lt=NOW).count() == 5

"""The inbox and looking up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.orders.queries import FILTERS
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import CITY, LUSHAN, NOW, YE, World, ask_for_aid, take


@pytest.fixture
def clerk(world: World) -> Visitor:
    """The standing 承办人: takes legal-aid applications of 叶县."""
    return signed_in(world.accounts[("aid-clerk", YE)])


def shown(page: object) -> list[str]:
    links = page.links  # type: ignore[attr-defined]
    return [link for link in links if link.startswith("/desk/orders/")]


def test_what_waits_for_us_is_listed_with_the_time_left(clerk: Visitor) -> None:
    order = ask_for_aid().order
    page = clerk.read("/desk/")
    assert shown(page) == [f"/desk/orders/{order.number}/"]
    assert "剩 5 个工作日" in page.text
    assert "申**甲" in page.text
    assert "申请人甲" not in page.text
    assert "审查中" in page.text


def test_what_breaches_first_stands_first(clerk: Visitor) -> None:
    late = ask_for_aid(at=NOW).order
    early = ask_for_aid(at=NOW - timedelta(days=3)).order
    assert shown(clerk.read("/desk/")) == [f"/desk/orders/{o.number}/" for o in (early, late)]


@pytest.mark.parametrize(("role", "region"), [("aid-clerk", LUSHAN), ("system-admin", CITY)])
def test_and_the_outsider_sees_none_of_it(world: World, role: str, region: str) -> None:
    order = ask_for_aid().order
    outsider = signed_in(world.accounts[(role, region)])
    for which in FILTERS:
        assert order.number not in outsider.read("/desk/", which=which).source


def test_the_unknown_are_asked_to_sign_in(visitor: Visitor) -> None:
    for path in ("/desk/", "/desk/search/", "/desk/overdue/", "/desk/catalogue/"):
        assert visitor.get(path).headers["Location"] == f"/login/?next={path}"


def test_filters_are_links_with_counts(clerk: Visitor, world: World) -> None:
    mine = ask_for_aid().order
    ask_for_aid()
    take(world.staff("aid-clerk"), mine, "claim")
    page = clerk.read("/desk/", which="mine")
    assert shown(page) == [f"/desk/orders/{mine.number}/"]
    assert "轮到本单位 2" in page.text
    assert "我领办的 1" in page.text


def test_overdue_is_a_filter_with_an_address(
    clerk: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = ask_for_aid().order
    assert clerk.get("/desk/overdue/").headers["Location"] == "/desk/?which=overdue"
    assert shown(clerk.read("/desk/", which="overdue")) == []
    stop_the_clock(monkeypatch, NOW + timedelta(days=10))
    clerk.force_login(world.accounts[("aid-clerk", YE)])
    page = clerk.read("/desk/", which="overdue")
    assert shown(page) == [f"/desk/orders/{order.number}/"]
    assert "超 3 天" in page.text


@pytest.mark.parametrize(
    ("role", "region", "title"),
    [
        ("aid-clerk", YE, "轮到本单位"),
        ("bureau-chief", CITY, "已超期"),
        ("auditor", "410000000000", "已超期"),
    ],
)
def test_everybody_begins_with_what_is_theirs_to_look_at(
    world: World, role: str, region: str, title: str
) -> None:
    page = signed_in(world.accounts[(role, region)]).read("/desk/")
    assert f"<h1>{title}</h1>" in page.source
    lawyer = signed_in(world.lawyers[0].account).read("/desk/")
    assert "<h1>我领办的</h1>" in lawyer.source


def test_pages_of_fifty(clerk: Visitor) -> None:
    for n in range(51):
        ask_for_aid(applicant={"name": f"申请人{n}", "phone": f"138000001{n:02}"})
    assert len(shown(clerk.read("/desk/"))) == 50
    assert "下一页" in clerk.page.text
    assert len(shown(clerk.read("/desk/", page=2))) == 1
    assert "上一页" in clerk.page.text


@pytest.mark.parametrize(
    "query", [{"which": "x"}, {"page": "x"}, {"page": "-1"}, {"page": "9" * 30}]
)
def test_senseless_addresses_show_an_inbox(clerk: Visitor, query: dict[str, str]) -> None:
    assert clerk.get("/desk/", query).status_code == 200


def test_a_number_opens_its_order_however_it_is_written(clerk: Visitor) -> None:
    number = ask_for_aid().order.number
    written = f" {number[:3]} {number[3:7]}-{number[7:]}"
    assert clerk.send("/desk/search/", {"q": written}) == f"/desk/orders/{number}/"


def test_a_number_that_is_not_ours_is_not_there(world: World) -> None:
    number = ask_for_aid().order.number
    outsider = signed_in(world.accounts[("aid-clerk", LUSHAN)])
    assert "没有工单" in outsider.send("/desk/search/", {"q": number}, status=200)


def test_a_person_is_found_with_what_they_came_for(clerk: Visitor) -> None:
    order = ask_for_aid().order
    clerk.send("/desk/search/", {"q": "13800000001"}, status=200)
    assert f"/desk/orders/{order.number}/" in clerk.page.links
    assert "劳动报酬" in clerk.page.text


def test_several_of_a_name_are_offered_to_choose_from(clerk: Visitor) -> None:
    ask_for_aid()
    ask_for_aid(applicant={"name": "申请人甲", "phone": "13800000002"})
    clerk.send("/desk/search/", {"q": "申请人甲"}, status=200)
    picks = clerk.page.source.count('name="pick"')
    assert picks == 2
    assert "13800000002" not in clerk.page.source  # a list is masked


@pytest.mark.parametrize("rows", [1, 3])
def test_the_inbox_costs_the_same_for_one_and_three(
    clerk: Visitor, rows: int, django_assert_num_queries: object
) -> None:
    for n in range(rows):
        ask_for_aid(applicant={"name": f"申请人{n}", "phone": f"1380000010{n}"})
    with django_assert_num_queries(8):  # type: ignore[operator]
        clerk.read("/desk/")


@pytest.mark.parametrize("rows", [1, 3])
def test_a_person_search_costs_the_same_for_one_and_three(
    clerk: Visitor, rows: int, django_assert_num_queries: object
) -> None:
    for _ in range(rows):
        ask_for_aid()
    with django_assert_num_queries(7):  # type: ignore[operator]
        clerk.send("/desk/search/", {"q": "13800000001"}, status=200)

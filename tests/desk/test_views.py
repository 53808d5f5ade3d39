"""Saved views of the inbox: kept under a name, shared by a chief, one of them opened first (SUP-04, DATA-06)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.orders.models import Order
from santai.desk.models import SavedView, Star
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, LUSHAN, NOW, VILLAGE, YE, World, ask_for_aid, take

Narrowed = dict[str, str]


@pytest.fixture
def clerk(world: World) -> Visitor:
    return signed_in(world.accounts[("aid-clerk", YE)])


@pytest.fixture
def chief(world: World) -> Visitor:
    return signed_in(world.accounts[("bureau-chief", YE)])


def listed(page: Any) -> list[str]:
    return [link for link in page.links if link.startswith("/desk/orders/")]


def address(*orders: Order) -> list[str]:
    return [f"/desk/orders/{order.number}/" for order in orders]


def saved(visitor: Visitor, name: str = "我的", **given: str) -> str:
    return visitor.send("/desk/views/", {"name": name, **given})


@pytest.mark.parametrize(
    ("narrowed", "made"),
    [
        ({"region": VILLAGE}, {"region": VILLAGE}),
        ({"group": "残疾人"}, {"applicant": {"name": "丙丁", "phone": "1", "groups": ["残疾人"]}}),
        ({"due": "3days"}, {"at": NOW - timedelta(days=5)}),
    ],
)
def test_a_list_is_narrowed_by_its_address(
    clerk: Visitor, narrowed: Narrowed, made: dict[str, Any]
) -> None:
    """GRP-04: also to those who are served first."""
    if "applicant" in made:
        made["applicant"]["phone"] = "13800000077"
    ask_for_aid()
    order = ask_for_aid(**made).order
    assert listed(clerk.read("/desk/", which="turn", **narrowed)) == address(order)


def test_a_list_is_narrowed_to_what_was_urged(clerk: Visitor, world: World) -> None:
    ask_for_aid()
    order = ask_for_aid().order
    take(world.staff("bureau-chief"), order, "urge", reason="请尽快办理")
    assert listed(clerk.read("/desk/", which="all", urged="1")) == address(order)
    assert len(listed(clerk.read("/desk/", which="all", line="legal-aid", door="portal"))) == 2
    assert listed(clerk.read("/desk/", which="all", line="notary")) == []


def test_the_next_page_is_narrowed_too(clerk: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("santai.desk.views.inbox", "santai.capabilities.orders.queries"):
        monkeypatch.setattr(f"{module}.PAGE", 1)
    ask_for_aid(region=VILLAGE)
    ask_for_aid(region=VILLAGE)
    page = clerk.read("/desk/", which="turn", region=VILLAGE)
    assert f"?which=turn&region={VILLAGE}&page=2" in page.links


def test_a_view_is_a_link_with_the_count_behind_it(clerk: Visitor) -> None:
    ask_for_aid()
    order = ask_for_aid(region=VILLAGE).order
    there = saved(clerk, "东街", which="turn", region=VILLAGE)
    page = clerk.read("/desk/", which="turn")
    assert there.removeprefix("/desk/") in page.links
    assert "东街 1" in page.text
    assert listed(clerk.read(there)) == address(order)
    assert "<h1>东街</h1>" in clerk.page.source


def test_the_count_is_that_of_now(clerk: Visitor, world: World) -> None:
    """A count that was kept would lie as soon as somebody acts."""
    order = ask_for_aid().order
    saved(clerk, "没人领", which="unclaimed")
    assert "没人领 1" in clerk.read("/desk/").text
    take(world.staff("aid-clerk"), order, "claim")
    assert "没人领 0" in clerk.read("/desk/").text


def test_the_starred_one_opens_first(clerk: Visitor) -> None:
    ask_for_aid()
    order = ask_for_aid(region=VILLAGE).order
    there = saved(clerk, "东街", which="turn", region=VILLAGE)
    other = saved(clerk, "全部", which="all")
    assert len(listed(clerk.read("/desk/"))) == 2
    for view in (other, there):  # one star only
        clerk.send(f"/desk/views/{view.rpartition('=')[2]}/star/", {"on": "yes"})
    assert listed(clerk.read("/desk/")) == address(order)
    assert len(listed(clerk.read("/desk/", which="turn"))) == 2
    assert Star.objects.count() == 1
    clerk.send(f"/desk/views/{there.rpartition('=')[2]}/star/")
    assert len(listed(clerk.read("/desk/"))) == 2


def test_a_chief_shares_with_the_office_and_everybody_sees_their_own(
    world: World, chief: Visitor
) -> None:
    """Only the filters are shared: they give nobody a right."""
    order = ask_for_aid().order
    there = saved(chief, "局里都看", which="all", shared="yes")
    officer = signed_in(world.accounts[("bureau-officer", YE)])
    assert "局里都看 本单位 0" in officer.read("/desk/").text
    assert listed(officer.read(there)) == []
    assert listed(chief.read(there)) == address(order)


def test_who_is_no_chief_shares_nothing(clerk: Visitor) -> None:
    assert clerk.post("/desk/views/", {"name": "x", "shared": "yes"}).status_code == 403
    assert "本单位的人都能用" not in clerk.read("/desk/").text


@pytest.mark.parametrize("role", ["bureau-officer", "aid-clerk"])
def test_a_shared_view_is_deleted_by_a_chief_only(world: World, chief: Visitor, role: str) -> None:
    view = saved(chief, "共用", shared="yes").rpartition("=")[2]
    reader = signed_in(world.accounts[(role, YE)])
    expected = 403 if role == "bureau-officer" else 404
    assert reader.post(f"/desk/views/{view}/delete/").status_code == expected
    chief.send(f"/desk/views/{view}/delete/")
    assert not SavedView.objects.exists()


def test_and_the_outsider_neither_sees_nor_changes_it(world: World, clerk: Visitor) -> None:
    there = saved(clerk, "我的")
    view = there.rpartition("=")[2]
    for role, region in (("aid-clerk", LUSHAN), ("aid-approver", YE), ("bureau-chief", CITY)):
        outsider = signed_in(world.accounts[(role, region)])
        assert outsider.get(there).status_code == 404
        assert outsider.post(f"/desk/views/{view}/star/", {"on": "yes"}).status_code == 404
        assert outsider.post(f"/desk/views/{view}/delete/").status_code == 404
    assert Visitor().post("/desk/views/", {"name": "x"}).status_code == 302
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize(("name", "said"), [("", "起个名字"), ("长" * 21, "最多 20 个字")])
def test_a_name_that_does_not_fit_is_said_at_its_field(
    clerk: Visitor, name: str, said: str
) -> None:
    clerk.send("/desk/views/", {"name": name, "which": "all", "region": VILLAGE}, status=422)
    assert said in clerk.page.text
    assert clerk.page.fields["name"] == [name]
    assert clerk.page.fields["region"][0] == VILLAGE


def test_the_same_name_again_is_the_same_view(clerk: Visitor) -> None:
    assert saved(clerk, "我的", which="all") == saved(clerk, " 我的 ", which="mine")
    assert SavedView.objects.get().filters == {"which": "mine"}


def test_there_are_only_so_many(clerk: Visitor) -> None:
    for number in range(12):
        saved(clerk, f"视图{number}")
    clerk.send("/desk/views/", {"name": "再一个"}, status=422)
    assert "最多存 12 个视图" in clerk.page.text
    saved(clerk, "视图3", which="mine")


def test_a_condition_that_is_no_more_lists_nothing_and_says_so(
    clerk: Visitor, world: World
) -> None:
    """Left out, it would show and count more than was asked for."""
    ask_for_aid()
    view = SavedView.objects.create(
        owner=world.accounts[("aid-clerk", YE)], name="旧", filters={"which": "all", "line": "gone"}
    )
    assert listed(clerk.read("/desk/", view=str(view.pk))) == []
    assert "旧 0" in clerk.page.text
    assert "条件现在没有了" in clerk.page.text


@pytest.mark.parametrize("views", [0, 5])
def test_views_cost_no_question_each(
    clerk: Visitor, views: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(views):
        saved(clerk, f"视图{number}", which="all", due="week")
    clerk.read("/desk/", which="all")
    with django_assert_num_queries(7):
        clerk.read("/desk/", which="all")

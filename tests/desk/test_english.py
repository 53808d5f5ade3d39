"""The desk for staff who read English: every page, and the same rows as for anybody else."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.orders.models import Order
from santai.capabilities.oversight.actions import counting
from santai.capabilities.oversight.actions.report import daily_report
from tests.capabilities.oversight.matters import a_bit_of_everything
from tests.factories.pages import stop_the_clock
from tests.factories.reading import EnglishReader, kept, undone, words_of
from tests.world import NOW, TODAY, YE, World, ask_for_aid, take

OURS = ("desk", "capabilities/oversight", "capabilities/orders", "capabilities/clocks")


@pytest.fixture
def order(world: World) -> Order:
    return ask_for_aid().order


@pytest.fixture
def granted(order: Order, world: World) -> Order:
    return take(world.staff("aid-approver"), order, "grant", form_of_aid="劳动争议调解与仲裁代理")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch)


def reader(world: World, role: str, language: str = "en") -> EnglishReader:
    return EnglishReader(world.accounts[(role, YE)], language)


def untranslated(browser: EnglishReader, path: str, **data: Any) -> set[str]:
    return words_of(*OURS) & set(browser.pieces(path, **data))


@pytest.mark.parametrize(
    "path",
    [
        "/desk/",
        "/desk/search/",
        "/desk/catalogue/",
        "/desk/catalogue/legal-aid/civil/",
        "/desk/orders/{number}/",
        "/desk/orders/{number}/claim/",
    ],
)
def test_no_page_of_a_clerk_speaks_chinese(world: World, order: Order, path: str) -> None:
    clerk = reader(world, "aid-clerk")
    assert untranslated(clerk, path.format(number=order.number)) == set()


@pytest.mark.parametrize(
    "path", ["/desk/command/", "/desk/figures/", "/desk/supervision/", "/desk/calls/"]
)
def test_no_page_of_the_bureau_speaks_chinese(world: World, path: str) -> None:
    a_bit_of_everything(world)
    counting.catch_up(at=NOW)
    assert untranslated(reader(world, "bureau-chief"), path) == set()


def test_what_is_done_with_several_is_said_in_english(world: World, order: Order) -> None:
    clerk = reader(world, "aid-clerk")
    picked = {"pick": order.number, f"seen-{order.number}": str(order.seq)}
    steps: tuple[dict[str, str], ...] = ({}, {"action": "claim"}, {"action": "claim", "step": "do"})
    for step in steps:
        assert "领办" not in clerk.post("/desk/several/", {**picked, **step}).content.decode()


def test_the_steps_of_a_service_and_the_filters_are_said_in_english(world: World) -> None:
    clerk = reader(world, "aid-clerk")
    service = clerk.get("/desk/catalogue/legal-aid/civil/").content.decode()
    inbox = clerk.get("/desk/").content.decode()
    assert [word for word in ("<td>审查中", "<td>给予") if word in service] == []
    assert [word for word in (">法律援助<", ">农民工<") if word in inbox] == []


def test_reasons_for_an_assignment_are_said_in_english(world: World, granted: Order) -> None:
    dispatcher = reader(world, "aid-dispatcher")
    page = " ".join(dispatcher.pieces(f"/desk/orders/{granted.number}/assign/"))
    assert "in the applicant's" in page
    assert "years in practice" in page


def test_an_assignment_leaves_the_same_rows_in_every_language(world: World, granted: Order) -> None:
    """Its event keeps the reasons: those stay Chinese, whoever pressed the button."""
    rows = []
    for language in ("zh-hans", "en"):
        with undone():
            dispatcher = reader(world, "aid-dispatcher", language)
            path = f"/desk/orders/{granted.number}/assign/best/"
            assert dispatcher.post(path, {"order.seq": str(granted.seq)}).status_code == 302
            rows.append(kept(Order.objects.get(pk=granted.pk)))
    assert rows[0] == rows[1]
    assert "与申请人" in str(rows[1]["events"][-1])


def test_the_daily_report_is_chinese_for_every_reader(world: World) -> None:
    from django.utils import translation

    from santai.capabilities.oversight.actions import report

    counting.catch_up(at=NOW)
    said = []
    original = report.render
    report.render = lambda data, template: said.append(data) or b""  # type: ignore[func-returns-value]
    try:
        for language in ("zh-hans", "en"):
            with translation.override(language):
                daily_report(YE, TODAY, at=NOW)
    finally:
        report.render = original
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("role", "action", "facts"),
    [
        ("aid-clerk", "claim", {}),
        (
            "aid-clerk",
            "ask_for_more",
            {"missing": "收入证明", "reply_by": "2026-03-20"},
        ),
        ("aid-approver", "refuse", {"reason": "不属于法律援助范围"}),
        ("aid-approver", "grant", {"form_of_aid": "劳动争议调解与仲裁代理"}),
        ("bureau-chief", "urge", {"reason": "请三日内办结"}),
    ],
)
def test_an_action_leaves_the_same_rows_in_every_language(
    world: World, order: Order, role: str, action: str, facts: dict[str, str]
) -> None:
    """Documents, messages and events: whoever pressed the button, and in which language."""
    rows, statuses = [], []
    for language in ("zh-hans", "en"):
        with undone():
            there = f"/desk/orders/{order.number}/{action}/"
            typed = {**facts, "order.seq": str(order.seq), "step": "do", "key": "k"}
            statuses.append(reader(world, role, language).post(there, typed).status_code)
            rows.append(kept(Order.objects.get(pk=order.pk)))
    assert statuses[0] == statuses[1]
    assert rows[0] == rows[1]
    assert statuses[0] == 302

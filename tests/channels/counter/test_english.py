"""The counter for a clerk who reads English: every page, and the same rows as for anybody else."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.orders.models import Order
from tests.channels.counter.test_counter import INTAKE, typed
from tests.factories.halls import make_hall, queue, seat
from tests.factories.pages import stop_the_clock
from tests.factories.reading import EnglishReader, kept, undone, words_of
from tests.world import YE, World, ask_for_aid

OURS = ("channels/counter", "capabilities/orders", "capabilities/reception")


@pytest.fixture
def clerk(world: World, monkeypatch: pytest.MonkeyPatch) -> EnglishReader:
    stop_the_clock(monkeypatch)
    return EnglishReader(world.accounts[("window-clerk", YE)])


def test_no_page_speaks_chinese_to_who_reads_english(clerk: EnglishReader, world: World) -> None:
    hall = make_hall(world)
    seat(world.staff("window-clerk"), hall)
    queue(hall, priority="elder")
    clerk.post(INTAKE, typed())
    number = Order.objects.get().number
    for path in (
        "/counter/",
        INTAKE,
        f"{INTAKE}?service=legal-aid/civil",
        "/counter/materials/",
        "/counter/materials/list/",
        f"/counter/halls/{hall.pk}/",
        f"/counter/halls/{hall.pk}/duty/",
        f"/counter/halls/{hall.pk}/screen/",
        f"/counter/orders/{number}/receipt/",
    ):
        assert words_of(*OURS) & set(clerk.pieces(path)) == set(), path


def test_a_mistake_is_said_in_english(clerk: EnglishReader) -> None:
    page = clerk.post(INTAKE, typed(region="419999999999")).content.decode()
    assert "Please choose the region from the list." in page


def test_a_referral_slip_and_a_hand_over_list_stay_chinese(
    clerk: EnglishReader, world: World
) -> None:
    """They go to other offices and are kept there."""
    request: dict[str, Any] = {"service": "referral/outside", "answers.body": "劳动监察大队"}
    clerk.post(INTAKE, typed(**request, **{"answers.matter": "查处欠薪"}))
    order = Order.objects.get()
    slip = clerk.pieces(f"/counter/orders/{order.number}/referral/")
    assert "要办的事" in slip
    assert "Open the work order" in slip


def test_taking_a_matter_in_leaves_the_same_rows_in_every_language(world: World) -> None:
    rows = []
    for language in ("zh-hans", "en"):
        with undone():
            ask_for_aid()
            before = set(Order.objects.values_list("pk", flat=True))
            clerk = EnglishReader(world.accounts[("window-clerk", YE)], language)
            assert clerk.post(INTAKE, typed(seen="yes")).status_code == 302
            rows.append(kept(Order.objects.exclude(pk__in=before).get()))
    assert rows[0] == rows[1]

"""A citizen who reads English: every page of the way in English, and nothing kept differs for it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.models import Event, Material, Order
from santai.kernel.words import said
from tests.channels.portal.reading import apply, main_path, read, reader
from tests.factories.pages import Visitor
from tests.world import World, ask_for_aid, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def english(world: World) -> Visitor:
    return reader("en")


def test_no_page_of_the_way_speaks_chinese_to_an_english_reader(english: Visitor) -> None:
    """WEB: English complete. The main path, and what is law on it too; then places and people."""
    assert main_path(english) + read(english, "/places/", "/people/") == []


def kept() -> list[Any]:
    """What an application leaves behind, without what no two applications share."""
    order = Order.objects.latest("pk")

    def plain(value: Any) -> str:
        return str(value).replace(order.number, "…")

    return [
        plain((order.title, order.answers, order.state)),
        [plain((row.code, row.data)) for row in Event.objects.filter(order=order).order_by("pk")],
        [
            plain((row.title, row.note))
            for row in Material.objects.filter(order=order).order_by("pk")
        ],
        [
            plain((row.name, row.title, row.basis))
            for row in Clock.objects.filter(subject=order.subject).order_by("pk")
        ],
    ]


def test_nothing_that_is_kept_depends_on_the_reader(english: Visitor, world: World) -> None:
    """The same application in English leaves the same rows (LEDGER: what is hashed is Chinese)."""
    apply(english)
    in_english = kept()
    apply(Visitor())
    assert Order.objects.count() == 2
    assert in_english == kept()


def test_what_a_rule_said_is_kept_in_chinese_whoever_asked(world: World) -> None:
    order = ask_for_aid().order
    with translation.override("en"):
        assert said("继续") == "Continue"
        granted = take(world.staff("aid-approver"), order, "grant", form_of_aid="诉讼代理")
    event = Event.objects.filter(order=granted, code="grant").get()
    reasons = [reason["text"] for reason in event.data["judgement"]["reasons"]]
    assert reasons == ["属于农民工且申请事项为劳动报酬"]

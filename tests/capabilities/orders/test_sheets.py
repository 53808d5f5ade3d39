"""Sheets of facts: a table inside a document, sums nobody types, English below the Chinese (AID-26, GRP-11)."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import documents_of, pdf_of
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Party
from tests.capabilities.documents.paper import text_of
from tests.capabilities.orders import steps
from tests.world import World, take

pytestmark = pytest.mark.usefixtures("trial")
POINTS = {"base": "38", "service": "51"}


def scored(world: World, order: Order, **facts: Any) -> Document:
    take(world.staff("window-clerk"), order, "score", **{**POINTS, **facts})
    return documents_of(order.subject).latest("pk")


@pytest.fixture
def order(world: World) -> Order:
    return steps.permit()


def test_a_sheet_adds_up_and_shows_each_line(world: World, order: Order) -> None:
    sheet = scored(world, order)
    assert sheet.facts["paragraphs"] == [
        "于2026年3月2日收到的申请，打分如下：",
        {
            "head": ["项目", "得分"],
            "rows": [["基础", "38"], ["服务", "51"], ["总分", "89"]],
            "widths": [3, 1],
        },
        "总分89分。",
    ]
    assert "项目得分基础38服务51总分89总分89分。" in text_of(pdf_of(sheet))
    assert steps.last(order).data["facts"] == {"base": 38, "service": 51, "total": 89}


def test_a_line_that_was_asked_and_answered_is_on_the_sheet(world: World, order: Order) -> None:
    table = scored(world, order, bonus="0").facts["paragraphs"][1]
    assert ["附加", "0"] in table["rows"]


@pytest.mark.parametrize(
    ("changes", "bilingual"),
    [
        ({}, False),
        ({"groups": ["外国人"]}, True),
        ({"groups": ["外国人"], "language": "藏语"}, False),
        ({"language": "英语"}, True),
        ({"language": "普通话"}, False),
    ],
)
def test_english_stands_below_for_those_who_read_it(
    world: World, order: Order, changes: dict[str, Any], bilingual: bool
) -> None:
    Party.objects.filter(pk=order.applicant_id).update(**changes)
    sheet = scored(world, order)
    assert ("second" in sheet.facts) is bilingual
    if bilingual:
        assert sheet.facts["second"]["paragraphs"] == [
            "The application of 2 March 2026 has these points.",
            {"head": [], "rows": [["Total", "89"]], "widths": [1, 1]},
        ]
        text = text_of(pdf_of(sheet))
        assert "Scoresheet" in text
        assert "TheChinesetextprevails." in text
        assert text.index("总分89分") < text.index("Scoresheet")

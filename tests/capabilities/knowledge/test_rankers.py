"""Approved answers teach the order of articles at once, whatever their place: HOT-14, KB-06."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from santai.capabilities.knowledge.queries.index import folder
from santai.capabilities.knowledge.queries.rankers import ranker, trained_file
from santai.capabilities.knowledge.ranking import Index, Piece
from tests.capabilities.knowledge import texts
from tests.capabilities.knowledge.ranking.made_up import pieces
from tests.world import TODAY, World

LOAN = Piece(
    "loan-675", "中华人民共和国民法典", "合同", "第六百七十五条", "借款人应当按照约定返还。"
)
ASKED = "欠钱的人躲着，有借条也不给"


@pytest.fixture(autouse=True)
def library(tmp_path: Path, settings: Settings) -> None:
    settings.DATA = tmp_path
    Index.build([*pieces(), LOAN]).save(folder())


def first(text: str) -> str:
    found = ranker(on=TODAY)
    assert found is not None
    return found.rank(text, 1)[0].key


def test_an_approved_answer_teaches_and_a_draft_does_not(world: World) -> None:
    before = first(ASKED)
    draft = texts.waiting(world)
    while_it_waits = first(ASKED)
    texts.let_through(world, draft)

    assert (before == LOAN.key, while_it_waits, first(ASKED)) == (False, before, LOAN.key)


def test_a_trained_file_that_does_not_fit_is_left_aside_and_said(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    trained_file().write_bytes(b"nothing of ours")

    assert first("饲养动物造成他人损害") == "三台邻里法-1"
    assert "santai knowledge index" in caplog.text


@pytest.mark.django_db
def test_without_an_index_there_is_no_ranker(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "elsewhere"

    assert ranker(on=TODAY) is None

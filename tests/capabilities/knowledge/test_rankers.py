"""Approved answers teach the order of articles, whatever their place, and no request waits for it: HOT-14, KB-06."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from santai.capabilities.knowledge.queries import rankers
from santai.capabilities.knowledge.queries.index import folder, index
from santai.capabilities.knowledge.queries.rankers import build_ranker, in_use, trained_file
from santai.capabilities.knowledge.queries.search import ranked as serving
from santai.capabilities.knowledge.ranking import Index, Piece
from tests.capabilities.knowledge import texts
from tests.capabilities.knowledge.ranking.made_up import pieces
from tests.world import TODAY, World

LOAN = Piece(
    "loan-675", "中华人民共和国民法典", "合同", "第六百七十五条", "借款人应当按照约定返还。"
)
ASKED = "欠钱的人躲着，有借条也不给"


@pytest.fixture(autouse=True)
def library(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.DATA = tmp_path
    Index.build([*pieces(), LOAN]).save(folder())
    serving.forget()
    yield
    serving.forget()


def first(text: str) -> str:
    """What this process gives once it has opened what the worker built."""
    build_ranker(on=TODAY)
    assert serving.open_ranker() is True
    return serving.ranked(text, 1)[0].key


def plainly(text: str) -> str:
    made = index()
    assert made is not None
    return made.search(text, 1)[0].key


def test_an_approved_answer_teaches_and_a_draft_does_not(world: World) -> None:
    before = first(ASKED)
    draft = texts.waiting(world)
    while_it_waits = first(ASKED)
    texts.let_through(world, draft)

    assert (before == LOAN.key, while_it_waits, first(ASKED)) == (False, before, LOAN.key)


def test_a_request_builds_nothing_and_is_answered_by_the_index_alone(world: World) -> None:
    texts.let_through(world, texts.waiting(world))

    assert serving.ranked(ASKED, 1)[0].key == plainly(ASKED)
    assert in_use() is None


def test_until_the_next_is_there_the_last_one_serves(world: World) -> None:
    """Built by the worker; this process opens it beside its requests, and notices by the name in a file."""
    before = first(ASKED)
    texts.let_through(world, texts.waiting(world))
    assert serving.ranked(ASKED, 1)[0].key == before

    assert build_ranker(on=TODAY) is True
    serving.ranked(ASKED, 1)  # notices
    serving.wait_for_opening()
    assert serving.ranked(ASKED, 1)[0].key == LOAN.key


def test_nothing_is_built_twice_and_only_the_one_before_is_kept(world: World) -> None:
    made = [build_ranker(on=TODAY), build_ranker(on=TODAY)]
    draft = texts.waiting(world)
    texts.let_through(world, draft)
    made.append(build_ranker(on=TODAY))
    made.append(build_ranker(on=draft.valid_until + timedelta(days=1)))  # the answer has expired

    assert made == [True, False, True, True]
    held = sorted(path.name for path in rankers.rankers().iterdir() if path.is_dir())
    assert (len(held), in_use() in [rankers.rankers() / name for name in held]) == (2, True)


def test_a_ranker_of_another_library_is_not_used(world: World) -> None:
    texts.let_through(world, texts.waiting(world))
    assert first(ASKED) == LOAN.key
    shutil.rmtree(folder())
    Index.build(pieces()).save(folder())
    (folder() / "about.json").touch()

    assert serving.ranked(ASKED, 1)[0].key == plainly(ASKED)
    assert build_ranker(on=TODAY) is True


def test_what_cannot_be_built_is_said_and_left_for_a_while(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder() / "grams_codes.npy").unlink()
    os.utime(folder() / "about.json", ns=(1, 1))
    monkeypatch.setattr(rankers, "index", lambda: Index.build(pieces()))

    with pytest.raises(rankers.NotBuilt):
        build_ranker(on=TODAY)
    assert (build_ranker(on=TODAY), in_use()) == (False, None)


def test_a_trained_file_that_does_not_fit_is_left_aside_and_said(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    trained_file().write_bytes(b"nothing of ours")

    assert first("饲养动物造成他人损害") == "三台邻里法-1"
    assert "santai knowledge index" in caplog.text


@pytest.mark.django_db
def test_without_an_index_there_is_no_ranker(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "elsewhere"

    assert (build_ranker(on=TODAY), serving.ranked(ASKED, 1)) == (False, [])

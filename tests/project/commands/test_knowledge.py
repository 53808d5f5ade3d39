"""`santai knowledge`: index, train, rank, status."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path

import pytest
from pytest_django import Settings

from santai.capabilities.knowledge.ranking import Index
from santai.project.commands import knowledge
from tests.capabilities.knowledge.ranking.made_up import answered, pieces


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings: Settings) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def library(data: Path) -> Index:
    index = Index.build(pieces())
    index.save(data / "knowledge" / "public")
    return index


def run(*arguments: str | Path) -> int:
    parser = ArgumentParser()
    knowledge.add_arguments(parser)
    return knowledge.run(parser.parse_args([str(one) for one in arguments]))


def questions(path: Path) -> Path:
    named = {piece.key: piece.cited_as for piece in pieces()}
    lines = [
        {"qid": at, "q": text, "gold_names": [named[key] for key in keys]}
        for at, (text, keys, _) in enumerate(answered())
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def ranked(path: Path) -> dict[int, list[str]]:
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {line["qid"]: line["ranked"] for line in lines}


def test_every_question_gets_articles_best_first(library: Index, data: Path) -> None:
    asked = questions(data / "questions.jsonl")

    assert run("rank", "--questions", asked, "--out", data / "run") == 0

    found = ranked(data / "run")
    assert list(found) == list(range(30))
    assert found[2][0] == library.search("天天熬夜干到十点，多给钱吗", 1)[0].name


def test_after_training_known_questions_find_their_articles(
    library: Index, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = questions(data / "questions.jsonl")
    assert run("train", "--questions", asked) == 0
    assert run("rank", "--questions", asked, "--out", data / "run") == 0
    assert run("status") == 0

    found = ranked(data / "run")
    lines = asked.read_text(encoding="utf-8").splitlines()
    right = {at: json.loads(line)["gold_names"][0] for at, line in enumerate(lines)}
    assert sum(found[at][0] == name for at, name in right.items()) >= 28
    assert "训练文件：30 个问题，来自 questions.jsonl。" in capsys.readouterr().out


def test_plain_leaves_out_what_was_learned(library: Index, data: Path) -> None:
    asked = questions(data / "questions.jsonl")
    run("rank", "--questions", asked, "--out", data / "before")
    run("train", "--questions", asked)
    run("rank", "--questions", asked, "--out", data / "after", "--plain")

    assert (data / "after").read_bytes() == (data / "before").read_bytes()


def test_without_an_index_it_says_what_to_do(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("status") == 1
    assert "请先运行 santai knowledge index" in capsys.readouterr().err


def test_after_the_library_changed_what_was_learned_is_refused(
    library: Index, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = questions(data / "questions.jsonl")
    run("train", "--questions", asked)
    Index.build(pieces()[1:]).save(data / "knowledge" / "public")

    assert run("rank", "--questions", asked, "--out", data / "run") == 1
    assert "请重新运行 santai knowledge train" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(
    library: Index, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("train", "--questions", data / "nothing.jsonl") == 1
    assert "打不开" in capsys.readouterr().err

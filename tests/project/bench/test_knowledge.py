"""`make bench-knowledge` over a small corpus of our own words."""

from __future__ import annotations

import gzip
import json
from argparse import Namespace
from pathlib import Path

import pytest

from santai.project.bench import knowledge
from santai.project.bench.knowledge import Found
from santai.project.commands import bench_knowledge
from tests.capabilities.knowledge.ranking.made_up import answered, pieces


def test_the_table_sets_questions_with_new_articles_apart() -> None:
    found = [Found({"a"}, False, ["b"], ["a"]), Found({"c"}, True, ["c"], ["b", "c"])]

    lines = [line.split() for line in knowledge.table(found).splitlines()]

    assert [(" ".join(line[:2]), line[2], line[3], line[-1]) for line in lines[1:]] == [
        ("all, plain", "2", "0.500", "0.500"),
        ("all, learned", "2", "1.000", "0.750"),
        ("known, plain", "1", "0.000", "0.000"),
        ("known, learned", "1", "1.000", "1.000"),
        ("new, plain", "1", "1.000", "1.000"),
        ("new, learned", "1", "1.000", "0.500"),
    ]


def test_everything_is_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    knowledge.bench(_data(tmp_path), tmp_path / "made")

    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("index: 12 articles, ")
    assert [line for line in said if ".jsonl" in line] == [
        "stard_dev.jsonl：60",
        "equals_dev.jsonl：60",
    ]
    assert said[-1].startswith("question: p50 ")


def test_how_many_questions_reach_the_right_help_is_told_by_class(tmp_path: Path) -> None:
    """KB-07: the kept half alone is counted, and what other people asked."""
    given = [
        ("遗嘱公证要带什么", "notary", "kept"),
        ("明天下雨吗", "aid", "kept"),
        ("x", "aid", "dev"),
    ]
    rows = [{"text": text, "service": service, "half": half} for text, service, half in given]
    (tmp_path / "questions.jsonl").write_text(
        "\n".join(json.dumps(row) for row in rows), encoding="utf-8"
    )
    unseen = {"text": rows[0]["text"], "service": rows[0]["service"]}
    (tmp_path / "unseen.jsonl").write_text(json.dumps(unseen), encoding="utf-8")

    said = [line.split() for line in bench_knowledge.accuracy(tmp_path).splitlines()]

    head = ["service", "right/all"]
    assert said == [
        ["questions"],
        head,
        ["all", "1/2", "=", "0.500"],
        ["aid", "0/1"],
        ["notary", "1/1"],
        ["aid", "taken", "for", "not", "ours:", "1"],
        [],
        ["unseen"],
        head,
        ["all", "1/1", "=", "1.000"],
        ["notary", "1/1"],
    ]
    assert bench_knowledge.LABELLED in bench_knowledge.accuracy(tmp_path / "none")


@pytest.mark.parametrize("named", ["", "nowhere"])
def test_without_the_data_it_says_what_to_do(
    named: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KNOWLEDGE_DATA", named)

    assert bench_knowledge.run(Namespace(data=None)) == 1
    assert "KNOWLEDGE_DATA=文件夹 make bench-knowledge" in capsys.readouterr().err


def _data(place: Path) -> Path:
    named = {piece.key: piece.cited_as for piece in pieces()}
    articles = [
        {
            "id": piece.key,
            "law": piece.law,
            "path": piece.heading,
            "no": piece.no,
            "text": piece.text,
        }
        | {"name": piece.cited_as, "cat": piece.branch}
        for piece in pieces()
    ]
    asked = [
        {"qid": at, "q": text, "gold_names": [named[key] for key in keys]}
        for at, (text, keys, _) in enumerate(answered() * 2)
    ]
    with gzip.open(place / knowledge.CORPUS, "wt", encoding="utf-8") as stream:
        stream.write("\n".join(map(json.dumps, articles)))
    for name in knowledge.SETS:
        (place / name).write_text("\n".join(map(json.dumps, asked)), encoding="utf-8")
    return place

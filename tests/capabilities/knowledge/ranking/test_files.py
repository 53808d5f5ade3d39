import json
from pathlib import Path

import pytest

from santai.capabilities.knowledge.ranking import Index
from santai.capabilities.knowledge.ranking.errors import BadQuestions
from santai.capabilities.knowledge.ranking.files import Asked, matched, positions, read, write_run
from tests.capabilities.knowledge.ranking.made_up import pieces


def written(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_a_question_is_read_with_its_articles_and_answer(tmp_path: Path) -> None:
    line = {
        "qid": 7,
        "q": "狗咬人",
        "gold_names": ["甲法第一条"],
        "answer": "找主人",
        "keywords": None,
    }

    assert read(written(tmp_path / "q", line)) == [Asked(7, "狗咬人", ("甲法第一条",), "找主人")]


@pytest.mark.parametrize(
    "line",
    [[], {"q": "狗"}, {"qid": 1}, {"qid": 1, "q": 2}, {"qid": 1, "q": "狗", "gold_names": "甲"}],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: object) -> None:
    with pytest.raises(BadQuestions, match="第 2 行"):
        read(written(tmp_path / "q", {"qid": 0, "q": "好"}, line))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadQuestions, match="打不开"):
        read(tmp_path / "nothing")


def test_the_name_of_the_state_may_be_left_out_or_put_before() -> None:
    index = Index.build(pieces())
    names = ["三台邻里法第二条", "中华人民共和国三台邻里法第二条", "没有的法第一条"]

    assert [positions(index, [name]) for name in names] == [[11], [11], []]


def test_questions_whose_articles_the_library_lacks_teach_nothing() -> None:
    index = Index.build(pieces())
    asked = [
        Asked(1, "狗", ("三台邻里法第二条",)),
        Asked(2, "猫", ("没有的法第一条",)),
        Asked(3, "鱼"),
    ]

    assert [question.right.tolist() for question in matched(index, asked)] == [[11]]


def test_a_run_names_each_article_once_best_first(tmp_path: Path) -> None:
    count = write_run(tmp_path / "run", [(Asked("a", "狗"), ["甲", "乙", "甲"])])

    assert count == 1
    assert json.loads((tmp_path / "run").read_text("utf-8")) == {"qid": "a", "ranked": ["甲", "乙"]}

"""A ranker that was written to a folder and mapped from it gives what the one that was reckoned gives."""

import json
from pathlib import Path

import pytest

from santai.capabilities.knowledge.ranking import Index, OtherFormat, OtherIndex, Ranker, kept
from santai.capabilities.knowledge.ranking.questions import Question
from santai.capabilities.knowledge.ranking.trained import Trained
from santai.capabilities.knowledge.ranking.training import learn
from tests.capabilities.knowledge.ranking.made_up import SAID, answered, pieces

ASKED = [said[-1] for said in SAID.values()]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(pieces())


def remembering(index: Index) -> Ranker:
    ranker = Ranker(index)
    ranker.remember_all(answered())
    return ranker


def learned(index: Index) -> Ranker:
    at = index.position_of
    asked = [Question.of(text, [at[key] for key in keys]) for text, keys, _ in answered()]
    return Ranker(index, Trained(asked, learn(index, asked, say=lambda said: None), {}))


@pytest.mark.parametrize("make", [Ranker, remembering, learned])
def test_it_ranks_the_same(index: Index, tmp_path: Path, make: type[Ranker]) -> None:
    ranker = make(index)
    kept.save(ranker, tmp_path)
    read = kept.load(tmp_path, index)

    assert [read.rank(text) for text in ASKED] == [ranker.rank(text) for text in ASKED]
    assert read.remembered == ranker.remembered


def test_over_another_index_and_in_another_format_it_is_refused(
    index: Index, tmp_path: Path
) -> None:
    kept.save(remembering(index), tmp_path)
    with pytest.raises(OtherIndex):
        kept.load(tmp_path, Index.build(pieces()[1:]))

    about = json.loads((tmp_path / "about.json").read_text())
    (tmp_path / "about.json").write_text(json.dumps(about | {"format": 0}))
    with pytest.raises(OtherFormat):
        kept.load(tmp_path, index)

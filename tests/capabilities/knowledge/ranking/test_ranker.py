"""Approved answers feed the order of articles: HOT-14, KB-06."""

from pathlib import Path

import numpy as np
import pytest

from santai.capabilities.knowledge.ranking import Index, OtherFormat, OtherIndex, Ranker, metrics
from santai.capabilities.knowledge.ranking.questions import Question
from santai.capabilities.knowledge.ranking.trained import Trained, load
from santai.capabilities.knowledge.ranking.training import learn
from tests.capabilities.knowledge.ranking.made_up import SAID, answered, pieces

ASKED_NEXT = [(said[-1], key) for key, said in SAID.items()]  # never remembered below


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(pieces())


def questions(index: Index) -> list[Question]:
    at = index.position_of
    return [Question.of(text, [at[key] for key in keys]) for text, keys, _ in answered()]


@pytest.fixture(scope="module")
def learned(index: Index) -> Trained:
    asked = questions(index)[: -len(SAID)]
    return Trained(asked, learn(index, asked, say=lambda said: None), {"made up": len(asked)})


def recall(ranker: Ranker, depth: int) -> float:
    """The mean over questions in words that no article says."""
    found = [
        metrics.recall([hit.key for hit in ranker.rank(text)], {key}, depth)
        for text, key in ASKED_NEXT
    ]
    return sum(found) / len(found)


def test_recall_rises_as_answers_are_added(index: Index) -> None:
    """Each round teaches one more way of asking; what is measured is a way that was never taught."""
    ranker, each, first = Ranker(index), len(SAID), []
    for way in range(5):
        first.append(recall(ranker, 1))
        ranker.remember_all(answered()[way * each : (way + 1) * each])

    assert first == sorted(first)
    assert (first[0] < 0.7, first[-1] > 0.8) == (True, True)


def test_without_anything_learned_it_is_the_plain_search(index: Index) -> None:
    text = "拖欠劳动报酬，包工头逃匿"

    assert Ranker(index).rank(text, 5) == index.search(text, 5)


def test_an_answer_is_remembered_at_once(index: Index) -> None:
    ranker = Ranker(index)
    before = [hit.key for hit in ranker.rank("狗咬人，打针的钱谁出")]

    ranker.remember("被狗咬了，医药费谁出", ["三台邻里法-1"])

    after = [hit.key for hit in ranker.rank("狗咬人，打针的钱谁出")]
    assert (before[:1] == ["三台邻里法-1"], after[0]) == (False, "三台邻里法-1")


def test_an_answer_whose_article_is_not_in_the_library_teaches_nothing(index: Index) -> None:
    ranker = Ranker(index)
    ranker.remember("狗咬人了", ["没有这部法-7"])

    assert ranker.remembered == 0


def test_what_was_never_answered_is_still_found_by_its_words(index: Index) -> None:
    ranker = Ranker(index)
    ranker.remember_all(answered())

    assert ranker.rank("建造房屋妨碍采光和日照", 1)[0].key == "三台邻里法-0"


def test_a_learned_order_answers_new_ways_of_asking(index: Index, learned: Trained) -> None:
    assert (recall(Ranker(index), 5) < recall(Ranker(index, learned), 5)) is True


def test_a_filter_leaves_the_rest_out(index: Index, learned: Trained) -> None:
    among = np.array([key.startswith("三台家庭法") for key in index.keys])

    hits = Ranker(index, learned).rank("老板不发工资，还要离婚", 20, among)

    assert {hit.key[:5] for hit in hits} == {"三台家庭法"}


def test_the_same_questions_give_the_same_bytes(
    index: Index, learned: Trained, tmp_path: Path
) -> None:
    again = Trained(
        learned.asked, learn(index, learned.asked, say=lambda said: None), {"made up": 24}
    )

    learned.save(tmp_path / "one.npz", index)
    again.save(tmp_path / "two.npz", index)

    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()


def test_what_was_learned_ranks_the_same_after_it_was_saved(
    index: Index, learned: Trained, tmp_path: Path
) -> None:
    learned.save(tmp_path / "trained.npz", index)
    index.save(tmp_path / "index")

    again = Ranker.load(tmp_path / "index", tmp_path / "trained.npz")

    for text, _ in ASKED_NEXT:
        assert again.rank(text) == Ranker(index, learned).rank(text)


def test_a_trained_file_of_another_library_is_refused(
    index: Index, learned: Trained, tmp_path: Path
) -> None:
    learned.save(tmp_path / "trained.npz", index)

    with pytest.raises(OtherIndex, match="santai knowledge train"):
        load(tmp_path / "trained.npz", Index.build(pieces()[1:]))


def test_a_damaged_trained_file_is_refused(index: Index, tmp_path: Path) -> None:
    (tmp_path / "trained.npz").write_bytes(b"PK nothing of ours")

    with pytest.raises(OtherFormat):
        load(tmp_path / "trained.npz", index)


def test_the_words_of_who_asked_are_not_in_the_file(
    index: Index, learned: Trained, tmp_path: Path
) -> None:
    learned.save(tmp_path / "trained.npz", index)
    with np.load(tmp_path / "trained.npz") as archive:
        held = b"".join(archive[name].tobytes() for name in archive.files)

    assert [text for text, _, _ in answered() if text.encode() in held] == []

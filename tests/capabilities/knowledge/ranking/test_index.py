"""One search over the articles of the library (KB-01, KB-05)."""

import json
from pathlib import Path

import numpy as np
import pytest

from santai.capabilities.knowledge.ranking import Index, NoIndex, OtherFormat
from tests.capabilities.knowledge.ranking.made_up import articles, pieces


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.build(pieces())


def test_a_question_finds_its_article(index: Index) -> None:
    assert [hit.name for hit in index.search("拖欠劳动报酬，包工头逃匿", 2)] == [
        "三台工钱法第四条",
        "三台工钱法第三条",
    ]


def test_a_hit_says_which_words_it_was_found_by(index: Index) -> None:
    hit = index.search("邻居建造房屋，我家采光没了", 1)[0]

    assert (hit.key, hit.why) == ("三台邻里法-0", ("建造", "房屋", "采光"))


def test_the_rarest_word_is_named_first(index: Index) -> None:
    """Many articles speak of divorce, one of caring for children under two."""
    hit = index.search("离婚以后两周岁的孩子", 1)[0]

    assert hit.why == ("两周岁", "离婚")


def test_the_heading_above_an_article_counts_too(index: Index) -> None:
    """The article on wills does not say 继承编; its chapter is named so."""
    hits = index.search("第二章 继承", 2)

    assert {hit.key for hit in hits} == {"三台家庭法-3", "三台家庭法-4"}


def test_a_filter_leaves_the_rest_out(index: Index) -> None:
    among = np.array([key.startswith("三台家庭法") for key in index.keys])

    assert {hit.key[:5] for hit in index.search("应当支付离婚", 20, among)} == {"三台家庭法"}


def test_words_of_no_text_find_nothing(index: Index) -> None:
    assert index.search("xyzzy ？！", 10) == []


def test_a_library_without_texts_is_searched_in_vain() -> None:
    assert Index.build([]).search("离婚") == []


def test_what_was_saved_is_read_back_the_same(index: Index, tmp_path: Path) -> None:
    index.save(tmp_path)
    again = Index.load(tmp_path)

    assert again.search("离婚后孩子归谁", 5) == index.search("离婚后孩子归谁", 5)
    assert (again.digest, len(again)) == (index.digest, len(index))


def test_the_same_library_gives_the_same_bytes_and_another_gives_others(index: Index) -> None:
    again, less = Index.build(pieces()), Index.build(pieces()[1:])

    assert (again.digest == index.digest, less.digest == index.digest) == (True, False)


def test_a_folder_without_an_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoIndex, match="santai knowledge index"):
        Index.load(tmp_path)


def test_an_index_of_another_format_is_refused(index: Index, tmp_path: Path) -> None:
    index.save(tmp_path)
    about = json.loads((tmp_path / "about.json").read_text(encoding="utf-8"))
    (tmp_path / "about.json").write_text(json.dumps(about | {"format": 99}), encoding="utf-8")

    with pytest.raises(OtherFormat, match="99"):
        Index.load(tmp_path)


def test_versions_of_one_article_are_found_under_one_name() -> None:
    old, new = articles("三台邻里法")[:2]
    index = Index.build([old, new, old])

    assert index.positions_named == {"三台邻里法第一条": [0, 2], "三台邻里法第二条": [1]}

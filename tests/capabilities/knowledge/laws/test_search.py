"""One box over all of it: spelling, everyday words, filters, the best passage and why it is there (KB-01, KB-05)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from santai.capabilities.knowledge import queries
from santai.capabilities.knowledge.queries import Results
from santai.capabilities.knowledge.queries.search import asked, spelling
from santai.capabilities.knowledge.queries.search.marking import best_passage, marked
from santai.capabilities.knowledge.queries.search.words import meant_by
from tests.capabilities.knowledge import library, texts
from tests.world import ELSEWHERE, TODAY, YE, World

if TYPE_CHECKING:
    from pytest_django import Settings

BEFORE = date(2025, 6, 1)


@pytest.fixture
def shelf(world: World, tmp_path: Path, settings: Settings) -> World:
    """The law of lighthouse keepers in two wordings, and its index."""
    settings.DATA = tmp_path / "data"
    library.brought_in(library.folder(tmp_path / "a", law=library.WAGES))
    library.brought_in(library.folder(tmp_path / "b", law=library.LATER), index=True)
    return world


def titles(results: Results, kind: str) -> list[str]:
    return [one.title for one in results.found.get(kind, [])]


def test_everyday_words_find_the_law_s_own(shelf: World) -> None:
    """欠薪 → 劳动报酬; the row says so."""
    results = queries.search("老板拖欠我的工钱", on=TODAY)
    assert titles(results, "article")[0] == "《灯塔看守法》第三条"
    first = results.found["article"][0]
    assert "在法律里叫“劳动报酬”" in first.why
    assert ("劳动报酬", True) in first.passage


def test_the_wording_of_the_day_is_found(shelf: World) -> None:
    now = queries.search("拖欠劳动报酬", on=TODAY).found["article"][0]
    then = queries.search("拖欠劳动报酬", on=BEFORE).found["article"][0]
    assert (now.data["version"].since, then.data["version"].since) == (
        date(2026, 1, 1),
        date(2020, 1, 1),
    )
    assert "article" not in queries.search("拖欠劳动报酬", on=date(2019, 1, 1)).found


@pytest.mark.parametrize("text", ["灯塔看守法第三条之一", "《灯塔看守法》第3条之1 怎么说"])
def test_an_article_that_is_named_comes_first_and_alone(shelf: World, text: str) -> None:
    results = queries.search(text, on=BEFORE)
    assert titles(results, "article") == ["《灯塔看守法》第三条之一"]


def test_a_law_is_found_by_part_of_its_name(shelf: World) -> None:
    assert titles(queries.search("看守法", on=TODAY), "law") == ["中华人民共和国灯塔看守法"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("laodonghetong", "劳动合同"),
        ("lao dong he tong", "劳动合同"),
        ("劳动和同", "劳动合同"),
        ("劳东合同", "劳动合同"),
        ("dengtakanshou", "灯塔看守"),
        ("离昏怎么办", "离婚怎么办"),
        ("xuehanqian", "血汗钱"),
        (
            "工资不够用",
            "工资不够用",
        ),  # one sign from what people say for unpaid wages, and no mistake
        ("劳动合同", "劳动合同"),
        ("今天天气很好", "今天天气很好"),
    ],
)
def test_pinyin_sounds_and_one_wrong_sign_are_put_right(
    shelf: World, typed: str, meant: str
) -> None:
    assert spelling.respelled(typed) == meant


def test_what_was_put_right_is_said_and_can_be_had_as_typed(shelf: World) -> None:
    assert queries.search("劳动和同", on=TODAY).spelled == "劳动合同"
    assert queries.search("劳动和同", on=TODAY, as_typed=True).asked.text == "劳动和同"


def test_answers_and_cases_are_found_beside_the_law(shelf: World) -> None:
    texts.approved(shelf)
    texts.published(shelf)
    results = queries.search("朋友借钱不还，欠薪的事也想问", on=TODAY)
    assert titles(results, "answer") == ["别人借我的钱不还，怎么办？"]
    assert titles(queries.search("工地欠薪，工人工资没有着落", on=TODAY), "case") == [
        "欠薪的事一个月办成了"
    ]


def test_what_is_not_approved_is_found_by_nobody(shelf: World) -> None:
    """And the outsider?"""
    texts.waiting(shelf)
    assert "answer" not in queries.search("朋友借钱不还", on=TODAY).found


def test_filters_leave_only_what_fits(shelf: World) -> None:
    text = "申请法律援助"
    assert set(queries.search(text, on=TODAY, only="service").found) == {"service"}
    lines = {
        one.data["service"].line
        for one in queries.search(text, on=TODAY, line="legal-aid").found["service"]
    }
    assert lines == {"legal-aid"}
    villages = queries.search(text, on=TODAY, level="village").found.get("service", [])
    assert all("village" in map(str, one.data["service"].levels) for one in villages)


def test_institutions_are_found_by_name_in_the_place_asked_about(shelf: World) -> None:
    assert titles(
        queries.search("law-firm", on=TODAY, region=YE, as_typed=True), "institution"
    ) == ["叶县law-firm"]
    assert titles(queries.search("叶县law", on=TODAY, region=ELSEWHERE), "institution") == []


def test_who_looks_for_a_lawyer_is_led_to_the_directory(shelf: World) -> None:
    assert [one.key for one in queries.search("想找律师", on=TODAY).found["people"]] == ["lawyer"]


def test_without_an_index_laws_are_found_by_name_and_number(
    world: World, tmp_path: Path, settings: Settings
) -> None:
    settings.DATA = tmp_path / "data"
    library.brought_in(library.folder(tmp_path, law=library.LATER))
    assert queries.index() is None
    found = queries.search("灯塔看守法第三条", on=TODAY).found
    assert [one.title for one in found["article"]] == ["《灯塔看守法》第三条"]


@pytest.mark.parametrize(
    "text", ["", "   ", "？！", "\x00", "a" * 2000, "'; DROP TABLE", "第条", "(" * 99]
)
def test_nonsense_finds_nothing_and_breaks_nothing(shelf: World, text: str) -> None:
    found = queries.search(text, on=TODAY).found
    assert set(found) - {"service", "article"} == set()


def test_suggestions_begin_with_what_was_typed_and_know_pinyin(shelf: World) -> None:
    assert queries.suggestions("灯塔", on=TODAY) == ["灯塔看守", "灯塔看守法"]
    assert queries.suggestions("dengta", on=TODAY) == ["灯塔看守", "灯塔看守法"]
    assert queries.suggestions("灯", on=TODAY) == []


def test_the_best_passage_is_the_item_that_holds_most() -> None:
    text = "有下列情形之一的：\n（一）生病；\n（二）家里有急事要办。"
    assert best_passage(text, ("急事",)) == (
        ("（二）家里有", False),
        ("急事", True),
        ("要办。", False),
    )
    assert marked("甲乙", ()) == (("甲乙", False),)


def test_a_long_passage_is_cut_around_what_was_looked_for() -> None:
    cut = "".join(piece for piece, _ in best_passage("一" * 300 + "灯塔" + "二" * 300, ("灯塔",)))
    assert cut == "……" + "一" * 20 + "灯塔" + "二" * 88 + "……"


def test_the_everyday_word_that_meant_a_term_is_kept() -> None:
    assert meant_by("老公 挨揍") == {"丈夫": "老公", "家庭暴力": "挨揍"}
    assert meant_by("家庭暴力怎么办") == {}


def test_a_word_with_a_gap_in_it_is_kept_as_it_was_said() -> None:
    """爸走了留下的房子: 去世后…房 in the book."""
    assert meant_by("去世后留了一套房") == {"继承": "去世后留了一套房"}


def test_two_sources_of_one_kind_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two sources of article"):
        asked.source("article")(lambda asked: [])

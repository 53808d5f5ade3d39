"""References to law, as our files write them and as people read them."""

from __future__ import annotations

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.kernel import citation
from santai.kernel.citation import Citation, numeral

LAW = "法律援助法"


@pytest.mark.parametrize(
    ("text", "cited", "zh"),
    [
        ("服务承诺", Citation("服务承诺"), "《服务承诺》"),
        (f"{LAW} 43", Citation(LAW, 43), "《法律援助法》第四十三条"),
        (f"{LAW} 41-44", Citation(LAW, 41, to=44), "《法律援助法》第四十一条至第四十四条"),
        (f"{LAW} 43.2", Citation(LAW, 43, paragraph=2), "《法律援助法》第四十三条第二款"),
        (
            f"{LAW} 31.1.3",
            Citation(LAW, 31, paragraph=1, item=3),
            "《法律援助法》第三十一条第一款第三项",
        ),
        (f"{LAW} 31..3", Citation(LAW, 31, item=3), "《法律援助法》第三十一条第三项"),
        (
            f"{LAW}@2022-01-01 43",
            Citation(LAW, 43, version=date(2022, 1, 1)),
            "《法律援助法》（2022-01-01 版）第四十三条",
        ),
        (
            f"{LAW}@2022-01-01",
            Citation(LAW, version=date(2022, 1, 1)),
            "《法律援助法》（2022-01-01 版）",
        ),
        ("刑法 133之1", Citation("刑法", 133, inserted=1), "《刑法》第一百三十三条之一"),
        (
            "刑法 133之1.2",
            Citation("刑法", 133, inserted=1, paragraph=2),
            "《刑法》第一百三十三条之一第二款",
        ),
        ("民法典 1260", Citation("民法典", 1260), "《民法典》第一千二百六十条"),
    ],
)
def test_citation_is_read_written_and_said(text: str, cited: Citation, zh: str) -> None:
    assert Citation.parse(text) == cited
    assert str(cited) == text
    assert cited.zh == zh


@pytest.mark.parametrize(
    "text",
    [
        "",
        "43",
        f"{LAW} 第四十三条",
        f"{LAW} 43.",
        f"{LAW} 43..",
        f"{LAW} 43.1.",
        f"{LAW} 43.1.2.3",
        f"{LAW} 41-44.1",
        f"{LAW} 41-",
        f"{LAW} 43 44",
        f"{LAW}　43",
        f"{LAW}@2022 43",
        f"{LAW}43",
        f"《{LAW}》 43",
    ],
)
def test_text_that_is_no_citation_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a citation: .*'法律援助法 41-44'"):
        Citation.parse(text)


@pytest.mark.parametrize("text", [f"{LAW} 0", f"{LAW} 43.0", f"{LAW} 43..0", f"{LAW} 0-3"])
def test_places_count_from_one(text: str) -> None:
    with pytest.raises(ValueError, match="count from 1"):
        Citation.parse(text)


@pytest.mark.parametrize("text", [f"{LAW} 44-41", f"{LAW} 44-44"])
def test_range_goes_upward(text: str) -> None:
    with pytest.raises(ValueError, match="to a later one"):
        Citation.parse(text)


def test_range_is_of_whole_articles() -> None:
    with pytest.raises(ValueError, match="to a later one"):
        Citation(LAW, 41, to=44, paragraph=1)


def test_paragraph_needs_its_article() -> None:
    with pytest.raises(ValueError, match="needs its article"):
        Citation(LAW, paragraph=2)


def test_version_has_to_be_a_day() -> None:
    with pytest.raises(ValueError, match="month"):
        Citation.parse(f"{LAW}@2022-13-01 43")


places = st.none() | st.integers(1, 99)


@given(
    st.text("法援民典刑政条例办定（）〈〉", min_size=1),
    st.integers(1, 1500),
    places,
    places,
    st.none() | st.dates(date(1949, 10, 1)),
    st.integers(0, 9),
)
def test_what_is_written_is_read_back(
    law: str,
    article: int,
    paragraph: int | None,
    item: int | None,
    version: date | None,
    inserted: int,
) -> None:
    cited = Citation(law, article, None, paragraph, item, version, inserted)
    assert Citation.parse(str(cited)) == cited


@pytest.mark.parametrize(
    ("number", "chinese"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (1000, "一千"),
        (1001, "一千零一"),
        (1010, "一千零一十"),
        (1100, "一千一百"),
        (9999, "九千九百九十九"),
    ],
)
def test_numbers_are_written_as_articles_are(number: int, chinese: str) -> None:
    assert numeral(number) == chinese


@given(st.integers(1, 9999))
def test_numeral_says_its_number(number: int) -> None:
    assert value_of(numeral(number)) == number
    assert "零零" not in numeral(number)
    assert not numeral(number).endswith("零")


@pytest.mark.parametrize("number", [0, 10_000])
def test_numbers_no_law_has_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no law has an article"):
        numeral(number)


def value_of(chinese: str) -> int:
    """Reads a numeral the other way round: digits wait for the place that follows them."""
    total = digit = 0
    for sign in chinese:
        if sign in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            digit = "零一二三四五六七八九".index(sign)
    return total + digit


def test_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(citation).failed == 0

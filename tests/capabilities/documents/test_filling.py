"""Facts go into the places of a text by a plain look-up; nothing else can be reached."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.capabilities.documents.actions.filling import (
    DocumentError,
    fill,
    fill_line,
    fill_paragraphs,
)
from santai.kernel.citation import Citation

SAID: list[tuple[Any, str]] = [
    ("张三", "张三"),
    ("", "（未提供）"),
    (None, "（未提供）"),
    ([], "（无）"),
    (["身份证", "欠条"], "身份证、欠条"),
    (True, "是"),
    (False, "否"),
    (0, "0"),
    (Decimal("4800.00"), "4800.00"),
    (date(2026, 1, 2), "2026年1月2日"),
    (datetime(2026, 1, 1, 23, 5, tzinfo=UTC), "2026年1月2日 07:05"),
    (Citation("法律援助法", 43), "《法律援助法》第四十三条"),
    ("{x}", "{x}"),
]


@pytest.mark.parametrize(("value", "said"), SAID)
def test_a_value_stands_in_a_sentence(value: Any, said: str) -> None:
    assert fill("甲{a.b}乙", {"a": {"b": value}}) == f"甲{said}乙"


@pytest.mark.parametrize(
    ("text", "told", "said"),
    [
        ("理由：{a.b}。", "没有钱。", "理由：没有钱。"),
        ("因{a.b}，终止。", "搬走了；", "因搬走了，终止。"),
        ("理由：{a.b}。", "为什么？", "理由：为什么？。"),
        ("理由：{a.b}", "没有钱。", "理由：没有钱。"),
        ("理由：{a.b}。", "。", "理由：。。"),
    ],
)
def test_a_sentence_ends_once(text: str, told: str, said: str) -> None:
    """Whoever ends what they write with a full stop does not find two on the paper."""
    assert fill(text, {"a": {"b": told}}) == said


@pytest.mark.parametrize(
    "place",
    [
        "x",
        "a.x",
        "a.b.c",
        "",
        "a.",
        ".a",
        "a.b.__class__",
        "a.__class__",
        "a[b]",
        "a.b!r",
        "a.b:>9",
        "0",
    ],
)
def test_a_place_without_a_fact_is_named(place: str) -> None:
    with pytest.raises(DocumentError) as caught:
        fill(f"甲{{{place}}}", {"a": {"b": "c, __class__"}})

    assert f"“{place}”" in caught.value.message


@pytest.mark.parametrize("value", [{"c": 1}, object(), b"x", 1.5])
def test_what_cannot_be_written_out_is_named(value: object) -> None:
    with pytest.raises(DocumentError, match=r"“a\.b”不是能写出来的内容"):
        fill("{a.b}", {"a": {"b": value}})


@pytest.mark.parametrize("text", ["甲{", "}甲", "{{a}}", "{a{b}}"])
def test_a_stray_brace_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        fill(text, {"a": "x", "b": "y"})


def test_a_line_break_in_a_fact_begins_a_new_paragraph() -> None:
    facts = {"reason": "一、收入高。\r\n\n 二、没有证明。"}

    assert fill_paragraphs(["理由：{reason}", "完。"], facts) == [
        "理由：一、收入高。",
        "二、没有证明。",
        "完。",
    ]


def test_a_paragraph_that_is_only_an_empty_fact_is_left_out() -> None:
    facts = {"note": "", "name": None, "phone": ""}
    texts = ["{note}", "（{name}）", "{name}、{note}", "电话：{phone}", "固定。"]

    assert fill_paragraphs(texts, facts) == ["电话：（未提供）", "固定。"]


def test_a_name_without_facts_is_empty() -> None:
    facts = {"assignee": {"name": "", "organisation": ""}, "n": "甲\n乙"}

    assert fill_line("{assignee.name}（{assignee.organisation}）", facts) == ""
    assert fill_line("{n}：", facts) == "甲 乙："
    assert fill_line("", facts) == ""


@given(st.text(), st.dictionaries(st.text(), st.text() | st.dictionaries(st.text(), st.text())))
def test_any_text_with_any_facts_is_filled_or_refused(text: str, facts: dict[str, Any]) -> None:
    for filled in (fill, fill_line, lambda t, f: fill_paragraphs([t], f)):
        with suppress(DocumentError):
            filled(text, facts)

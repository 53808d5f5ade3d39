"""Text from people is made fit to be kept and printed (abuse case 13)."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.kernel.texts import cut, lines, one_line


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("张三", "张三"),
        ("\u3000张\t三\n", "张 三"),
        ("欧阳·买买提", "欧阳·买买提"),
        ("\u202e三张\u2066\u200b\ufeff", "三张"),
        ("e\u0301", "\u00e9"),
        ("a\0b\x07\x85c", "ab c"),
        ("\ud83d坏", "坏"),
        ("𠮷\U0003134a\ue000", "𠮷\U0003134a\ue000"),
    ],
)
def test_a_line_keeps_what_can_be_seen(given_text: str, kept: str) -> None:
    assert one_line(given_text) == kept


def test_lines_are_kept_apart_and_empty_ones_dropped() -> None:
    assert lines(" 一 \r\n\n\u200b\n二\u2028三") == ["一", "二", "三"]


def test_an_accent_is_not_torn_from_its_letter() -> None:
    assert cut("q" + "\u0323" * 9, 5) == ""
    assert one_line("abq\u0323", 3) == "ab"


@given(st.text(st.characters(), max_size=300), st.integers(1, 40))
def test_any_text_becomes_a_stable_line(text: str, longest: int) -> None:
    line = one_line(text, longest)

    assert len(line) <= longest
    assert line == one_line(line, longest) == unicodedata.normalize("NFC", line)
    assert {unicodedata.category(sign) for sign in line}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    line.encode()

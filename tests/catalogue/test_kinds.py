"""I3: each kind of field has its rule on the server, and whatever is typed is kept in one clean form or refused.

All doors clean through the same function, so what holds here holds at each of them (等保 8.1.4.4, ASVS 2.2).
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from santai.catalogue import cleaning
from santai.catalogue.cleaning import CLEANERS, MANY, clean
from santai.catalogue.schema import Field, Kind, Text

TODAY = date(2026, 11, 22)
ODD = (
    "\0", "a\0b", "\u202e反", "e\u0301" * 300, "👩‍👩‍👧‍👦", "𠮷·买买提", "x" * 10_000, "字" * 10_000, "\ufffe", "\u2028",
    "9" * 40, "1e999", "-0", "٣", "１２３", "2026-02-30", "0000-00-00", "410422199002300001", "110101900101001",
    "41042219900307000x", "true", "[]", "<script>", "=1+1", "a\r\nb", "%s{0}", "999999999999",
    "４１０４２２１９９００３０７０００１",
)  # fmt: skip
STRANGE: tuple[Any, ...] = (
    None, True, 0, -1, 2**70, 1.5, float("nan"), float("inf"), [], ["a", ["b"]], [None], {}, {"a": 1}, b"x", TODAY,
)  # fmt: skip
GIVEN = (
    st.text(max_size=60)
    | st.sampled_from(ODD)
    | st.from_regex(r"[0-9Xx－．]{0,20}", fullmatch=True)
)
ANYTHING = GIVEN | st.sampled_from(STRANGE) | st.lists(GIVEN, max_size=4)


def field(kind: Kind) -> Field:
    return Field(
        "it", Text("这一项"), kind, ("灯笼", "火") if kind in {Kind.CHOICE, Kind.CHOICES} else ()
    )


def faults_of(kind: Kind, raw: Any) -> list[str]:
    """What is wrong with what is kept of it. Refused with a sentence, or nothing given: nothing is."""
    try:
        kept = clean(field(kind), raw, TODAY)
    except ValueError as refusal:
        return [] if str(refusal) and len(str(refusal)) < 200 else ["refused without a word"]
    if kept is None:
        return []
    found = []
    texts = kept if isinstance(kept, list) else [kept]
    for text in (text for text in texts if isinstance(text, str)):
        if text != unicodedata.normalize("NFC", text) or text != text.strip():
            found.append("is not in its one form")
        if any(
            unicodedata.category(s) in {"Cc", "Cf", "Cs"} and s not in "\n\u200c\u200d"
            for s in text
        ):
            found.append("holds what cannot be seen")
        if len(text) > 10_000:
            found.append("is too long")
    if json.loads(json.dumps(kept)) != kept:
        found.append("cannot be kept")
    if clean(field(kind), kept, TODAY) != kept:
        found.append("is cleaned anew into something else")
    return found


def test_each_kind_has_its_rule() -> None:
    assert set(CLEANERS) | MANY == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_what_nobody_should_type_is_kept_clean_or_refused(kind: Kind) -> None:
    assert {repr(raw)[:30]: f for raw in (*ODD, *STRANGE) if (f := faults_of(kind, raw))} == {}


@given(kind=st.sampled_from(list(Kind)), raw=ANYTHING)
@example(Kind.TEXT, "\u200d")
def test_whatever_is_given_is_kept_clean_or_refused(kind: Kind, raw: Any) -> None:
    assert faults_of(kind, raw) == []


def test_a_rule_that_keeps_what_came_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault."""
    lax = {**CLEANERS, Kind.TEXT: lambda field, text, today: text}
    monkeypatch.setattr(cleaning, "CLEANERS", lax)
    assert faults_of(Kind.TEXT, "a\u202eb") == ["holds what cannot be seen"]
    assert "is not in its one form" in faults_of(Kind.TEXT, " e\u0301")

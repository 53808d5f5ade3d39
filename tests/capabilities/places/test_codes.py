"""Region codes: whole levels, containment, ranges (USER-07)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.capabilities.places.codes import (
    ENDS,
    NATION,
    ancestors,
    contains,
    depth,
    full,
    is_code,
    level_of,
    prefix,
    prefix_range,
)
from santai.catalogue.schema import Level

codes = st.from_regex(r"[0-9]{12}", fullmatch=True)
prefixes = st.sampled_from(ENDS).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length)
)


@pytest.mark.parametrize(
    ("code", "digits", "level"),
    [
        (NATION, "", Level.NATION),
        ("410000000000", "41", Level.PROVINCE),
        ("410400000000", "4104", Level.CITY),
        ("411000000000", "4110", Level.CITY),  # 许昌: a nought that belongs to it
        ("410421000000", "410421", Level.COUNTY),
        ("410421101000", "410421101", Level.TOWNSHIP),
        ("410421101205", "410421101205", Level.VILLAGE),
        ("441900003000", "441900003", Level.TOWNSHIP),  # 东莞: nothing on the county's level
        ("4104", "4104", Level.CITY),
    ],
)
def test_a_code_is_read_in_whole_levels(code: str, digits: str, level: Level) -> None:
    assert (prefix(code), level_of(code)) == (digits, level)


@pytest.mark.parametrize(
    "wrong", ["4", "410", "41042", "41042110120X", "４１０４", "4104211012055"]
)
def test_what_is_no_whole_level_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        full(wrong)


def test_ancestors_of_a_village_go_up_to_the_province() -> None:
    assert ancestors("410421101205") == (
        "410421101205",
        "410421101000",
        "410421000000",
        "410400000000",
        "410000000000",
    )


def test_ancestors_of_a_township_without_county_skip_the_level() -> None:
    assert ancestors("441900003000") == ("441900003000", "441900000000", "440000000000")


def test_the_nation_has_no_ancestors() -> None:
    assert ancestors(NATION) == ancestors("") == ()


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[str, str]:
    """A region as whole levels make it, and a code inside it, just beside it, or anywhere."""
    outer = full(draw(prefixes))
    start, other = prefix(outer), draw(codes)
    beside = f"{int(start) + 1:0{len(start)}}"[-len(start) :] if start else ""
    return outer, draw(st.sampled_from([start, beside, other]))[:12].ljust(12, other[0])


@given(neighbours())
def test_a_region_holds_what_its_range_holds(pair: tuple[str, str]) -> None:
    outer, inner = pair
    low, high = prefix_range(outer)
    assert (low <= inner < high) == contains(outer, inner) == inner.startswith(prefix(outer))


@given(codes, codes, codes)
def test_containment_is_transitive(a: str, b: str, c: str) -> None:
    near = prefix(a) + b[len(prefix(a)) :]  # inside a, so that the premise holds
    inner = prefix(near) + c[len(prefix(near)) :]
    assert contains(a, near)
    assert contains(near, inner)
    assert contains(a, inner)


@given(codes)
def test_ancestors_are_exactly_the_regions_around(code: str) -> None:
    around = ancestors(code)
    assert all(contains(region, code) for region in around)
    assert sorted({depth(region) for region in around}, reverse=True) == [
        depth(region) for region in around
    ]


@given(prefixes)
def test_a_prefix_and_its_full_code_are_the_same_region(short: str) -> None:
    assert is_code(full(short))
    assert prefix(full(short)) == prefix(short)

"""Sums in capital numerals, as receipts bear them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.kernel.sums import DIGITS, GROUPS, MOST, PLACES, capital


@pytest.mark.parametrize(
    ("sum_", "said"),
    [
        ("0.00", "零元整"),
        ("0.50", "伍角整"),
        ("0.05", "伍分"),
        ("10.00", "壹拾元整"),
        ("101.00", "壹佰零壹元整"),
        ("1001.05", "壹仟零壹元零伍分"),
        ("3010.00", "叁仟零壹拾元整"),
        ("10000.00", "壹万元整"),
        ("10101.10", "壹万零壹佰零壹元壹角整"),
        ("100001000.00", "壹亿零壹仟元整"),
        ("305000000.00", "叁亿零伍佰万元整"),
        ("1000000001.00", "壹拾亿零壹元整"),
    ],
)
def test_a_sum_is_written_as_banks_write_it(sum_: str, said: str) -> None:
    assert capital(Decimal(sum_)) == said


@given(st.integers(0, int(MOST * 100)))
def test_and_says_that_sum_and_no_other(cents: int) -> None:
    assert _read(capital(Decimal(cents) / 100)) == cents


@pytest.mark.parametrize("sum_", ["-0.01", "0.001", "1000000000000.00"])
def test_what_is_no_sum_is_refused(sum_: str) -> None:
    with pytest.raises(ValueError, match="no sum of money"):
        capital(Decimal(sum_))


def _read(said: str) -> int:
    """The words back into cents, by a way of its own."""
    total = group = digit = 0
    for sign in said:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in PLACES[1:]:
            group, digit = group + digit * 10 ** PLACES.index(sign), 0
        elif sign in GROUPS[1:]:
            total += (group + digit) * 10_000 ** GROUPS.index(sign)
            group = digit = 0
        elif sign == "元":
            total, group, digit = (total + group + digit) * 100, 0, 0
        elif sign in "角分":
            total, digit = total + digit * (10 if sign == "角" else 1), 0
    return total

"""Order numbers that can be read over the telephone and tell nothing; codes nobody can guess."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from santai.kernel.numbers import (
    CODE_ALPHABET,
    CODE_LENGTH,
    grouped,
    order_number,
    plain,
    query_code,
    well_formed,
)

SECRET = b"a secret of the house"
serials = st.integers(1, 99_999_999)
secrets = st.binary(min_size=1, max_size=100)
numbers = st.builds(order_number, st.integers(2025, 2099), serials, st.just(SECRET))


@given(serials, serials, secrets)
def test_two_serials_never_have_one_number(one: int, other: int, secret: bytes) -> None:
    assume(one != other)
    assert order_number(2026, one, secret) != order_number(2026, other, secret)


def test_the_permutation_is_a_bijection_wherever_it_is_looked_at() -> None:
    """A block across the middle of the range, where the two halves change."""
    block = range(49_990_000, 50_010_000)
    assert len({order_number(2026, serial, SECRET) for serial in block}) == len(block)


@given(st.integers(2000, 2099), serials, secrets)
def test_a_number_is_the_year_eight_digits_and_a_check(
    year: int, serial: int, secret: bytes
) -> None:
    number = order_number(year, serial, secret)
    assert (len(number), number.isdigit(), int(number[:2])) == (11, True, year % 100)
    assert well_formed(number)


def test_neighbours_have_nothing_in_common() -> None:
    """A number tells neither how many there are nor what the next one is called."""
    first = [order_number(2026, serial, SECRET)[2:10] for serial in range(1, 1001)]
    steps = {int(b) - int(a) for a, b in pairwise(first)}
    assert len(steps) == 999


def test_another_secret_makes_other_numbers() -> None:
    assert order_number(2026, 1, b"one") != order_number(2026, 1, b"two")


@given(numbers, st.integers(0, 10), st.integers(1, 9))
def test_every_wrong_digit_is_noticed(number: str, place: int, off: int) -> None:
    wrong = str((int(number[place]) + off) % 10)
    assert not well_formed(number[:place] + wrong + number[place + 1 :])


@given(numbers, st.integers(0, 9))
@example("26000000904", 8)
def test_swapped_neighbours_are_noticed_except_0_and_9(number: str, place: int) -> None:
    a, b = number[place], number[place + 1]
    assume(a != b)
    swapped = number[:place] + b + a + number[place + 2 :]
    assert well_formed(swapped) == (well_formed(number) and {a, b} == {"0", "9"})


@pytest.mark.parametrize(
    "text",
    ["", "2", "264839207", "264839207155", "2648392071x", "２６４８３９２０７１５", "²6483920715"],
)
def test_what_is_no_number_is_not_well_formed(text: str) -> None:
    assert not well_formed(text)


@given(numbers)
def test_a_number_is_found_as_it_is_shown(number: str) -> None:
    assert plain(grouped(number)) == number
    assert len(grouped(number)) == 13


def test_it_is_shown_like_a_mobile_number() -> None:
    assert (grouped("26483920715"), grouped("123")) == ("264 8392 0715", "123")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(" 264-8392 0715 ", "26483920715"), ("abCd efgh", "ABCDEFGH"), ("", ""), ("—－ ", "")],
)
def test_spaces_dashes_and_small_letters_do_not_matter(typed: str, meant: str) -> None:
    assert plain(typed) == meant


@given(secrets, st.text(max_size=20), st.text(max_size=20))
def test_a_code_is_ten_signs_of_its_alphabet_and_always_the_same(
    secret: bytes, purpose: str, salt: str
) -> None:
    code = query_code(secret, purpose, salt)
    assert (len(code), set(code) <= set(CODE_ALPHABET)) == (CODE_LENGTH, True)
    assert query_code(secret, purpose, salt) == code
    assert plain(code.lower()) == code


def test_a_code_is_for_one_secret_one_purpose_and_one_salt() -> None:
    codes = {
        query_code(b"one", "track", "a"),
        query_code(b"two", "track", "a"),
        query_code(b"one", "document", "a"),
        query_code(b"one", "track", "b"),
    }
    assert len(codes) == 4


def test_no_sign_of_a_code_is_mistaken_for_another() -> None:
    assert set("0O1IL") & set(CODE_ALPHABET) == set()
    assert len(set(CODE_ALPHABET)) == 31

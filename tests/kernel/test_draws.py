"""The order in which candidates come out: made of the seed alone, each as likely as any other."""

from __future__ import annotations

from santai.kernel.draws import SPACE, _below, ranking, seed_of
from santai.kernel.merkle import sha256

NAMES = [f"P{n:08}" for n in range(7)]
NOTE = "log.example\n8\nAAAA\n"


def test_everybody_comes_out_once() -> None:
    assert sorted(ranking(NAMES, b"seed", sha256)) == NAMES


def test_the_order_in_which_the_list_was_written_says_nothing() -> None:
    assert ranking(NAMES[::-1], b"seed", sha256) == ranking(NAMES, b"seed", sha256)


def test_another_list_or_another_checkpoint_is_another_draw() -> None:
    one = seed_of(b"1" * 32, NOTE, sha256)
    assert one == seed_of(b"1" * 32, NOTE, sha256)
    assert len({one, seed_of(b"2" * 32, NOTE, sha256), seed_of(b"1" * 32, NOTE + "x", sha256)}) == 3


def test_what_would_favour_somebody_is_passed_over() -> None:
    """Of 2**256 numbers one is left over for three: the greatest. It would make the first more likely."""
    assert _below(3, iter([SPACE - 1, 5])) == 2
    assert _below(3, iter([SPACE - 2])) == (SPACE - 2) % 3


def test_of_nobody_nobody_comes_out() -> None:
    assert ranking([], b"seed", sha256) == []

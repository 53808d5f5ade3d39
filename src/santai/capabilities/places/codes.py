"""Arithmetic on the 12-digit codes of administrative divisions (统计用区划代码). Pure functions.

A code is read in whole levels: province 2 digits, city 4, county 6, township 9, village 12. What
lies inside a region begins with its digits up to the last level that is not all zeros, so "inside"
is a range of codes, which any plain index answers. `NATION` (all zeros) stands for the whole
country.

Sources differ in one point: cities without counties (东莞, 中山, 儋州) have townships directly
below them, so a parent is the nearest shorter prefix, not the one exactly a level up.
"""

from __future__ import annotations

from santai.catalogue.schema import Level

NATION = "000000000000"
LEVELS = tuple(Level)  # the position is the depth: 0 nation … 5 village
ENDS = (0, 2, 4, 6, 9, 12)  # digits that belong to each depth


def is_code(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isdigit()


def full(code: str) -> str:
    """The 12 digits of a code or of a whole-level prefix ("4104" → "410400000000").

    Raises ValueError for anything else.
    """
    if len(code) not in ENDS or not ((code.isascii() and code.isdigit()) or code == ""):
        raise ValueError(f"区划代码 {code!r} 不对：应为 12 位数字，或 2、4、6、9 位的整级前缀。")
    return code.ljust(12, "0")


def depth(code: str) -> int:
    """0 for the nation, 1 for a province … 5 for a village."""
    digits = full(code)
    return max(
        (i for i in range(1, 6) if int(digits[ENDS[i - 1] : ENDS[i]])),
        default=0,
    )


def level_of(code: str) -> Level:
    return LEVELS[depth(code)]


def prefix(code: str) -> str:
    """The digits everything inside the region begins with ("410421000000" → "410421")."""
    return full(code)[: ENDS[depth(code)]]


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` is `outer` or lies inside it."""
    return full(inner).startswith(prefix(outer))


def ancestors(code: str) -> tuple[str, ...]:
    """The full codes of the region and of those around it, smallest first; never the nation."""
    digits = full(code)
    padded = (digits[: ENDS[i]].ljust(12, "0") for i in range(depth(code), 0, -1))
    return tuple(dict.fromkeys(padded))  # a city without counties would come twice


def prefix_range(code: str) -> tuple[str, str]:
    """The codes of a region as a range for an index: `low <= code < high`.

    Both bounds are digits only, so they mean the same under every collation.
    """
    start = prefix(code)
    return start.ljust(12, "0"), start.ljust(12, "9") + "0"

"""Comparing two values part by part, for betterment.py, which knows what a service is.

A comparison yields a problem for everything that changed and was not shown to be an improvement. Parts of a
dataclass without a rule of their own must not change at all, so a new part is guarded from its first day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from santai.catalogue.errors import Problem

Compare = Callable[[str, Any, Any], Iterator[Problem]]

SPELLED = {  # where a file calls a part otherwise than we do
    "ActionSpec.documents": "document",
    "ClockSpec.parameter": "limit",
    "ClockSpec.start": "from",
    "Fee.items": "schedule",
    "Field.maximum": "max",
    "Field.minimum": "min",
    "MaterialSpec.commitment": "or",
    "MaterialSpec.shared_data": "waive_if",
}


def problem(key: str, wrong: str, fix: str) -> Problem:
    return Problem("", key, wrong, f"A layer may only improve the citizen's position: {fix}.")


def parts(rules: Mapping[str, Compare]) -> Compare:
    """Compare two values of one dataclass, each field by its rule; without a rule it must be the same."""

    def compare(key: str, before: Any, after: Any) -> Iterator[Problem]:
        for part in fields(before):
            spelled = SPELLED.get(f"{type(before).__name__}.{part.name}", part.name)
            inner = f"{key}.{spelled}".lstrip(".")
            old, new = getattr(before, part.name), getattr(after, part.name)
            if old != new:
                yield from rules.get(part.name, same)(inner, old, new)

    return compare


def named(
    before: Mapping[str, Any], after: Mapping[str, Any], key: str, compare: Compare
) -> Iterator[Problem]:
    """Compare what both have under the same names, and refuse the same names missing."""
    for name, value in before.items():
        if name in after:
            yield from compare(f"{key}.{name}".lstrip("."), value, after[name])
        else:
            yield problem(f"{key}.{name}", "is taken away", "leave it as it is")


def free(key: str, before: Any, after: Any) -> Iterator[Problem]:
    """Names and words may be local."""
    yield from ()


def same(key: str, before: Any, after: Any) -> Iterator[Problem]:
    """No change; the finest keys that differ are named."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from same_names(key, before, after, same)
    elif is_dataclass(before) and type(before) is type(after):
        yield from parts({})(key, before, after)
    else:
        yield from fixed(key, before, after)


def fixed(key: str, before: Any, after: Any) -> Iterator[Problem]:
    """No change, of the value as a whole."""
    if before != after:
        wrong = f"changes from {_said(before)} to {_said(after)}"
        yield problem(key, wrong, "this is not for a layer to change, leave it out")


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_said, value))}]"
    return "nothing" if value in (None, "") else str(value)


def keeps(noun: str) -> Compare:
    """Whatever was in the list must still be; more may be added."""

    def compare(key: str, before: Collection[Any], after: Collection[Any]) -> Iterator[Problem]:
        if lost := [str(item) for item in before if item not in after]:
            full = ", ".join(map(str, before))
            yield problem(
                key, f"drops {', '.join(lost)}", f"keep all {noun} ({full}) and add to them"
            )

    return compare


def only_fewer(key: str, before: Collection[Any], after: Collection[Any]) -> Iterator[Problem]:
    if more := [str(item) for item in after if item not in before]:
        yield problem(key, f"adds {', '.join(more)}", "take out, do not add")


def only_to(value: bool, wrong: str) -> Compare:
    """A switch that may be moved one way."""

    def compare(key: str, before: bool, after: bool) -> Iterator[Problem]:
        if after is not before and after is not value:
            yield problem(key, wrong, "leave it as it was")

    return compare


def not_more(key: str, before: int, after: int) -> Iterator[Problem]:
    if after > before:
        yield problem(key, f"rises from {before} to {after}", f"write {before} or less")


def not_less(key: str, before: int, after: int) -> Iterator[Problem]:
    if after < before:
        yield problem(key, f"falls from {before} to {after}", f"write {before} or more")


def same_names(
    key: str, before: Mapping[str, Any], after: Mapping[str, Any], compare: Compare
) -> Iterator[Problem]:
    yield from named(before, after, key, compare)
    for name in after.keys() - before.keys():
        yield problem(f"{key}.{name}".lstrip("."), "is added", "leave it out")

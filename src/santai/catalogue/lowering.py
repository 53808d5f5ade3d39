"""The proof that a layer only lowers a fee (betterment.py), whatever the answers are that it is reckoned with."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from santai.catalogue.comparing import (
    Compare,
    fixed,
    free,
    keeps,
    named,
    not_less,
    parts,
    problem,
    same,
    same_names,
)
from santai.catalogue.conditions import implies
from santai.catalogue.errors import Problem
from santai.catalogue.schema import Condition
from santai.catalogue.tariff import Fee, FeeItem, Reduction, Sum, Tier

Problems = Iterator[Problem]


def fee(key: str, before: Fee, after: Fee) -> Problems:
    if after.free:
        return
    if before.free:
        yield problem(key, "asks money for what was free", "write `fee: none`")
        return
    # what is said of it may hide another sum, so it stays
    rules: dict[str, Compare] = {
        "amount": _text,
        "basis": keeps("basis"),
        "items": _items,
        "reductions": _reductions,
    }
    yield from parts(rules)(key, before, after)


def _text(key: str, before: str, after: str) -> Problems:
    if not (before and after):
        yield from fixed(key, before, after)
    else:
        yield from _sum(key, Decimal(before), Decimal(after))


def _sum(key: str, before: Sum | None, after: Sum | None) -> Problems:
    """Two sums can be compared; what places set (one parameter or another) cannot."""
    if isinstance(before, Decimal) and isinstance(after, Decimal):
        if after > before:
            yield problem(key, f"rises from {before} to {after} yuan", f"write {before} or less")
    else:
        yield from same(key, before, after)


def _items(key: str, before: tuple[FeeItem, ...], after: tuple[FeeItem, ...]) -> Problems:
    old, new = ({item.key: item for item in items} for items in (before, after))
    compare = parts(
        {
            "title": free,
            "amount": _sum,
            "tiers": _tiers,
            "least": _least,
            "most": _most,
            "when": _narrower,
            "basis": keeps("basis"),
        }
    )
    yield from same_names(key, old, new, compare)


def _tiers(key: str, before: tuple[Tier, ...], after: tuple[Tier, ...]) -> Problems:
    """Every slice costs less or the same: whatever the sum is, so does the whole."""
    if [tier.up_to for tier in before] != [tier.up_to for tier in after]:
        yield problem(key, "cuts the sum elsewhere", "keep every `up_to`, lower rates and sums")
        return
    for old, new in zip(before, after, strict=True):
        for part in ("rate", "amount"):
            was, now = getattr(old, part), getattr(new, part)
            if isinstance(was, Decimal) and isinstance(now, Decimal) and now > was:
                yield problem(f"{key}.{part}", f"rises from {was} to {now}", "write it or less")
            elif not (isinstance(was, Decimal) and isinstance(now, Decimal)):
                yield from fixed(f"{key}.{part}", was, now)


def _least(key: str, before: Sum | None, after: Sum | None) -> Problems:
    if after is not None and before is None:
        yield problem(key, "sets a least sum where there was none", "leave it out")
    elif after is not None:
        yield from _sum(key, before, after)


def _most(key: str, before: Sum | None, after: Sum | None) -> Problems:
    if after is None:
        yield problem(key, "is taken away", "leave it as it is")
    elif before is not None:
        yield from _sum(key, before, after)


def _narrower(key: str, before: Condition | None, after: Condition | None) -> Problems:
    """What is charged in fewer cases; a condition where there was none is fewer."""
    if before is not None and (after is None or not implies(after, before)):
        yield problem(key, "charges in more cases", "narrow the old condition, or keep it")


def _reductions(key: str, before: tuple[Reduction, ...], after: tuple[Reduction, ...]) -> Problems:
    """Those there were, for as many and as much; new ones are welcome."""
    old, new = ({one.key: one for one in part} for part in (before, after))
    compare = parts(
        {
            "title": free,
            "when": _wider,
            "off": not_less,
            "on": keeps("items"),
            "basis": keeps("basis"),
        }
    )
    yield from named(old, new, key, compare)


def _wider(key: str, before: Condition, after: Condition) -> Problems:
    if not implies(before, after):
        yield problem(key, "is lifted in fewer cases", "add an alternative, keep the old one")

"""Reasoning about conditions without facts: what they ask about, whether one follows from another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from santai.catalogue.schema import (
    All,
    Any_,
    Condition,
    Not,
    ParameterRef,
    Rule,
    RuleRef,
    Test,
)


def leaves(condition: Condition, holds: bool = True) -> Iterator[tuple[Test | RuleRef, bool]]:
    """The tests and rules in a condition, and whether it wants them to hold or (under `not`) to fail."""
    if isinstance(condition, Not):
        yield from leaves(condition.part, not holds)
    elif isinstance(condition, All | Any_):
        for part in condition.parts:
            yield from leaves(part, holds)
    else:
        yield condition, holds


def rules_in(conditions: Iterable[Condition]) -> set[str]:
    """The rules that conditions name, not those behind them."""
    found = (leaf for condition in conditions for leaf, _ in leaves(condition))
    return {leaf.name for leaf in found if isinstance(leaf, RuleRef)}


def facts_in(conditions: Iterable[Condition], rules: Mapping[str, Rule]) -> set[str]:
    """The facts that conditions depend on, through rules too."""
    facts: set[str] = set()
    waiting, seen = list(conditions), set()
    while waiting:
        for leaf, _ in leaves(waiting.pop()):
            if isinstance(leaf, Test):
                facts.add(leaf.fact)
            elif leaf.name not in seen:
                seen.add(leaf.name)
                waiting += [*rules[leaf.name].yes_if, *rules[leaf.name].no_if]
    return facts


def circle(rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """Rules that refer to each other in a circle, in order; () if there are none."""
    asks = {name: sorted(rules_in([*rule.yes_if, *rule.no_if])) for name, rule in rules.items()}
    done: set[str] = set()

    def follow(name: str, path: tuple[str, ...]) -> tuple[str, ...]:
        if name in path:
            return path[path.index(name) :]
        if name in done:
            return ()
        found = next(filter(None, (follow(other, (*path, name)) for other in asks[name])), ())
        done.add(name)
        return found

    return next(filter(None, (follow(name, ()) for name in rules)), ())


def implies(one: Condition, other: Condition) -> bool:
    """Whether `other` certainly holds whenever `one` does. False may also mean: cannot be told.

    A proof by form alone: it knows and, or, not and comparisons, but does not look behind a rule's name.
    """
    if one == other:
        return True
    if isinstance(one, Any_):
        return all(implies(part, other) for part in one.parts)
    if isinstance(other, All):
        return all(implies(one, part) for part in other.parts)
    if isinstance(other, Any_) and any(implies(one, part) for part in other.parts):
        return True
    if isinstance(one, All):
        return any(implies(part, other) for part in one.parts)
    if isinstance(one, Not) and isinstance(other, Not):
        return implies(other.part, one.part)
    return isinstance(one, Test) and isinstance(other, Test) and _test_implies(one, other)


def _test_implies(one: Test, other: Test) -> bool:
    if one.fact != other.fact:
        return False
    if one.op in ("is", "in") and other.op in ("is", "in"):
        return _values(one) <= _values(other)
    if one.op == other.op == "has":
        return _values(one) <= _values(other)
    low, high = (one, other) if other.op == "at_most" else (other, one)
    if other.op not in ("at_most", "at_least") or one.op not in ("is", other.op):
        return False
    if isinstance(low.value, ParameterRef) or isinstance(high.value, ParameterRef):
        return False
    return Decimal(str(low.value)) <= Decimal(str(high.value))


def _values(test: Test) -> frozenset[object]:
    return frozenset(test.value if isinstance(test.value, tuple) else (test.value,))

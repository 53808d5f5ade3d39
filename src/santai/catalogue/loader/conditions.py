"""Conditions: which facts must hold. A word is a rule, a list is any of, a mapping is all of its entries."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from santai.catalogue.errors import suggestion
from santai.catalogue.loader.blocks import (
    Block,
    Reader,
    flag,
    kind,
    money,
    one_of,
    some,
    whole,
    word,
)
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope
from santai.catalogue.schema import (
    All,
    Any_,
    Condition,
    Field,
    Kind,
    Not,
    ParameterRef,
    RuleRef,
    Test,
)
from santai.catalogue.sources import ParameterKind

REGION = "region."
MANY = {Kind.CHOICES, Kind.MATERIALS, Kind.GUESTS}
PARAMETERS = {  # which parameters a field can be compared with
    Kind.MONEY: {ParameterKind.MONEY, ParameterKind.NUMBER},
    Kind.NUMBER: {ParameterKind.NUMBER},
    Kind.YES_NO: {ParameterKind.YES_NO},
}
MEASURED = {Kind.MONEY, Kind.NUMBER}
Value = str | int | bool | ParameterRef


def condition_in(scope: Scope) -> Reader[Condition]:
    return lambda node: condition(node, scope)


def condition(node: Node, scope: Scope) -> Condition:
    if isinstance(node.value, str):
        return RuleRef(scope.rule(node))
    if isinstance(node.value, tuple):
        parts = some(condition_in(scope))(node)
        return parts[0] if len(parts) == 1 else Any_(parts)
    if isinstance(node.value, dict) and node.value:
        return _all(node, scope)
    fix = "Write a rule's name, `field: value` lines (all must hold) or a list (one must hold)."
    raise node.error(f"is not a condition: {kind(node)}", fix)


def _all(node: Node, scope: Scope) -> Condition:
    with Block(node) as block:
        parts = tuple(
            block.get("not", lambda n: Not(condition(n, scope)), None)
            if name == "not"
            else block.get(name, _about(name, scope), None)
            for name in node.entries()
        )
    found = tuple(part for part in parts if part is not None)
    return found[0] if len(found) == 1 else All(found)


def _about(name: str, scope: Scope) -> Reader[Condition | None]:
    """A reader for what is asked of one fact."""

    def read(node: Node) -> Condition:
        if (fact := scope.facts.get(name)) is None:
            raise node.error(
                f"no field {name!r} can be asked about here", suggestion(name, scope.facts)
            )
        if node.entries() and "parameter" not in node.entries():
            return _compared(node, fact, scope)
        return _equal(node, fact, scope)

    return read


def _compared(node: Node, fact: Field, scope: Scope) -> Condition:
    """{at_most: 3}, {at_least: region.x}, {is: y}, {not: z}, or several of them."""
    with Block(node) as block:
        parts: list[Condition | None] = [
            block.get(
                "at_most", lambda n: Test(fact.key, "at_most", _measure(n, fact, scope)), None
            ),
            block.get(
                "at_least", lambda n: Test(fact.key, "at_least", _measure(n, fact, scope)), None
            ),
            block.get("is", lambda n: _equal(n, fact, scope), None),
            block.get("not", lambda n: Not(_equal(n, fact, scope)), None),
        ]
    found = tuple(part for part in parts if part is not None)
    return found[0] if len(found) == 1 else All(found)


def _measure(node: Node, fact: Field, scope: Scope) -> Value:
    if fact.kind not in MEASURED:
        fix = "Only money and numbers have more and less; write `field: value` or a list of values."
        raise node.error(f"{fact.key} ({fact.kind}) cannot be compared with a limit", fix)
    return _value(node, fact, scope)


def _equal(node: Node, fact: Field, scope: Scope) -> Test:
    if isinstance(node.value, tuple):
        values = some(lambda item: _value(item, fact, scope))(node)
        return Test(fact.key, "has" if fact.kind in MANY else "in", values)
    return Test(fact.key, "has" if fact.kind in MANY else "is", _value(node, fact, scope))


def _value(node: Node, fact: Field, scope: Scope) -> Value:
    if reference := _parameter(node, fact, scope):
        return reference
    if fact.options:
        return one_of(fact.options, f"choice of {fact.key}")(node)
    if fact.kind is Kind.YES_NO:
        return flag(node)
    if fact.kind is Kind.NUMBER:
        return whole(node)
    if fact.kind is Kind.MONEY:
        return money(node)
    return word(node)


def _parameter(node: Node, fact: Field, scope: Scope) -> ParameterRef | None:
    """`region.hardship_line`, or {parameter: hardship_line, times: 2}."""
    parameters = scope.world.parameters
    if isinstance(node.value, dict):
        with Block(node) as block:
            name = block.need("parameter", one_of(parameters, "parameter"))
            times = block.get("times", _factor, Decimal(1))
    elif isinstance(node.value, str) and node.value.startswith(REGION):
        name, times = node.value.removeprefix(REGION), Decimal(1)
        if name not in parameters:
            raise node.error(f"no parameter is called {name!r}", suggestion(name, parameters))
    else:
        return None
    if parameters[name].kind not in PARAMETERS.get(fact.kind, ()):
        wrong = f"{name} ({parameters[name].kind}) does not fit {fact.key} ({fact.kind})"
        raise node.error(wrong, "Compare money with money, a number with a number.")
    if parameters[name].better is None:  # else a smaller area could decide against people by it
        fix = f"Write `better: higher` or `better: lower` into parameters/{name}.yaml."
        raise node.error(f"{name} does not say which value is better for the citizen", fix)
    return ParameterRef(name, times)


def _factor(node: Node) -> Decimal:
    try:
        factor = Decimal(str(node.value))
    except InvalidOperation:
        factor = Decimal(0)
    if not factor.is_finite() or factor <= 0:
        raise node.error(
            f"should be a factor, not {kind(node)}", "Write a number above 0, such as 2."
        )
    return factor

"""Facts that follow from others by declared arithmetic: a sum, a product, a share. Nothing is evaluated as code.

Money is a decimal in CNY kept as a text with two places; whole numbers stay whole. What is asked and not answered
makes the result not known; what was not asked adds nothing to a sum.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from santai.catalogue.evaluate import Parameters
from santai.catalogue.schema import Computed, Field, Kind

REGION = "region."
CENT, TENTH = Decimal("0.01"), Decimal("0.1")
MOST = Decimal(10) ** 12  # what a field of money can hold, too


def computed(
    field: Field, known: Mapping[str, Any], asked: Collection[str], parameters: Parameters
) -> str | int | None:
    """What the field is, from clean values of the fields above it; None while it cannot be known."""
    if field.computed is None:
        return None
    given = [_value(name, known, asked, parameters) for name in field.computed.of]
    if field.computed.op == "sum":
        given = [
            value
            for name, value in zip(field.computed.of, given, strict=True)
            if value is not None or name in asked or name.startswith(REGION)
        ]
    numbers = [value for value in given if value is not None]
    if len(numbers) < len(given) or not numbers:
        return None
    found = OPERATIONS[field.computed.op](numbers)
    return None if found is None or abs(found) >= MOST else _written(field, found)


def _value(
    name: str, known: Mapping[str, Any], asked: Collection[str], parameters: Parameters
) -> Decimal | None:
    if name.startswith(REGION):
        value = parameters(name.removeprefix(REGION))
        return None if value is None else Decimal(str(value.value))
    given = known.get(name) if name in asked else None
    return None if given is None else Decimal(str(given))


def _product(numbers: Sequence[Decimal]) -> Decimal | None:
    found = Decimal(1)
    for number in numbers:
        found *= number
    return found


def _share(numbers: Sequence[Decimal]) -> Decimal | None:
    part, whole = numbers
    return part * 100 / whole if whole else None


OPERATIONS: Mapping[str, Callable[[Sequence[Decimal]], Decimal | None]] = {
    "sum": lambda numbers: sum(numbers, Decimal(0)),
    "product": _product,
    "share": _share,
}


def _written(field: Field, number: Decimal) -> str | int:
    if field.kind is Kind.MONEY:
        return str(number.quantize(CENT, ROUND_HALF_UP))
    if field.kind is Kind.NUMBER:
        return int(number)
    return f"{number.quantize(TENTH, ROUND_HALF_UP)}%"


def kind_of(how: Computed, kinds: Sequence[Kind]) -> Kind | None:
    """What comes out of it; None where these do not go together."""
    money = kinds.count(Kind.MONEY)
    if set(kinds) - {Kind.MONEY, Kind.NUMBER}:
        return None
    if how.op == "share":
        return Kind.TEXT if money in (0, 2) and len(kinds) == 2 else None
    if how.op == "product" and money == 1:
        return Kind.MONEY
    if money == 0:
        return Kind.NUMBER
    return Kind.MONEY if how.op == "sum" and money == len(kinds) else None

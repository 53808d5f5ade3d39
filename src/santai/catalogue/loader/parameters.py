"""Values that differ by place and day: the hardship line, the name of a station, a threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from santai.catalogue.errors import Problem
from santai.catalogue.loader.blocks import (
    Block,
    Reader,
    day,
    flag,
    kind,
    listed,
    member,
    money,
    region,
    text,
    whole,
    word,
)
from santai.catalogue.loader.reading import Node
from santai.catalogue.schema import ParameterValue, Text
from santai.catalogue.sources import Better, Parameter, ParameterKind

DAY = timedelta(days=1)
Value = str | int | bool
Places = Mapping[tuple[str, date], Node]  # by region and first day: where each value is written
VALUES: dict[ParameterKind, Reader[Value]] = {
    ParameterKind.MONEY: money,
    ParameterKind.NUMBER: whole,
    ParameterKind.YES_NO: flag,
    ParameterKind.TEXT: word,
}


def read_parameter(name: str, node: Node) -> Parameter:
    with Block(node) as block:
        sort = block.need("kind", member(ParameterKind, "kind of parameter"))
        unit = block.get("unit", word, "")
        title = block.need("title", text) or Text("")
        values = block.need("values", _values(name, title, unit, VALUES.get(sort, word))) or ()
        _one_each(block, values)
        better = block.get("better", member(Better, "direction"), None)
        if better and sort is ParameterKind.TEXT:
            fix = "Take `better` out."
            block.refuse(block.node.at("better"), "one text is no better than another", fix)
        shown = block.get("shown", flag, False)
        return Parameter(name, title, sort, unit, values, better, shown)


def joined(one: Parameter, other: Parameter) -> Parameter:
    """The values of both; where both have one for a place and day, that of the other."""
    values = {(value.region, value.since): value for value in (*one.values, *other.values)}
    return replace(
        other,
        values=tuple(values.values()),
        better=one.better or other.better,
        shown=one.shown or other.shown,
    )


def places(node: Node, parameter: Parameter) -> Places:
    """Where a file writes the values of its parameter."""
    items = zip(parameter.values, node.at("values").items(), strict=True)
    return {(value.region, value.since): item for value, item in items}


# --- only better --------------------------------------------------------------------------------


def worse(parameter: Parameter, written: Places) -> Iterator[Problem]:
    """Values that would make a smaller area worse off than the area around it, on any day they hold."""
    for value in parameter.values if parameter.better else ():
        for on in _turns(value, parameter.values):
            around = _around(value, parameter.values, on)
            if around and _is_worse(value, around, parameter.better):
                node = written[value.region, value.since].at("value")
                yield _refused(node, value, around, parameter.better)
                break


def _turns(value: ParameterValue, values: tuple[ParameterValue, ...]) -> list[date]:
    """The days on which a value, or one around it while it holds, begins."""
    later = [v.since for v in values if v.region == value.region and v.since > value.since]
    end = min(later, default=date.max)
    begun = {v.since for v in values if _inside(value, v) and value.since < v.since < end}
    return [value.since, *sorted(begun)]


def _around(
    value: ParameterValue, values: tuple[ParameterValue, ...], day: date
) -> ParameterValue | None:
    """What would hold there without the value: the smallest larger area, the latest of it."""
    held = (v for v in values if _inside(value, v) and v.since <= day)
    return max(held, key=lambda v: (len(v.region), v.since), default=None)


def _inside(value: ParameterValue, larger: ParameterValue) -> bool:
    return value.region != larger.region and value.region.startswith(larger.region)


def _is_worse(value: ParameterValue, around: ParameterValue, better: Better | None) -> bool:
    one, other = Decimal(value.value), Decimal(around.value)
    return one < other if better is Better.HIGHER else one > other


def _refused(
    node: Node, value: ParameterValue, around: ParameterValue, better: Better | None
) -> Problem:
    where = around.region or "the whole country"
    least = _said(around.value)
    if not isinstance(around.value, bool):
        least += " or more" if better is Better.HIGHER else " or less"
    wrong = f"{_said(value.value)} is worse than {_said(around.value)}, set for {where} from {around.since}"
    fix = f"A smaller area may only improve the citizen's position: write {least}."
    if around.since > value.since:
        fix += f" It held until {around.since - DAY}: add a value from {around.since}."
    return node.problem(wrong, fix)


def _said(value: Value) -> str:
    return str(value).lower()


# --- reading ------------------------------------------------------------------------------------


def _values(
    name: str, title: Text, unit: str, reader: Reader[Value]
) -> Reader[tuple[ParameterValue, ...]]:
    def read_one(node: Node) -> ParameterValue:
        with Block(node) as block:
            return ParameterValue(
                name=name,
                value=block.need("value", reader),
                unit=unit,
                region=block.get("region", region, ""),
                since=block.need("from", day),
                source=block.need("source", word),
                verified=block.need("verified", flag),
                title=title.zh,
            )

    def read(node: Node) -> tuple[ParameterValue, ...]:
        if not isinstance(node.value, tuple):
            fix = "Write a list: `- {region:, from:, value:, source:, verified:}`."
            raise node.error(f"should be a list of values, not {kind(node)}", fix)
        return listed(read_one)(node)

    return read


def _one_each(block: Block, values: tuple[ParameterValue, ...]) -> None:
    """One place has one value from one day on."""
    seen = set()
    for value, node in zip(values, block.node.at("values").items(), strict=False):
        if (value.region, value.since) in seen:
            where = value.region or "the whole country"
            fix = "Keep one of the two, or date the later one."
            block.refuse(node, f"is a second value for {where} from {value.since}", fix)
        seen.add((value.region, value.since))

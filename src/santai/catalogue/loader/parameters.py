"""Values that differ by place and day: the hardship line, the name of a station, a threshold."""

from __future__ import annotations

from dataclasses import replace

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
from santai.catalogue.sources import Parameter, ParameterKind

Value = str | int | bool
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
        return Parameter(name, title, sort, unit, values)


def joined(one: Parameter, other: Parameter) -> Parameter:
    """The values of both; where both have one for a place and day, that of the other."""
    values = {(value.region, value.since): value for value in (*one.values, *other.values)}
    return replace(other, values=tuple(values.values()))


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

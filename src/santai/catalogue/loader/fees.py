"""Fees: nothing, one sum, words alone, or a schedule of items and reductions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise

from santai.catalogue.errors import suggestion
from santai.catalogue.loader.blocks import (
    Block,
    Reader,
    kind,
    listed,
    many,
    money,
    named,
    one_of,
    text,
    word,
)
from santai.catalogue.loader.conditions import REGION, condition_in
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope, names
from santai.catalogue.schema import Kind, ParameterRef
from santai.catalogue.sources import Better, ParameterKind
from santai.catalogue.tariff import FREE, Fee, FeeItem, Reduction, Sum, Tier

SHARE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?) ?%")
OFF = {"all": Decimal(1), "half": Decimal("0.5")}
TEN_THOUSANDTH = Decimal("0.0001")  # in what parameters say rates (万分之一)


def fee_in(scope: Scope) -> Reader[Fee]:
    return lambda node: FREE if node.value == "none" else _fee(node, scope)


def _fee(node: Node, scope: Scope) -> Fee:
    with Block(node) as block:
        amount = block.get("amount", money, "")
        if amount == "0.00":
            block.refuse(node.entries()["amount"], "is nothing", "Write `fee: none`.")
        items = block.get("schedule", named(_item_in(scope)), dict[str, FeeItem]())
        if amount and items:
            fix = "Make the sum an item of the schedule."
            block.refuse(node.entries()["amount"], "stands beside a schedule", fix)
        taken = named(_reduction_in(scope, names(node, "schedule")))
        reductions = block.get("reductions", taken, dict[str, Reduction]())
        if reductions and not block.has("schedule"):
            block.refuse(node, "takes something off no schedule", "Add `schedule:` with its items.")
        return Fee(
            free=False,
            says=block.get("says", word, "") if amount or items else block.need("says", word),
            amount=amount,
            basis=block.get("basis", scope.basis, ()),
            items=tuple(items.values()),
            reductions=tuple(reductions.values()),
        )


# --- items --------------------------------------------------------------------------------------


def _item_in(scope: Scope) -> Callable[[str, Node], FeeItem]:
    def read(name: str, node: Node) -> FeeItem:
        with Block(node) as block:
            item = FeeItem(
                key=name,
                title=block.need("title", text),
                amount=block.get("amount", _sum_in(scope), None),
                per=block.get("per", _field_in(scope, Kind.NUMBER), ""),
                of=block.get("of", _field_in(scope, Kind.MONEY), ""),
                tiers=block.get("tiers", listed(_tier_in(scope)), ()),
                least=block.get("least", _sum_in(scope), None),
                most=block.get("most", _sum_in(scope), None),
                when=block.get("when", condition_in(scope), None),
                basis=block.need("basis", scope.basis),
            )
            for wrong, fix in () if block.problems else _amiss(item):
                block.refuse(node, wrong, fix)
            return item

    return read


def _amiss(item: FeeItem) -> Iterator[tuple[str, str]]:
    if (item.amount is None) == (not item.tiers):
        yield "says no one way to reckon", "Write `amount` (with `per`), or `of` and `tiers`."
    elif item.tiers and not item.of:
        yield "has tiers of nothing", "Add `of:` with the form field that holds the sum."
    elif (item.of and not item.tiers) or (item.per and item.amount is None):
        yield "counts what it does not charge", "Write `of` with `tiers`, `per` with `amount`."
    bounds = [tier.up_to for tier in item.tiers]
    inner = [bound for bound in bounds if bound is not None]
    if item.tiers and (bounds[-1] is not None or len(inner) != len(bounds) - 1):
        yield "does not say what lies above its tiers", "Leave `up_to` out of the last tier alone."
    elif any(one >= other for one, other in pairwise(inner)):
        yield "has tiers out of order", "Let `up_to` rise from tier to tier."
    low, high = item.least, item.most
    if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
        yield f"nothing is between {low} and {high}", "Make `least` the smaller one."


def _tier_in(scope: Scope) -> Reader[Tier]:
    def read(node: Node) -> Tier:
        with Block(node) as block:
            tier = Tier(
                up_to=block.get("up_to", lambda inner: Decimal(money(inner)), None),
                rate=block.get("rate", _rate_in(scope), None),
                amount=block.get("amount", _sum_in(scope), None),
            )
            if not block.problems and (tier.rate is None) == (tier.amount is None):
                block.refuse(node, "needs a rate or a sum", "Write one of `rate` and `amount`.")
            return tier

    return read


def _field_in(scope: Scope, sort: Kind) -> Reader[str]:
    """A question of the form that is answered with this kind of value."""
    fitting = [key for key, field in scope.facts.items() if field.kind is sort]
    return one_of(fitting, f"form field of kind {sort}")


def _sum_in(scope: Scope) -> Reader[Sum]:
    def read(node: Node) -> Sum:
        if (name := _parameter(node, scope, ParameterKind.MONEY)) is not None:
            return ParameterRef(name)
        return Decimal(money(node))

    return read


def _rate_in(scope: Scope) -> Reader[Sum]:
    """`0.3 %`, or a parameter in ten-thousandths (万分之)."""

    def read(node: Node) -> Sum:
        if (name := _parameter(node, scope, ParameterKind.NUMBER)) is not None:
            return ParameterRef(name, TEN_THOUSANDTH)
        return _share(node)

    return read


def _share(node: Node) -> Decimal:
    found = SHARE.fullmatch(str(node.value))
    if found is None or Decimal(found[1]) > 100:
        raise node.error(f"should be a share, not {kind(node)}", "Write it as `0.3 %`.")
    return Decimal(found[1]) / 100


def _parameter(node: Node, scope: Scope, sort: ParameterKind) -> str | None:
    """The name in `region.<name>`; one of the right kind, of which less is better for who pays."""
    if not isinstance(node.value, str) or not node.value.startswith(REGION):
        return None
    name, known = node.value.removeprefix(REGION), scope.world.parameters
    if name not in known:
        raise node.error(f"no parameter is called {name!r}", suggestion(name, known))
    if known[name].kind is not sort:
        wrong = f"{name} is {known[name].kind}, not {sort}"
        raise node.error(wrong, "Sums are of kind money, rates of kind number (万分之).")
    if known[name].better is not Better.LOWER:  # else a smaller area could ask for more
        fix = f"Write `better: lower` into parameters/{name}.yaml."
        raise node.error(f"{name} does not say that less is better", fix)
    return name


# --- reductions ---------------------------------------------------------------------------------


def _reduction_in(scope: Scope, items: frozenset[str]) -> Callable[[str, Node], Reduction]:
    def read(name: str, node: Node) -> Reduction:
        with Block(node) as block:
            return Reduction(
                key=name,
                title=block.need("title", text),
                when=block.need("when", condition_in(scope)),
                off=block.need("off", _off),
                on=block.get("on", many(one_of(items, "item of the schedule")), ())
                or tuple(sorted(items)),
                basis=block.need("basis", scope.basis),
            )

    return read


def _off(node: Node) -> Decimal:
    if isinstance(node.value, str) and node.value in OFF:
        return OFF[node.value]
    return _share(node)

"""A schedule of fees in words: the same for the outline of a service and for its guide page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from santai.catalogue.fees import percent
from santai.catalogue.schema import ParameterRef, Service
from santai.catalogue.tariff import FeeItem, Reduction, Sum, Tier
from santai.kernel.words import listed, say

Named = Callable[[ParameterRef], str]  # how what a place sets is called where it is read


def prices(item: FeeItem, service: Service, named: Named) -> Iterator[str]:
    """What an item costs, a sentence for each tier and bound."""
    called = {field.key: field.called for field in service.form}
    if item.amount is not None:
        each = _sum(item.amount, named)
        yield (
            say("每一份 {each}（{called}）", each=each, called=called[item.per])
            if item.per
            else each
        )
    low = Decimal()
    for tier in item.tiers:
        yield _tier(called[item.of], low, tier, named)
        low = tier.up_to or low
    if item.least is not None:
        yield say("最低收 {sum}", sum=_sum(item.least, named))
    if item.most is not None:
        yield say("最高收 {sum}", sum=_sum(item.most, named))


def taken_off(one: Reduction, titles: Sequence[str]) -> str:
    if one.off == 1:
        return say("免收{items}", items=listed(titles))
    return say("{items}少收 {share}", items=listed(titles), share=percent(one.off))


def _tier(called: str, low: Decimal, tier: Tier, named: Named) -> str:
    cost = _rate(tier.rate, named) if tier.rate is not None else _sum(tier.amount, named)
    if tier.up_to is None and not low:
        return say("按{called}收 {cost}", called=called, cost=cost)
    if tier.up_to is None:
        return say("{called}超过 {low} 元的部分收 {cost}", called=called, low=low, cost=cost)
    if not low:
        return say(
            "{called}不超过 {high} 元的部分收 {cost}", called=called, high=tier.up_to, cost=cost
        )
    return say(
        "{called}超过 {low} 元、不超过 {high} 元的部分收 {cost}",
        called=called, low=low, high=tier.up_to, cost=cost,
    )  # fmt: skip


def _sum(sum_: Sum | None, named: Named) -> str:
    if isinstance(sum_, ParameterRef):
        return named(sum_)
    return say("{amount} 元", amount=f"{sum_:.2f}") if sum_ else say("不收费")


def _rate(rate: Sum, named: Named) -> str:
    return named(rate) if isinstance(rate, ParameterRef) else percent(rate)

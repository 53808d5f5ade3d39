"""What a matter costs: the schedule of its service, reckoned with its answers, every line explained.

Nothing is guessed: an item that hangs on something nobody knows is named in `missing`, and no bill is made of the
rest. Money is Decimal with two places; each line is rounded once, half up, before and after what is taken off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from santai.catalogue.evaluate import Facts, Parameters, judge
from santai.catalogue.schema import Basis, Condition, ParameterRef, ParameterValue, Service
from santai.catalogue.tariff import FeeItem, Reduction, Sum, Tier
from santai.kernel.decision import Answer, Decision
from santai.kernel.words import said, say

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Line:
    """One item of a bill. `how`: how it came about, a sentence for each step."""

    key: str
    title: str
    amount: Decimal
    off: Decimal
    how: tuple[str, ...]
    basis: Basis

    @property
    def due(self) -> Decimal:
        return self.amount - self.off


@dataclass(frozen=True, slots=True)
class Reckoning:
    lines: tuple[Line, ...]
    missing: tuple[str, ...] = ()  # what must be known first, in words
    unset: tuple[
        str, ...
    ] = ()  # what the place has set no price for: entered by hand, with a reason

    @property
    def total(self) -> Decimal:
        return sum((line.due for line in self.lines), NOTHING)


class Unknown(Exception):
    """Something the sum hangs on is not known; the message says what."""


class Unset(Unknown):
    """The place has not set the price; the message says of what."""


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def reckon(service: Service, facts: Facts, parameters: Parameters) -> Reckoning:
    """The lines of the bill for a matter with these facts, at a place with these parameters."""
    fee = service.fee
    if fee.free or not fee.reckoned:
        return Reckoning(())
    if fee.amount:
        says = said(fee.says)
        line = Line("fee", "收费", Decimal(fee.amount), NOTHING, (says,) if says else (), fee.basis)
        return Reckoning((line,))
    work, lines = _Work(service, facts, parameters), list[Line]()
    missing, unset = list[str](), list[str]()
    for item in fee.items:
        try:
            lines += work.lines(item)
        except Unset as price:
            unset.append(str(price))
        except Unknown as unknown:
            missing.append(str(unknown))
    return Reckoning(tuple(lines), tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(unset)))


class _Work:
    def __init__(self, service: Service, facts: Facts, parameters: Parameters) -> None:
        self.service, self.facts, self.parameters = service, facts, parameters
        self.judge: Callable[[Condition], Decision] = judge(service, facts, parameters)
        self.about = ""  # the item at hand, for what must be known first
        self.called = {field.key: field.called for field in service.form}

    def lines(self, item: FeeItem) -> Iterator[Line]:
        """The item's line, where it is charged at all. Raises Unknown."""
        self.about = item.title.said
        why: tuple[str, ...] = ()
        if item.when is not None:
            decision = self.judge(item.when)
            if decision.answer is Answer.UNKNOWN:
                raise Unknown(_reasons(decision))
            if decision.answer is Answer.NO:
                return
            why = (_reasons(decision),)
        amount, how = self.bounded(item, *self.sum_of(item))
        best, off = self.off(item, amount)
        basis = item.basis + (best.basis if best else ())
        told = (*why, *how, *self.reduced(item, best, off))
        yield Line(item.key, item.title.zh, amount, off, told, basis)

    # --- the sum

    def sum_of(self, item: FeeItem) -> tuple[Decimal, list[str]]:
        if item.tiers:
            whole = self.known(item.of)
            parts = [self.slice(*one, item) for one in _slices(whole, item.tiers)]
            return cents(sum((part for part, _ in parts), Decimal())), [how for _, how in parts]
        each, words = self.value(item.amount)
        if not item.per:
            return cents(each), [words]
        count = self.known(item.per)
        called = self.called[item.per]
        how = say("{called} {number}，每一份 {each}", called=called, number=count, each=words)
        return cents(each * count), [how]

    def slice(self, low: Decimal, part: Decimal, tier: Tier, item: FeeItem) -> tuple[Decimal, str]:
        """What one tier gives for the part of the sum that lies in it."""
        called, high = self.called[item.of], f"{low + part:.2f}"
        if tier.rate is None:
            sum_, words = self.value(tier.amount)
            span = say(
                "{called} {low} 元到 {high} 元的部分：{sum}",
                called=called,
                low=low,
                high=high,
                sum=words,
            )
            return sum_, span
        rate, words = self.rate(tier.rate)
        sum_ = part * rate
        return sum_, say(
            "{called} {low} 元到 {high} 元的部分：{part} 元 × {rate} = {sum} 元",
            called=called, low=low, high=high, part=f"{part:.2f}", rate=words, sum=cents(sum_),
        )  # fmt: skip

    def bounded(self, item: FeeItem, amount: Decimal, how: list[str]) -> tuple[Decimal, list[str]]:
        if item.least is not None:
            least, words = self.value(item.least)
            if amount < least:
                return cents(least), [*how, say("不到最低收费，按 {least} 收", least=words)]
        if item.most is not None:
            most, words = self.value(item.most)
            if amount > most:
                return cents(most), [*how, say("超过最高收费，按 {most} 收", most=words)]
        return amount, how

    def known(self, key: str) -> Decimal:
        value = self.facts.get(key)
        if value in (None, ""):
            raise Unknown(say("还不知道{fact}", fact=self.called[key]))
        return Decimal(str(value))

    def value(self, sum_: Sum | None) -> tuple[Decimal, str]:
        """A sum and how people read it. Raises Unknown where the place has not set it."""
        if isinstance(sum_, ParameterRef):
            found = self.parameter(sum_)
            amount = Decimal(str(found.value))
            return amount, _set(say("{amount} 元", amount=f"{amount:.2f}"), found)
        amount = sum_ if sum_ is not None else NOTHING
        return amount, say("{amount} 元", amount=f"{amount:.2f}")

    def rate(self, rate: Sum) -> tuple[Decimal, str]:
        if isinstance(rate, ParameterRef):
            found = self.parameter(rate)
            share = Decimal(str(found.value)) * rate.times
            return share, _set(percent(share), found)
        return rate, percent(rate)

    def parameter(self, reference: ParameterRef) -> ParameterValue:
        found = self.parameters(reference.name)
        if found is None:
            raise Unset(say("本地还没有设定“{item}”的收费标准", item=self.about))
        return found

    # --- what is taken off

    def off(self, item: FeeItem, amount: Decimal) -> tuple[Reduction | None, Decimal]:
        """The best of the reductions that hold; they are not added up."""
        held = [
            one
            for one in self.service.fee.reductions
            if item.key in one.on and self.judge(one.when).answer is Answer.YES
        ]
        best = max(held, key=lambda one: one.off, default=None)
        return best, cents(amount * best.off) if best else NOTHING

    def reduced(self, item: FeeItem, best: Reduction | None, off: Decimal) -> Iterator[str]:
        if best is not None:
            yield say("{title}，减 {off} 元", title=best.title.said, off=off)
        for one in self.service.fee.reductions:
            decision = self.judge(one.when) if item.key in one.on else None
            if (
                decision
                and decision.answer is Answer.UNKNOWN
                and (best is None or one.off > best.off)
            ):
                yield say(
                    "符合“{title}”的可以少收，{why}", title=one.title.said, why=_reasons(decision)
                )


def _slices(whole: Decimal, tiers: tuple[Tier, ...]) -> Iterator[tuple[Decimal, Decimal, Tier]]:
    """The parts of a sum by tier: where each begins and how much lies in it."""
    low = NOTHING
    for tier in tiers:
        high = whole if tier.up_to is None else min(whole, tier.up_to)
        if high > low or tier is tiers[0]:
            yield low, high - low, tier
        low = max(low, high)


def percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def _set(words: str, found: ParameterValue) -> str:
    named = say("{sum}（{title}）", sum=words, title=said(found.title or found.name))
    return named if found.verified else say("{words}（待核实）", words=named)


def _reasons(decision: Decision) -> str:
    return said("；").join(reason.text for reason in decision.reasons)

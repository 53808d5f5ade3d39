"""What a service costs: a schedule of items and what is taken off them. Values only; fees.py reckons with them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from santai.catalogue.schema import Basis, Condition, ParameterRef
from santai.catalogue.text import Text

Sum = Decimal | ParameterRef  # CNY with two places, or what the place has set


@dataclass(frozen=True, slots=True)
class Tier:
    """A slice of a sum, up to and including `up_to` (None: all that is left): a share of it, or a fixed sum."""

    up_to: Decimal | None
    rate: Sum | None = None  # 0.003 for 0.3 %
    amount: Sum | None = None


@dataclass(frozen=True, slots=True)
class FeeItem:
    """One thing that is charged: a fixed sum, one for each of `per`, or tiers of the sum in `of`."""

    key: str
    title: Text
    amount: Sum | None = None
    per: str = ""  # the number field that says how many
    of: str = ""  # the money field that is cut into tiers
    tiers: tuple[Tier, ...] = ()
    least: Sum | None = None
    most: Sum | None = None
    when: Condition | None = None  # charged only where this is yes
    basis: Basis = ()


@dataclass(frozen=True, slots=True)
class Reduction:
    """What is taken off some items where a condition holds. `off`: 1 for all of it, 0.5 for half."""

    key: str
    title: Text
    when: Condition
    off: Decimal
    on: tuple[str, ...]
    basis: Basis = ()


@dataclass(frozen=True, slots=True)
class Fee:
    """`amount` in CNY ("": not one fixed sum); free services say so in `says`."""

    free: bool
    says: str
    amount: str = ""
    basis: Basis = ()
    items: tuple[FeeItem, ...] = ()
    reductions: tuple[Reduction, ...] = ()

    @property
    def reckoned(self) -> bool:
        """Whether a bill can be made of it."""
        return self.free or bool(self.amount or self.items)


FREE = Fee(free=True, says="不收费")

"""The bill on the page of an order: what it is for, how it came about, where to pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from santai.capabilities.fees.queries import charges, is_owed, latest, payee_of, waiting_relief

if TYPE_CHECKING:
    from santai.capabilities.fees.models import Bill, Payee, Relief
    from santai.capabilities.orders.queries import OrderView


@dataclass(frozen=True, slots=True)
class Billed:
    bill: Bill
    lines: list[dict[str, Any]]
    owed: bool
    payee: Payee | None
    relief: Relief | None


def billed(view: OrderView) -> Billed | None:
    """The bill that counts, or the last there was; asked for only in services that make any.

    Its lines say what somebody answered, so they are for who sees people whole; the sum is for all.
    """
    bill = latest(view.order) if charges(view.service) else None
    if bill is None:
        return None
    owed = is_owed(bill)
    return Billed(
        bill=bill,
        lines=list(bill.lines) if view.revealed else [],
        owed=owed,
        payee=payee_of(bill.organisation_id) if owed else None,
        relief=waiting_relief(bill),
    )

"""What a bill has to do with the way of its matter: before it is paid, and when the matter ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from santai.capabilities.fees.actions.charging import void
from santai.capabilities.fees.enums import OWED, SETTLED, UNPAID, BillState
from santai.capabilities.fees.models import Bill
from santai.capabilities.fees.queries import charges, living, waiting_relief
from santai.capabilities.orders import access, events
from santai.capabilities.orders.actions import Door, must_be_paid, on_ending
from santai.capabilities.orders.enums import WITHDRAWN, Link
from santai.capabilities.orders.models import Order
from santai.catalogue.schema import Stage
from santai.kernel.errors import NotNow

CHARGE = "charge"
REASON = "事情没有办成"
# In which state of the bill an effect has something to do; "" where there is none that counts.
HAS_WORK: Mapping[str, Collection[str]] = {
    CHARGE: {""},
    "send_voucher": {BillState.DUE},
    "confirm_payment": UNPAID,
    "check_payment": {BillState.SEEN},
    "dispute_payment": {BillState.SEEN},
    "return_voucher": {BillState.CLAIMED},
    "waive_bill": {BillState.DUE},
    "refund": {BillState.PAID},
    "void_bill": {BillState.DUE, BillState.NOTHING},
}
DECIDE = frozenset({"allow_relief", "refuse_relief"})


@must_be_paid
def settled(door: Door) -> None:
    """Paid, let off, or nothing to pay: any of the three, but not without anybody having looked."""
    bill = living(door.order)
    if bill is None and not door.service.fee.free:
        raise NotNow(_("还没有开账单，请先算费用。"))
    if bill is not None and bill.state not in SETTLED:
        said = _("费用还没有缴清：应缴 %(total)s 元，%(state)s。")
        state = str(BillState(bill.state).label)
        raise NotNow(said % {"total": f"{bill.total:.2f}", "state": state})


@on_ending
def ended(door: Door) -> None:
    """Who was not served owes nothing. Where proof was sent, somebody looks first: the money may be there."""
    if not charges(door.service) or (bill := living(door.order)) is None:
        return
    if bill.state == BillState.DUE and _without_service(door):
        _drop(door, bill)
    elif door.order.stage == Stage.CLOSED and (bill.state in OWED or waiting_relief(bill)):
        raise NotNow(_("账单还没有了结：先确认到账、退回凭证、免缴或者作废。"))


def _without_service(door: Door) -> bool:
    """Withdrawn, refused, merged; or done without the step that waits for the money."""
    order = door.order
    actions = (a for state in door.service.states.values() for a in state.actions.values())
    return (
        order.outcome == WITHDRAWN
        or order.link == Link.MERGED
        or door.service.state(order.state).remedy is not None
        or any(action.paid for action in actions)
    )


def _drop(door: Door, bill: Bill) -> None:
    if relief := waiting_relief(bill):
        relief.allowed, relief.decided_at = False, door.at
        relief.save(update_fields=["allowed", "decided_at"])
    void(bill, door, REASON)
    door.afterwards(events.BILL_VOIDED, {"bill": bill.serial, "sum": f"{bill.total:.2f}"})


def _idle(order: Order, effects: frozenset[str]) -> frozenset[str]:
    """Buttons of bills that have nothing to do now; one query, and only where there are any."""
    mine = effects & (HAS_WORK.keys() | DECIDE)
    if not mine:
        return frozenset()
    bill = living(order)
    waits = bill is not None and waiting_relief(bill) is not None
    state = bill.state if bill else ""
    busy = DECIDE if waits else {name for name, states in HAS_WORK.items() if state in states}
    return frozenset(mine - busy)


access.IDLE.append(_idle)

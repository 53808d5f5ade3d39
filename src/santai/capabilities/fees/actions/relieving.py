"""Refunds and waivers (退费、免缴): with a reason, and above a sum by two people."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.fees import access
from santai.capabilities.fees.actions import two
from santai.capabilities.fees.enums import BillState, ReliefKind
from santai.capabilities.fees.models import Bill, Relief
from santai.capabilities.fees.queries import living, waiting_relief
from santai.capabilities.orders.actions import Door, effect
from santai.catalogue.schema import ActionSpec
from santai.kernel.errors import Conflict, Forbidden, Invalid, NotNow
from santai.kernel.words import word

Facts = Mapping[str, Any]
KINDS: Mapping[str, str] = {ReliefKind.WAIVER: word("免缴"), ReliefKind.REFUND: word("退费")}
DECIDED = {None: word("等另一位同事决定"), True: word("已办"), False: word("不同意")}


@effect("waive_bill")
def waive_bill(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    bill = living(door.order)
    if bill is None or bill.state != BillState.DUE:
        raise NotNow(_("没有待缴的账单。交了凭证的，先核对或者退回。"))
    return _asked(door, bill, ReliefKind.WAIVER, bill.total, bill.total, facts)


@effect("refund")
def refund(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Part or all of what is left with the office. The sum that takes two counts what was refunded before."""
    bill, amount = living(door.order), Decimal(str(facts["amount"]))
    if bill is None or bill.state != BillState.PAID:
        raise NotNow(_("没有已经缴清的账单，不能退费。"))
    if not 0 < amount <= bill.kept:
        said = _("最多能退 %(kept)s 元。") % {"kept": f"{bill.kept:.2f}"}
        raise Invalid({"amount": said})
    return _asked(door, bill, ReliefKind.REFUND, amount, bill.refunded + amount, facts)


@effect("allow_relief")
def allow_relief(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    bill, relief = _waiting(door)
    access.must_be_another(door.actor, relief.asked_by)
    _decide(door, relief, allowed=True)
    _carry_out(door, bill, relief)
    return _said(bill, relief)


@effect("refuse_relief")
def refuse_relief(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    bill, relief = _waiting(door)
    access.must_be_another(door.actor, relief.asked_by)
    _decide(door, relief, allowed=False)
    return _said(bill, relief)


def _asked(
    door: Door, bill: Bill, kind: ReliefKind, amount: Decimal, judged: Decimal, facts: Facts
) -> dict[str, Any]:
    if waiting_relief(bill) is not None:
        raise Conflict(_("已经有一个申请在等人决定。"))
    if door.actor.account_id is None:
        raise Forbidden(_("退费和免缴由工作人员办理。"))
    relief = Relief(
        bill=bill,
        kind=kind,
        amount=amount,
        reason=str(facts["reason"]),
        takes_two=two.takes_two(door, two.RELIEF, judged),
        asked_by_id=door.actor.account_id,
        asked_at=door.at,
    )
    relief.save(force_insert=True)
    if not relief.takes_two:
        _decide(door, relief, allowed=True)
        _carry_out(door, bill, relief)
    return _said(bill, relief)


def _waiting(door: Door) -> tuple[Bill, Relief]:
    bill = living(door.order)
    relief = waiting_relief(bill) if bill else None
    if bill is None or relief is None:
        raise NotNow(_("没有等待决定的退费或者免缴。"))
    return bill, relief


def _decide(door: Door, relief: Relief, *, allowed: bool) -> None:
    relief.allowed = allowed
    relief.decided_by_id, relief.decided_at = door.actor.account_id, door.at
    relief.save(update_fields=["allowed", "decided_by", "decided_at"])


def _carry_out(door: Door, bill: Bill, relief: Relief) -> None:
    if relief.kind == ReliefKind.WAIVER:
        bill.state, bill.reason = BillState.WAIVED, relief.reason
        bill.settled_at, bill.settled_by_id = door.at, door.actor.account_id
    else:
        bill.refunded += relief.amount
        bill.state = BillState.PAID if bill.kept else BillState.REFUNDED
    bill.save()


def _said(bill: Bill, relief: Relief) -> dict[str, Any]:
    """In Chinese, for the event keeps it; the story says it in the reader's language."""
    return {
        "bill": bill.serial,
        "sum": f"{relief.amount:.2f}",
        "relief": KINDS[relief.kind],
        "decided": DECIDED[relief.allowed],
    }

"""Proof of payment in, confirmed by the office or sent back (LEARN-20)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.fees.access import must_be_another
from santai.capabilities.fees.actions import papers, two
from santai.capabilities.fees.enums import UNPAID, BillState
from santai.capabilities.fees.models import Bill
from santai.capabilities.fees.queries import living
from santai.capabilities.files.enums import Type
from santai.capabilities.files.queries import files_of
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import Done, Door, act, add_file, effect
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import ActionSpec
from santai.kernel.errors import Conflict, Invalid, NotNow
from santai.kernel.words import word

Facts = Mapping[str, Any]
PICTURES = (Type.JPEG, Type.PNG)  # what proof may be (LEARN-20); found by content, never by name
SECOND = word("等另一位同事复核")


def hand_in_voucher(
    *, actor: Actor, number: str, name: str, content: BinaryIO | bytes, at: datetime, key: str = ""
) -> Done:
    """A picture taken in as a file of the matter, and named as proof: both or none.

    Raises what the door and the file intake raise; what is no JPG or PNG is refused before anything is kept.
    """
    with transaction.atomic():
        order = access.locked(actor, number)
        if _state(order) != BillState.DUE:  # or every second press would leave a file behind
            raise NotNow(_("现在没有要缴的费用，或者凭证已经交了，正在核对。"))
        file = add_file(
            actor=actor, number=number, name=name, content=content, at=at, allowed=PICTURES
        )
        facts = {"voucher": file.pk}
        return act(actor=actor, number=number, action="send_voucher", facts=facts, at=at, key=key)


@effect("send_voucher")
def send_voucher(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    bill = _due(door)
    file = files_of(door.order.subject).filter(pk=facts["voucher"], type__in=PICTURES).first()
    if file is None:
        raise Invalid({"voucher": _("请先上传缴费凭证，只收 jpg、jpeg、png 图片。")})
    bill.state, bill.voucher = BillState.CLAIMED, file.pk
    bill.save(update_fields=["state", "voucher"])
    return {"bill": bill.serial, "sum": f"{bill.total:.2f}"}


@effect("confirm_payment")
def confirm_payment(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Money seen by the office, with or without a picture of it: the whole sum, on a day that is not to come.

    Above what the place has set somebody else looks as well, before it counts as paid.
    """
    bill = living(door.order)
    if bill is None or bill.state not in UNPAID:
        raise NotNow(_("没有等待缴费的账单。"))
    if bill.reliefs.filter(allowed=None).exists():
        raise NotNow(_("免缴的申请还在等人决定，先决定，再确认到账。"))
    if Decimal(str(facts["amount"])) != bill.total:
        said = _(
            "应缴 %(total)s 元，和收到的不一样。没有缴够的，请退回凭证说明；多缴的，先退多出的部分。"
        )
        raise Invalid({"amount": said % {"total": f"{bill.total:.2f}"}})
    bill.method, bill.reference = str(facts["method"]), str(facts.get("reference") or "")
    bill.received_on = date.fromisoformat(str(facts["received_on"]))
    if two.takes_two(door, two.PAYMENT, bill.total):
        bill.state, bill.seen_by_id = BillState.SEEN, door.actor.account_id
        bill.save()
        return {"bill": bill.serial, "decided": SECOND}
    return _paid(door, spec, facts, bill)


@effect("check_payment")
def check_payment(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """The second look at a large sum, by another person than the first."""
    bill = _seen(door)
    if bill.seen_by is None:  # the table refuses it
        raise NotNow(_("没有等待复核的到账。"))
    must_be_another(door.actor, bill.seen_by)
    return _paid(door, spec, facts, bill)


@effect("dispute_payment")
def dispute_payment(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """The money is not there as it was said: the bill is owed again. Who said so may take it back, too."""
    bill = _seen(door)
    bill.state = BillState.CLAIMED if bill.voucher else BillState.DUE
    bill.method = bill.reference = ""
    bill.received_on = bill.seen_by = None
    bill.reason = str(facts["reason"])
    bill.save()
    return {"bill": bill.serial, "sum": f"{bill.total:.2f}"}


@effect("return_voucher")
def return_voucher(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    bill = living(door.order)
    if bill is None or bill.state != BillState.CLAIMED:
        raise NotNow(_("没有等待核对的凭证。"))
    bill.state, bill.voucher, bill.reason = BillState.DUE, None, str(facts["reason"])
    bill.save(update_fields=["state", "voucher", "reason"])
    return {"bill": bill.serial}


def _paid(door: Door, spec: ActionSpec, facts: Facts, bill: Bill) -> dict[str, Any]:
    bill.state, bill.reason = BillState.PAID, ""
    bill.settled_at, bill.settled_by_id = door.at, door.actor.account_id
    bill.save()
    return {"bill": bill.serial, **papers.receipt(door, spec, facts, bill)}


def _seen(door: Door) -> Bill:
    bill = living(door.order)
    if bill is None or bill.state != BillState.SEEN:
        raise NotNow(_("没有等待复核的到账。"))
    return bill


def _due(door: Door) -> Bill:
    bill = living(door.order)
    if bill is not None and bill.state == BillState.CLAIMED:
        raise Conflict(_("凭证已经交了，正在核对。"))
    if bill is None or bill.state != BillState.DUE:
        raise NotNow(_("现在没有要缴的费用。"))
    return bill


def _state(order: Any) -> str:
    bill = living(order)
    return bill.state if bill else ""

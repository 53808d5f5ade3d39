"""Making a bill of what the service file says and the matter's answers; taking one back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.fees.actions import papers
from santai.capabilities.fees.enums import BillState
from santai.capabilities.fees.models import Bill
from santai.capabilities.fees.queries import latest, living
from santai.capabilities.orders.actions import Door, effect
from santai.capabilities.orders.actions.facts import Values, order_facts, parameters_of
from santai.catalogue.fees import NOTHING, Line, Reckoning, reckon
from santai.catalogue.schema import ActionSpec, ParameterValue
from santai.kernel.errors import Conflict, Invalid, NotNow
from santai.kernel.words import written_down

Facts = Mapping[str, Any]
EXTRA = ("extra", "extra_amount", "extra_reason")


@effect("charge")
def charge(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """The bill of the matter as it stands; every line says how it came about, one more may be added by hand.

    The lock on the order is held: two who charge at once make one bill, the second is told of the first.
    """
    if living(door.order) is not None:
        raise Conflict(_("这件工单已经开过账单。要重开的，先作废原来的。"))
    used: Values = {}
    with written_down():
        reckoned = reckoning(door, used)
    if reckoned.missing:
        raise NotNow(_("还不能算费用：%(missing)s。") % {"missing": _("；").join(reckoned.missing)})
    extra = _by_hand(door, facts)
    if reckoned.unset and not extra:
        said = _("%(unset)s。请按物价部门公布的标准另加一项，写明名称、金额和理由。")
        raise NotNow(said % {"unset": _("；").join(reckoned.unset)})
    before = latest(door.order)
    total = reckoned.total + sum((line.due for line in extra), NOTHING)
    bill = Bill(
        order=door.order,
        serial=before.serial + 1 if before else 1,
        organisation=door.order.organisation,
        state=BillState.DUE if total else BillState.NOTHING,
        lines=[_kept(line) for line in (*reckoned.lines, *extra)],
        total=total,
        by_hand=sum((line.due for line in extra), NOTHING),
        made_at=door.at,
        made_by_id=door.actor.account_id,
        settled_at=None if total else door.at,
    )
    bill.save(force_insert=True)
    made = {"bill": bill.serial, "total": f"{total:.2f}", "items": bill.lines, **_values(used)}
    return {**made, **papers.notice(door, spec, facts, bill)}


@effect("void_bill")
def void_bill(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """Only while nobody has paid: money that came is given back by a refund, and stays to be seen."""
    bill = living(door.order)
    if bill is None or bill.state not in (BillState.DUE, BillState.NOTHING):
        raise NotNow(_("没有可以作废的账单。收了钱的要退费；交了凭证的，先核对或者退回。"))
    if bill.reliefs.filter(allowed=None).exists():
        raise NotNow(_("免缴的申请还在等人决定，先决定，再作废。"))
    void(bill, door, str(facts["reason"]))
    return {"bill": bill.serial, "sum": f"{bill.total:.2f}"}


def void(bill: Bill, door: Door, reason: str) -> None:
    bill.state, bill.reason = BillState.VOID, reason
    bill.settled_at, bill.settled_by_id = door.at, door.actor.account_id
    bill.save(update_fields=["state", "reason", "settled_at", "settled_by"])
    papers.void_notice(bill, door, reason)


def reckoning(door: Door, used: Values) -> Reckoning:
    """What the service file gives for this matter today; `used` is given the values of the place."""
    parameters = parameters_of(door.order.organisation.region_id, door.today)

    def looked_up(name: str) -> ParameterValue | None:
        found = parameters(name)
        if found:
            used[name] = found
        return found

    return reckon(door.service, order_facts(door.order), looked_up)


def _by_hand(door: Door, facts: Facts) -> list[Line]:
    """One item beside the schedule: named, with its sum and its reason, or not at all (NOT-32)."""
    given = [key for key in EXTRA if facts.get(key) not in (None, "")]
    if not given:
        return []
    if door.service.fee.free:
        raise Invalid({"extra": _("这个事项不收费，不能另外加收。")})
    if lacking := [key for key in EXTRA if key not in given]:
        raise Invalid({key: _("另外加收的，名称、金额和理由都要写。") for key in lacking})
    amount = Decimal(str(facts["extra_amount"]))
    if amount <= 0:
        raise Invalid({"extra_amount": _("金额要大于 0。")})
    return [Line("extra", str(facts["extra"]), amount, NOTHING, (str(facts["extra_reason"]),), ())]


def _kept(line: Line) -> dict[str, Any]:
    """A line as it lies in the bill and in the event: sums as texts with two places, never floating numbers."""
    return {
        "key": line.key,
        "title": line.title,
        "amount": f"{line.amount:.2f}",
        "off": f"{line.off:.2f}",
        "due": f"{line.due:.2f}",
        "how": list(line.how),
        "basis": [citation.zh for citation in line.basis],
    }


def _values(used: Values) -> dict[str, Any]:
    """The values of the place the bill was made by; the version of the service does not name them."""
    values = {
        name: {"value": found.value, "region": found.region, "from": found.since.isoformat()}
        for name, found in used.items()
    }
    return {"parameters": values} if values else {}

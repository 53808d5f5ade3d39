"""The tour at the till: a bill is brought to where a deed finds it, by the deeds that people would take themselves.

Made by whoever may, proved by a picture, confirmed, sent back, let off, given back: what it takes to get from one
state of the bill to another is one table, and what a service can never come to is read off its file.
"""

from __future__ import annotations

from collections.abc import Callable

from santai.capabilities.fees.actions.ending import DECIDE, HAS_WORK
from santai.capabilities.fees.enums import SETTLED, BillState
from santai.capabilities.fees.queries import charges, living, waiting_relief
from santai.capabilities.orders.models import Order
from santai.catalogue.schema import ActionSpec, Service, Stage

CHARGE = "charge"
WAITING = "waiting"  # somebody asked for a refund or waiver that takes two
OF_BILLS = (HAS_WORK.keys() | DECIDE) - {CHARGE}
WHILE_OWED = OF_BILLS - DECIDE - {"refund"}  # void too: what was paid is given back
# From where the bill stands, the deed that brings it nearer to where it is wanted.
TOWARDS = {
    (BillState.DUE, BillState.CLAIMED): "send_voucher",
    (BillState.DUE, BillState.PAID): "confirm_payment",
    (BillState.CLAIMED, BillState.DUE): "return_voucher",
    (BillState.CLAIMED, BillState.PAID): "confirm_payment",
    (BillState.DUE, BillState.SEEN): "confirm_payment",
    (BillState.CLAIMED, BillState.SEEN): "confirm_payment",
    (BillState.CLAIMED, WAITING): "confirm_payment",
    (BillState.SEEN, BillState.PAID): "check_payment",
    (BillState.SEEN, WAITING): "check_payment",
    (BillState.SEEN, BillState.DUE): "dispute_payment",
    (BillState.SEEN, BillState.CLAIMED): "dispute_payment",
    (BillState.DUE, WAITING): "waive_bill",
    (BillState.PAID, WAITING): "refund",
}
WANTED = {
    **dict.fromkeys(("send_voucher", "waive_bill", "void_bill", "confirm_payment"), BillState.DUE),
    **dict.fromkeys(("allow_relief", "refuse_relief"), WAITING),
    **dict.fromkeys(("check_payment", "dispute_payment"), BillState.SEEN),
    "return_voucher": BillState.CLAIMED,
    "refund": BillState.PAID,
}
STEPS = 5


def never_paid(service: Service, state: str, effect: str) -> str:
    """Why this deed with a bill can never be taken in this state; "" when it can."""
    if effect not in OF_BILLS:
        return ""
    if state not in _after_a_bill(service, lambda _: True):
        return "no bill was made before"
    if effect in WHILE_OWED and state not in _after_a_bill(service, lambda one: not one.paid):
        return "everything was paid before"
    return ""


def _after_a_bill(service: Service, goes: Callable[[ActionSpec], bool]) -> set[str]:
    """The states a matter with a bill can come to, by the deeds that count."""
    found: set[str] = set()
    new = {name for name, state in service.states.items() if _charge(state.actions.values())}
    while new:
        found |= new
        deeds = (one for name in new for one in service.states[name].actions.values() if goes(one))
        new = {one.to for one in deeds if one.to} - found
    return found


def _charge(actions: object) -> bool:
    return any(one.effect == CHARGE for one in actions)  # type: ignore[attr-defined]


def standing(order: Order) -> str:
    """How the bill stands: "" where none counts."""
    bill = living(order)
    if bill is None:
        return ""
    return WAITING if waiting_relief(bill) is not None else str(bill.state)


class Till:
    """`takes` does the deed of this effect where the matter stands, and says why not, or ""."""

    def __init__(self, service: Service, fresh: Callable[[], Order], takes: Callable[[str], str]):
        self.service, self.fresh, self.takes = service, fresh, takes

    def ready(self, spec: ActionSpec) -> str:
        """What has to be so of the bill before the deed, and what goes with the matter where it leads."""
        if not charges(self.service):
            return ""
        here = standing(self.fresh())
        if spec.effect in WANTED:
            return self.bring(WANTED[spec.effect])
        if spec.paid or (spec.effect == "archive" and here and here not in SETTLED):
            return "" if here in SETTLED else self.bring(BillState.PAID)
        if spec.to and spec.effect not in (CHARGE, "merge") and (here or self._can_charge()):
            ends = self.service.states[spec.to].stage is not Stage.OPEN
            open_here = self.service.states[self.fresh().state].stage is Stage.OPEN
            if open_here and here not in (*SETTLED, WAITING):
                return self.bring(BillState.CLAIMED if ends else BillState.DUE)
        return ""

    def bring(self, wanted: str) -> str:
        for _ in range(STEPS):
            here = standing(self.fresh())
            if here == wanted:
                return ""
            effect = TOWARDS.get((here, wanted)) if here else CHARGE
            if effect is None:
                return f"the bill is {here}, not {wanted}"
            if said := self.takes(effect):
                return f"{effect}: {said}"
        return f"the bill never came to be {wanted}"

    def way(self, spec: ActionSpec) -> str:
        """The deed by which the next state is come to, told apart when a bill goes with it."""
        here = standing(self.fresh()) if charges(self.service) and spec.effect != "merge" else ""
        if here in SETTLED:
            return f"{spec.name} with a settled bill"
        bill = here or (charges(self.service) and self._can_charge())
        return f"{spec.name} with a bill" if bill and spec.effect != "merge" else spec.name

    def useless(self, spec: ActionSpec) -> bool:
        """Whether the bill that is here, or the one that can be made here, is never one for this deed."""
        if spec.effect not in OF_BILLS:
            return False
        here = standing(self.fresh())
        if here in SETTLED:
            return here != WANTED[spec.effect] and (here, WANTED[spec.effect]) not in TOWARDS
        return not here and not self._can_charge()

    def _can_charge(self) -> bool:
        return _charge(self.service.states[self.fresh().state].actions.values())

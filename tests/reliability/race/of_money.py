"""Pairs about money and lots: one bill, one refund, one list, one account confirmed by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from santai.capabilities.fees.actions import confirm_payee
from santai.capabilities.fees.models import Payee
from santai.capabilities.orders.models import Order
from tests import world as w
from tests.reliability.race.of_orders import by, locks, pair
from tests.reliability.race.pairs import Pair, Planting, only
from tests.reliability.race.stories import counted
from tests.reliability.race.town import Town

FEES = "capabilities/fees/"


def _asked(town: Town, service: str, **answers: Any) -> Order:
    asked = w.ask_for_aid(service=service, applicant=town.person(), answers=answers, opposite=None)
    return Order.objects.get(pk=asked.order.pk)


def _permit(town: Town) -> Order:
    person = {**town.person(), "groups": []}
    answers = {"value": "30000.00", "copies": 0, "aided": False}
    asked = w.ask_for_aid(
        service="consultation/permit", applicant=person, answers=answers, opposite=None
    )
    return Order.objects.get(pk=asked.order.pk)


def _refund_asked(town: Town) -> Order:
    """Paid, and a refund above the sum that one may give: seven may decide it, who asked may not."""
    clerk = town.world.staff("window-clerk")
    order = w.take(clerk, _permit(town), "bill")
    facts = {"method": "现金", "amount": "238.00", "received_on": f"{w.TODAY}"}
    order = w.take(clerk, order, "confirm_payment", **facts)
    return w.take(clerk, order, "refund", amount="238.00", reason="没有办成")


def _large_payment_seen(town: Town) -> Order:
    """Above the sum that one may call paid: seven may look again, who saw it first may not."""
    clerk = town.world.staff("window-clerk")
    extra = {"extra": "勘验费", "extra_amount": "12000.00", "extra_reason": "外出勘验"}
    order = w.take(clerk, _permit(town), "bill", **extra)
    facts = {"method": "银行转账", "amount": "12238.00", "received_on": f"{w.TODAY}"}
    return w.take(clerk, order, "confirm_payment", **facts)


def _lot(town: Town) -> Order:
    return _asked(town, "consultation/drawn", matter="修路灯")


def _bills_again(planting: Planting) -> None:
    locks(planting)
    for name in ("bill_one_that_counts", "bill_serial_once"):
        planting.drop("fees_bill", name)


def _lists_again(planting: Planting) -> None:
    locks(planting)
    planting.drop("assignment_draw", "draw_one_waiting")


def _account_entered(town: Town) -> Payee:
    return Payee.objects.create(
        organisation=town.world.office("centre"),
        holder="叶县公共法律服务中心",
        bank="某银行",
        account="6200",
        asked_by=town.world.accounts[("centre-head", w.YE)],
        asked_at=w.NOW,
    )


def _confirmed(town: Town, payee: Payee, n: int) -> int:
    return confirm_payee(payee.pk, actor=town.team("bureau-chief")[n], at=w.NOW).pk


def _confirmed_once(town: Town, payee: Payee, got: Sequence[Any]) -> str:
    return only(1)(town, payee, got)


PAIRS: tuple[Pair, ...] = (
    pair(
        "bill",
        "whether a matter has a bill; then one is made",
        _permit,
        by("window-clerk", "bill"),
        counted("bill"),
        plant=_bills_again,
    ),
    pair(
        "refund",
        "whether a refund still waits to be decided; then the money is given back",
        _refund_asked,
        by("window-clerk", "allow_relief"),
        counted("allow_relief"),
    ),
    pair(
        "second-look",
        "whether a large payment waits for the second look; then it is paid and a receipt is made",
        _large_payment_seen,
        by("window-clerk", "check_payment"),
        counted("check_payment"),
    ),
    pair(
        "lot",
        "whether a matter waits to be drawn for; then a list is fixed and committed to",
        _lot,
        by("window-clerk", "draw"),
        counted("draw"),
        plant=_lists_again,
    ),
    Pair(
        "payee",
        "whether an account for payment still waits; then it is confirmed",
        FEES + "access.py",
        'select_for_update(of=("self",))',
        _account_entered,
        _confirmed,
        _confirmed_once,
        lambda planting: planting.no_locks_of_the_orm(),
    ),
)

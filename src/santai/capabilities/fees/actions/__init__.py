"""Everything that writes bills. Importing this package registers its effects with the door."""

from santai.capabilities.fees.actions import ending
from santai.capabilities.fees.actions.charging import charge, void_bill
from santai.capabilities.fees.actions.forgetting import forget
from santai.capabilities.fees.actions.payees import confirm_payee, drop_payee, enter_payee
from santai.capabilities.fees.actions.paying import (
    PICTURES,
    check_payment,
    confirm_payment,
    dispute_payment,
    hand_in_voucher,
    return_voucher,
    send_voucher,
)
from santai.capabilities.fees.actions.relieving import (
    allow_relief,
    refund,
    refuse_relief,
    waive_bill,
)

__all__ = [
    "PICTURES",
    "allow_relief",
    "charge",
    "check_payment",
    "confirm_payee",
    "confirm_payment",
    "dispute_payment",
    "drop_payee",
    "ending",
    "enter_payee",
    "forget",
    "hand_in_voucher",
    "refund",
    "refuse_relief",
    "return_voucher",
    "send_voucher",
    "void_bill",
    "waive_bill",
]

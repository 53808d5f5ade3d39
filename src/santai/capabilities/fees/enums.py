from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BillState(models.TextChoices):
    NOTHING = "nothing", _("不用缴费")
    DUE = "due", _("待缴费")
    CLAIMED = "claimed", _("凭证待核对")
    SEEN = "seen", _("到账待复核")
    PAID = "paid", _("已缴清")
    WAIVED = "waived", _("已免缴")
    REFUNDED = "refunded", _("已全部退还")
    VOID = "void", _("已作废")


class ReliefKind(models.TextChoices):
    WAIVER = "waiver", _("免缴")
    REFUND = "refund", _("退费")


# A matter has one bill that counts; those that were voided or given back whole no longer do.
GONE = (BillState.VOID, BillState.REFUNDED)
UNPAID = (BillState.DUE, BillState.CLAIMED)
OWED = (*UNPAID, BillState.SEEN)
SETTLED = (BillState.NOTHING, BillState.PAID, BillState.WAIVED)
TOOK_MONEY = (BillState.PAID, BillState.REFUNDED)

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from santai.capabilities.fees.enums import GONE, BillState, ReliefKind
from santai.capabilities.sealing.fields import SealedCharField, SealedJSONField
from santai.capabilities.sealing.holdings import DUTY, Holds, Kept


class Bill(models.Model):
    """What a matter costs (账单). Written only through the one door of its order, by the effects of this part.

    Sums are kept for the accounts; lines and words name what somebody asked for, and go with the matter.
    """

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+", db_index=False)
    serial = models.PositiveSmallIntegerField("第几张")
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField("状态", max_length=10, choices=BillState)
    lines = SealedJSONField("明细", default=list, purpose="orders", row=("order_id", "serial"))
    total = models.DecimalField("应缴", max_digits=12, decimal_places=2)
    by_hand = models.DecimalField(
        "其中人工加收", max_digits=12, decimal_places=2, default=Decimal()
    )
    refunded = models.DecimalField("已退", max_digits=12, decimal_places=2, default=Decimal())
    made_at = models.DateTimeField("开出时间")
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", null=True)
    voucher = models.BigIntegerField("凭证", null=True)  # a file of the order
    method = models.CharField("缴费方式", max_length=10, blank=True)
    reference = SealedCharField("流水号", max_length=100, blank=True, purpose="orders")
    received_on = models.DateField("到账日", null=True)
    # above a sum of the place: who saw the money, while and after somebody else looks (双人复核)
    seen_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", null=True)
    settled_at = models.DateTimeField("了结时间", null=True)
    settled_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", null=True)
    reason = SealedCharField(
        "退回、免缴或者作废的理由", max_length=5000, blank=True, purpose="orders"
    )

    holds = Holds(
        what=gettext_noop("账单明细、缴费凭证的流水号、退费和免缴的理由"),
        why=gettext_noop("算清费用，核对到账"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("lines", "reference", "reason"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "账单"
        constraints = (
            models.UniqueConstraint(fields=["order", "serial"], name="bill_serial_once"),
            models.UniqueConstraint(
                fields=["order"], name="bill_one_that_counts", condition=~Q(state__in=GONE)
            ),
            models.CheckConstraint(
                name="bill_sums_fit",
                condition=Q(total__gte=0, refunded__gte=0, refunded__lte=F("total")),
            ),
            models.CheckConstraint(
                name="bill_paid_whole",
                condition=~Q(state__in=["paid", "refunded"])
                | Q(received_on__isnull=False, settled_by__isnull=False) & ~Q(method=""),
            ),
            models.CheckConstraint(
                name="bill_looked_at_by_another",
                condition=Q(seen_by=None) & ~Q(state="seen")
                | Q(seen_by__isnull=False, state="seen")
                | Q(settled_by__isnull=False) & ~Q(settled_by=F("seen_by")),
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation", "received_on"],
                name="bill_by_day",
                condition=Q(received_on__isnull=False),
            ),
            models.Index(
                fields=["organisation", "made_at"], name="bill_open", condition=Q(settled_at=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_id}/{self.serial} {self.state}"

    @property
    def kept(self) -> Decimal:
        """What of it is left with the office."""
        return self.total - self.refunded


class Relief(models.Model):
    """A refund or a waiver (退费、免缴). Above a sum somebody else than who asked decides (双人复核)."""

    bill = models.ForeignKey(Bill, models.PROTECT, related_name="reliefs")
    kind = models.CharField("类别", max_length=8, choices=ReliefKind)
    amount = models.DecimalField("金额", max_digits=12, decimal_places=2)
    reason = SealedCharField("理由", max_length=5000, purpose="orders")
    takes_two = models.BooleanField("要另一人同意")
    asked_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    allowed = models.BooleanField("同意", null=True)

    holds = Holds(
        what=gettext_noop("退费和免缴的理由"),
        why=gettext_noop("算清费用，核对到账"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("reason",),
    )

    class Meta:
        verbose_name = verbose_name_plural = "退费和免缴"
        constraints = (
            models.UniqueConstraint(
                fields=["bill"], name="relief_one_waiting", condition=Q(allowed=None)
            ),
            models.CheckConstraint(name="relief_of_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                # a check that comes out as unknown passes: so each is asked for by itself
                name="relief_by_another",
                condition=Q(takes_two=False)
                | Q(allowed=None)
                | Q(allowed=False)
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by")),
            ),
        )
        indexes = (
            models.Index(fields=["decided_at"], name="relief_given", condition=Q(allowed=True)),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Payee(models.Model):
    """Where an office takes money (收款账户). One enters it, another confirms; the newest counts.

    Nothing is edited: what was wrong is entered anew with the reason, and each stays to be read.
    """

    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", db_index=False
    )
    holder = models.CharField("户名", max_length=100)
    bank = models.CharField("开户行", max_length=100)
    account = models.CharField("账号", max_length=40)
    window = models.CharField("窗口缴费", max_length=200, blank=True)
    asked_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("填写时间")
    why = models.CharField("为什么改", max_length=200, blank=True, db_default="")
    confirmed_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    dropped_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", null=True)
    dropped_at = models.DateTimeField("不用的时间", null=True)  # it was wrong, and never counted

    class Meta:
        verbose_name = verbose_name_plural = "收款账户"
        indexes = (models.Index(fields=["organisation", "-id"], name="payee_newest"),)
        constraints = (
            models.CheckConstraint(
                name="payee_by_another",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~Q(confirmed_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="payee_dropped_or_used",
                condition=Q(dropped_at=None, dropped_by=None)
                | Q(dropped_at__isnull=False, dropped_by__isnull=False, confirmed_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder} {self.account}"

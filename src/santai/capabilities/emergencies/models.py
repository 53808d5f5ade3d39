from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.emergencies.enums import Verdict
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account


class Opening(models.Model):
    """An order opened in an emergency by staff it is not for (紧急查阅): once written, only judged."""

    order = models.ForeignKey(Order, models.PROTECT, verbose_name=_("工单"), related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, verbose_name=_("谁"), related_name="+")
    organisation = models.CharField(_("单位"), max_length=120)
    region = models.CharField(_("岗位区划"), max_length=12)
    reason = models.CharField(_("理由"), max_length=300)
    at = models.DateTimeField(_("开始"))
    until = models.DateTimeField(_("到"))
    verdict = models.CharField(_("复查结论"), max_length=8, choices=Verdict, blank=True)
    opinion = models.CharField(_("复查意见"), max_length=300, blank=True)
    judged_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("谁复查"), related_name="+", null=True
    )
    judged_at = models.DateTimeField(_("复查时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("紧急查阅")
        ordering = ("-id",)
        indexes = (models.Index(fields=["account", "-id"], name="opening_account"),)
        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("at")), name="opening_ends"),
            models.CheckConstraint(
                condition=Q(verdict="", judged_by=None, judged_at=None)
                | (~Q(verdict="") & Q(judged_by__isnull=False, judged_at__isnull=False)),
                name="opening_judged_whole",
            ),
            models.CheckConstraint(
                condition=Q(judged_by=None) | ~Q(judged_by=F("account")),
                name="opening_judged_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account_id} {self.at:%Y-%m-%d %H:%M}"

    def lasts(self, at: datetime) -> bool:
        return self.at <= at < self.until

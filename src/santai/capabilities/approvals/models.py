from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.approvals.enums import WAITS, Kind
from santai.capabilities.people.models import Account
from santai.kernel.errors import Forbidden


@dataclass
class Agreement:
    """Two people, by their user names, and what they agreed on."""

    purpose: str
    asked_by: str
    allowed_by: str
    reason: str
    allowed_at: datetime


class Approval(models.Model):
    """Something one person asks for and another approves or refuses, done once (双人复核).

    The database holds what matters: who decides is not who asked, what was not approved is not used, and
    nothing about it changes afterwards.
    """

    kind = models.CharField(_("事项"), max_length=16, choices=Kind)
    subject = models.CharField(_("范围"), max_length=500)  # exactly what; an address, for an export
    title = models.CharField(_("内容"), max_length=200)
    reason = models.CharField(_("理由"), max_length=300)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    region = models.CharField(_("区划"), max_length=12)
    asked_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("谁申请"), related_name="+"
    )
    asked_at = models.DateTimeField(_("申请时间"))
    decided_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("谁决定"), related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    approved = models.BooleanField(_("批准"), null=True)
    opinion = models.CharField(_("意见"), max_length=300, blank=True)
    until = models.DateTimeField(_("有效至"), null=True)
    used_at = models.DateTimeField(_("使用时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("双人复核")
        ordering = ("-id",)
        indexes = (
            models.Index(
                fields=["kind", "region"], name="approval_waiting", condition=Q(approved=None)
            ),
            models.Index(fields=["asked_by", "-id"], name="approval_asked_by"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="approval_by_another",
            ),
            models.CheckConstraint(
                condition=Q(approved=None, decided_by=None, decided_at=None)
                | Q(approved__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                name="approval_decided_whole",
            ),
            models.CheckConstraint(
                # a check that comes out as unknown passes: so each is asked for by itself
                condition=Q(used_at=None)
                | Q(approved__isnull=False, approved=True)
                & Q(until__isnull=False, until__gte=F("used_at")),
                name="approval_used_when_approved",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"

    @property
    def agreement(self) -> Agreement:
        """What two people agreed on, for whoever acts by it. Raises Forbidden while they have not."""
        if not self.approved or self.decided_by is None or self.decided_at is None:
            raise Forbidden(str(_("这一项要另一位同事先批准，批准后 24 小时内可以办一次。")))
        return Agreement(
            purpose=self.kind,
            asked_by=self.asked_by.username,
            allowed_by=self.decided_by.username,
            reason=self.reason,
            allowed_at=self.decided_at,
        )

    def waits(self, at: datetime) -> bool:
        return self.approved is None and at < self.asked_at + WAITS

    def usable(self, at: datetime) -> bool:
        return bool(self.approved and self.used_at is None and self.until and at < self.until)

from __future__ import annotations

from django.db import models
from django.db.models import Q

from santai.channels.hotline.enums import Disposition


class Call(models.Model):
    """A call that was answered (来电). What was said is in the order, not here."""

    agent = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="坐席", related_name="+"
    )
    at = models.DateTimeField("时间")
    phone = models.CharField("来电号码", max_length=20, blank=True)
    disposition = models.CharField("结果", max_length=10, choices=Disposition)
    order = models.OneToOneField(
        "orders.Order", models.PROTECT, verbose_name="工单", related_name="+", null=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "来电"
        indexes = (models.Index(fields=["agent", "at"], name="call_agent_at"),)
        constraints = (
            models.CheckConstraint(
                name="call_complete_has_order",
                condition=Q(disposition=Disposition.COMPLETE, order__isnull=False)
                | ~Q(disposition=Disposition.COMPLETE) & Q(order__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_disposition_display()}"

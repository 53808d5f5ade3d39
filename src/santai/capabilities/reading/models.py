from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_noop

from santai.capabilities.reading.enums import Particular, What
from santai.capabilities.sealing.holdings import DUTY, Holds, Kept


class Reading(models.Model):
    """Somebody looked at what concerns somebody (查阅记录). Appended, never changed; never what was read.

    Keys are plain numbers: this part stands below people and orders, and outlives both.
    """

    at = models.DateTimeField("时间")
    account = models.BigIntegerField("账号", null=True)
    name = models.CharField("查阅人", max_length=80)
    role = models.CharField("岗位", max_length=40, blank=True)
    organisation = models.BigIntegerField("单位", null=True)
    region = models.CharField("岗位区划", max_length=12, blank=True)
    channel = models.CharField("渠道", max_length=10)
    what = models.CharField("看了什么", max_length=8, choices=What)
    field = models.CharField("哪一项", max_length=12, choices=Particular, blank=True)
    order = models.BigIntegerField("工单", null=True)
    party = models.BigIntegerField("当事人", null=True)
    whole = models.BooleanField("没有遮住")
    foreign = models.BooleanField("不是本单位的事")
    reason = models.CharField("理由", max_length=200, blank=True)

    holds = Holds(
        what=gettext_noop("谁在什么时候看过您的信息"),
        why=gettext_noop("看住看的人，您自己也查得到"),
        ground=DUTY,
        kept=Kept.LOOKS,
        fields=("party", "order", "reason"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "查阅记录"
        indexes = (
            models.Index(fields=["order", "at"], name="reading_order"),
            models.Index(fields=["party", "at"], name="reading_party"),
            models.Index(fields=["account", "at"], name="reading_account"),
            models.Index(fields=["at"], name="reading_at"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(what=What.FIELD) & ~models.Q(field="") & ~models.Q(reason="")
                | ~models.Q(what=What.FIELD) & models.Q(field=""),
                name="reading_of_a_field_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"

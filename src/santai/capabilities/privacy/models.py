from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from santai.capabilities.privacy.enums import Outcome, Use
from santai.capabilities.sealing.holdings import DUTY, Holds, Kept


class Wish(models.Model):
    """Somebody wants a matter of theirs deleted (删除申请): carried out by the machine, once it is not worked on."""

    order = models.ForeignKey(
        "orders.Order", models.PROTECT, verbose_name="工单", related_name="wishes"
    )
    account = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="谁", related_name="+", null=True
    )
    asked_at = models.DateTimeField("提出")
    began_at = models.DateTimeField("开始限制", null=True)
    done_at = models.DateTimeField("办完", null=True)
    outcome = models.CharField("结果", max_length=10, choices=Outcome, blank=True)

    holds = Holds(
        what=gettext_noop("您要求删除过哪件事、结果怎样"),
        why=gettext_noop("证明照您说的办了"),
        ground=DUTY,
        kept=Kept.PROOF,
        fields=("order", "account"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "删除申请"
        constraints = (
            models.UniqueConstraint(
                fields=["order"], condition=Q(done_at=None), name="wish_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, outcome="")
                | Q(done_at__isnull=False, outcome__in=Outcome.values),
                name="wish_done_with_an_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_id} {self.outcome}"


class Consent(models.Model):
    """What somebody agreed to or took back, each time a line (同意记录). Appended, never changed."""

    account = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="谁", related_name="+"
    )
    use = models.CharField("用途", max_length=8, choices=Use)
    given = models.BooleanField("同意")
    at = models.DateTimeField("时间")

    holds = Holds(
        what=gettext_noop("您同意过什么、什么时候撤回"),
        why=gettext_noop("证明照您说的办了"),
        ground=DUTY,
        kept=Kept.PROOF,
        fields=("account", "use", "given"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "同意记录"
        indexes = (models.Index(fields=["account", "use", "-id"], name="consent_latest"),)

    def __str__(self) -> str:
        return f"{self.account_id} {self.use} {self.given}"

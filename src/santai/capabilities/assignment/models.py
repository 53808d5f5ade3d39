from __future__ import annotations

from django.db import models
from django.db.models import Q


class Draw(models.Model):
    """A random draw (随机抽取): a list that was fixed, and who came out of it. Practitioners only, who are public.

    The list is committed to by a leaf of the ledger before anybody can know what it is drawn with.
    """

    public = models.CharField("抽取编号", max_length=20, unique=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+", db_index=False)
    service = models.CharField("事项", max_length=80)
    candidates = models.JSONField("名单", default=list)
    commitment = models.CharField("名单摘要", max_length=64)
    after = models.BigIntegerField("当时的叶数")
    made_at = models.DateTimeField("确定名单")
    # Of a matter that was drawn for before: no new dice, the next of the first draw.
    continues = models.ForeignKey(
        "self", models.PROTECT, related_name="continued", null=True, verbose_name="沿用"
    )
    checkpoint = models.BigIntegerField("检查点", null=True)
    passed = models.JSONField("依次不能承办的", default=list)
    chosen = models.ForeignKey(
        "people.Practitioner", models.PROTECT, related_name="+", null=True, db_index=False
    )
    settled_at = models.DateTimeField("抽取时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "随机抽取"
        constraints = (
            models.UniqueConstraint(
                fields=["order"], name="draw_one_waiting", condition=Q(settled_at=None)
            ),
            models.CheckConstraint(
                name="draw_settled_by_a_checkpoint",
                condition=Q(settled_at=None, checkpoint=None, chosen=None)
                | Q(settled_at__isnull=False, checkpoint__isnull=False),
            ),
        )
        indexes = (models.Index(fields=["order", "-id"], name="draw_of_order"),)

    def __str__(self) -> str:
        return self.public

    @property
    def origin(self) -> Draw:
        """The draw whose list and checkpoint count."""
        return self.continues or self

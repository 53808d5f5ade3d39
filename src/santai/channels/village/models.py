from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """Something written down in a village that became an order (村居记录). `key` is the device's own name for it.

    Kept for ever: a phone may lie in a drawer for a year and send again what it never knew had arrived.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="记录人",
        related_name="+",
        db_index=False,
    )
    key = models.UUIDField("设备上的编号")
    fingerprint = models.CharField("内容摘要", max_length=64)
    told_at = models.DateTimeField("记录人说的时间")
    received_at = models.DateTimeField("收到的时间")
    order = models.OneToOneField(
        "orders.Order", models.PROTECT, verbose_name="工单", related_name="+", null=True
    )  # set in the same transaction: the row is claimed before the order is made

    class Meta:
        verbose_name = verbose_name_plural = "村居记录"
        constraints = (
            models.UniqueConstraint(fields=["account", "key"], name="village_entry_once"),
        )

    def __str__(self) -> str:
        return str(self.key)


class Part(models.Model):
    """A piece of a photograph on its way in, until the record it belongs to has arrived (照片分段)."""

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name="上传人",
        related_name="+",
        db_index=False,
    )
    sha256 = models.CharField("照片摘要", max_length=64)
    offset = models.PositiveIntegerField("起点")
    content = models.BinaryField("内容")
    at = models.DateTimeField("收到的时间")

    class Meta:
        verbose_name = verbose_name_plural = "照片分段"
        constraints = (
            models.UniqueConstraint(
                fields=["account", "sha256", "offset"], name="village_part_once"
            ),
        )
        indexes = (models.Index(fields=["at"], name="village_part_at"),)

    def __str__(self) -> str:
        return f"{self.sha256[:8]}+{self.offset}"

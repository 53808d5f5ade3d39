from __future__ import annotations

from django.db import models


class Leaf(models.Model):
    """A commitment to something that happened (叶). Written in the transaction of what it commits to.

    The database lets nothing be changed but the index, once, from nothing to its place in the log.
    """

    kind = models.CharField("类别", max_length=12)
    owner = models.BigIntegerField("所属")  # of an event: its order
    seq = models.PositiveIntegerField("序号")
    salt = models.CharField("盐", max_length=32)
    entry = models.CharField("承诺", max_length=64)
    index = models.BigIntegerField("位置", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "账本叶"
        constraints = (
            models.UniqueConstraint(fields=["owner", "seq", "kind"], name="leaf_once"),
            models.UniqueConstraint(
                fields=["index"], name="leaf_index_once", condition=models.Q(index__isnull=False)
            ),
        )
        indexes = (
            models.Index(fields=["id"], name="leaf_waiting", condition=models.Q(index=None)),
            models.Index(
                fields=["index"], name="leaf_evidence", condition=models.Q(kind="evidence")
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.owner}#{self.seq}"


class Tile(models.Model):
    """256 hashes side by side (C2SP tlog-tiles, height 8): proofs read these, never the log."""

    level = models.PositiveSmallIntegerField("层")
    number = models.BigIntegerField("序号")
    hashes = models.BinaryField("摘要")

    class Meta:
        verbose_name = verbose_name_plural = "账本片"
        constraints = (models.UniqueConstraint(fields=["level", "number"], name="tile_once"),)

    def __str__(self) -> str:
        return f"{self.level}/{self.number}"


class Checkpoint(models.Model):
    """A signed head of the log (检查点). `swept`: up to where history has been looked at again."""

    size = models.BigIntegerField("叶数", unique=True)
    root = models.CharField("树根", max_length=64)
    suite = models.CharField("算法", max_length=20)
    at = models.DateTimeField("签署时间")
    note = models.TextField("签名文本")
    swept = models.BigIntegerField("复核到", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "检查点"
        ordering = ("-size",)

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"


class Cosignature(models.Model):
    """A witness' signature line under a checkpoint (见证签名)."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="cosignatures")
    line = models.CharField("签名行", max_length=400)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "见证签名"

    def __str__(self) -> str:
        return self.line


class KeyChange(models.Model):
    """A new key, and the two people who decided it (换钥匙). Staff, by name; what was signed before keeps its key."""

    at = models.DateTimeField("时间")
    old = models.CharField("原公钥", max_length=200)
    new = models.CharField("新公钥", max_length=200)
    asked_by = models.CharField("提出人", max_length=80)
    allowed_by = models.CharField("同意人", max_length=80)
    reason = models.CharField("原因", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "换钥匙"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.new


class Alarm(models.Model):
    """Why the ledger stopped signing, or a witness refused (账本告警). Says places, never persons."""

    at = models.DateTimeField("时间")
    finding = models.CharField("发现", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "账本告警"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.finding

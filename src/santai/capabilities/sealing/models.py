from __future__ import annotations

from django.db import models


class DataKey(models.Model):
    """A key that seals data, itself sealed by the master key (数据密钥). Never removed: backups need it.

    Of a purpose the highest number seals; the others open what they sealed.
    """

    number = models.PositiveIntegerField("编号", primary_key=True)
    purpose = models.CharField("用途", max_length=20)
    algorithm = models.CharField("算法", max_length=20)
    wrapped = models.CharField("主密钥加封的密钥", max_length=120)
    at = models.DateTimeField("启用")
    # of an index key: nothing is found by it any more
    retired = models.DateTimeField("停用", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "数据密钥"

    def __str__(self) -> str:
        return f"{self.number} {self.purpose}"

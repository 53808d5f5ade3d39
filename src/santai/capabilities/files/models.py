from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop

from santai.capabilities.files.enums import Kind, Type
from santai.capabilities.sealing.fields import SealedCharField
from santai.capabilities.sealing.holdings import DUTY, Holds, Kept


class StoredFile(models.Model):
    """A file somebody gave (文件). Written once; the bytes lie in the blob store under `sha256`.

    `subject` is the key of what it belongs to ("orders/123"); who may see that may see the file.
    """

    subject = models.CharField("所属", max_length=80)
    name = SealedCharField("文件名", max_length=120, purpose="files", row=("subject", "sha256"))
    type = models.CharField("类型", max_length=80, choices=Type)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("内容摘要", max_length=64)
    kind = models.CharField("用途", max_length=10, choices=Kind, default=Kind.UPLOAD)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="上传人",
        related_name="+",
        null=True,
        db_index=False,
    )
    at = models.DateTimeField("上传时间")
    note = models.CharField("说明", max_length=200, blank=True)

    holds = Holds(
        what=gettext_noop("您交的文件和照片"),
        why=gettext_noop("办理您提出的事项"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("name", "uploaded_by"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        ordering = ("id",)
        indexes = (  # declared here: on the field, Django would add a second index for LIKE
            models.Index(fields=["subject"], name="file_subject"),
            models.Index(fields=["sha256"], name="file_content"),
            models.Index(fields=["uploaded_by", "at"], name="file_by_day"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="file_sha256_is_one"
            ),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="file_not_empty"),
        )

    def __str__(self) -> str:
        return self.name

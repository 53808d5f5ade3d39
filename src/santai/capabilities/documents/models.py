from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop

from santai.capabilities.documents.enums import How
from santai.capabilities.sealing.fields import SealedCharField, SealedJSONField
from santai.capabilities.sealing.holdings import DUTY, Holds, Kept


class DocumentCounter(models.Model):
    """The last number given in a series (文号流水): one row, locked until its document is committed.

    A series is a number with everything but the serial filled in, so two documents that share a
    pattern share the numbers, and a new year begins at one by itself.
    """

    organisation = models.ForeignKey(
        "places.Organisation",
        models.PROTECT,
        verbose_name="机构",
        related_name="+",
        db_index=False,
    )
    series = models.CharField("编号系列", max_length=160)
    last = models.PositiveIntegerField("最近序号")

    class Meta:
        verbose_name = verbose_name_plural = "文号流水"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "series"], name="counter_once"),
        )

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


class Document(models.Model):
    """A document that was issued (文书): numbered, frozen, hashed. Never changed; it may be voided.

    `facts` is everything the PDF was made of, so that it can be made again and compared; the PDF
    itself lies in the blob store under `sha256`.
    """

    subject = models.CharField("所属", max_length=80)
    key = models.CharField("文书种类", max_length=60)
    title = models.CharField("标题", max_length=120)
    organisation = models.ForeignKey(
        "places.Organisation",
        models.PROTECT,
        verbose_name="出具机构",
        related_name="+",
        db_index=False,
    )
    number = models.CharField("文号", max_length=180)
    serial = models.PositiveIntegerField("序号")
    year = models.PositiveSmallIntegerField("年份")
    facts = SealedJSONField("内容", purpose="files", row=("sha256",))
    template_version = models.CharField("版式版本", max_length=40)
    sha256 = models.CharField("内容摘要", max_length=64)
    size = models.PositiveIntegerField("字节数")
    code = models.CharField("查验码", max_length=16)
    at = models.DateTimeField("出具时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="经办人",
        related_name="+",
        null=True,
        db_index=False,
    )
    signed_sha256 = models.CharField(
        "签署件摘要", max_length=64, blank=True, default="", db_default=""
    )
    signed_size = models.PositiveIntegerField("签署件字节数", null=True)
    voided_at = models.DateTimeField("作废时间", null=True)
    voided_reason = models.CharField("作废原因", max_length=200, blank=True)

    holds = Holds(
        what=gettext_noop("给您出具的文书"),
        why=gettext_noop("办理您提出的事项"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("facts",),
    )

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        ordering = ("id",)
        indexes = (
            models.Index(fields=["subject"], name="document_subject"),
            models.Index(fields=["sha256"], name="document_content"),
            models.Index(fields=["number"], name="document_number"),
        )
        constraints = (
            # Within the organisation: two counties may well use the same short name.
            models.UniqueConstraint(fields=["organisation", "number"], name="document_number_once"),
            models.CheckConstraint(
                condition=models.Q(voided_at=None, voided_reason="")
                | models.Q(voided_at__isnull=False) & ~models.Q(voided_reason=""),
                name="document_voided_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def file_name(self) -> str:
        """What the PDF is called when it is handed over."""
        return f"{self.title} {self.number}.pdf"


class Signature(models.Model):
    """Somebody signed a document (签名): who, in which place, when, how we know that it was they, and what exactly.

    It binds `sha256`, the document as it was shown; the picture of the hand lies with the files of the subject.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="signatures")
    place = models.CharField("签名处", max_length=40)
    party = models.ForeignKey("people.Party", models.PROTECT, related_name="+", null=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, db_index=False
    )
    name = SealedCharField("签名人", max_length=80, purpose="files", row=("document_id", "place"))
    sha256 = models.CharField("所签内容摘要", max_length=64)
    at = models.DateTimeField("签名时间")
    channel = models.CharField("渠道", max_length=10)
    how = models.CharField("核对方式", max_length=10, choices=How)
    proof = SealedCharField(
        "核对内容", max_length=120, purpose="files", row=("document_id", "place")
    )
    picture = models.BigIntegerField("手写签名", null=True)

    holds = Holds(
        what=gettext_noop("您在文书上的签名，和当时怎样核对的"),
        why=gettext_noop("办理您提出的事项"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("party", "name", "proof"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "签名"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["document", "place", "party"], name="signature_once", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.place}"

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_noop

from santai.capabilities.sealing.fields import SealedJSONField
from santai.capabilities.sealing.holdings import CONSENT, Holds, Kept


class Draft(models.Model):
    """A form that somebody has begun (草稿): what was typed so far, until it is sent or forgotten."""

    service = models.CharField("事项", max_length=100)
    # {question: [text typed, …]}
    typed = SealedJSONField("已填内容", default=dict, purpose="orders", row=("digest",))
    key = models.CharField("幂等键", max_length=32)
    digest = models.CharField("续填码摘要", max_length=64, unique=True)
    salt = models.CharField("续填码盐", max_length=32)
    # Of somebody who has signed in, and whom they fill it in for; others come back with the code.
    account = models.ForeignKey("people.Account", models.CASCADE, related_name="+", null=True)
    representation = models.ForeignKey(
        "people.Representation", models.CASCADE, related_name="+", null=True
    )
    touched_at = models.DateTimeField("最后填写")

    holds = Holds(
        what=gettext_noop("没填完的表"),
        why=gettext_noop("您回来可以接着填"),
        ground=CONSENT,
        kept=Kept.DRAFT,
        fields=("typed",),
    )

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        indexes: ClassVar = [models.Index(fields=["touched_at"], name="draft_touched_at")]

    def __str__(self) -> str:
        return f"{self.service} {self.touched_at:%Y-%m-%d}"

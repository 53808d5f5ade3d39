from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_noop

from santai.capabilities.sealing.fields import SealedJSONField
from santai.capabilities.sealing.holdings import CONSENT, Holds, Kept


class Talk(models.Model):
    """What somebody asked in their own words, and what they were answered (智能问答), until it is forgotten.

    Nobody has to say who they are. The key opens it and is kept in the session of who asked; nobody else has it.
    """

    key = models.CharField("会话", max_length=32, unique=True)
    door = models.CharField("渠道", max_length=20)
    region = models.CharField("地区", max_length=12, blank=True)
    # triage.State: what the next turn goes on from
    state = SealedJSONField("已知的情况", default=dict, purpose="orders", row=("key",))
    # [{said, reply}, …] as it was shown
    turns = SealedJSONField("问答", default=list, purpose="orders", row=("key",))
    touched_at = models.DateTimeField("最后一句")

    holds = Holds(
        what=gettext_noop("您问过的话和得到的回答"),
        why=gettext_noop("接着问、转给工作人员时不用再讲一遍"),
        ground=CONSENT,
        kept=Kept.DRAFT,
        fields=("state", "turns"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "问答"
        indexes: ClassVar = [models.Index(fields=["touched_at"], name="talk_touched_at")]

    def __str__(self) -> str:
        return f"{self.door} {self.touched_at:%Y-%m-%d}"

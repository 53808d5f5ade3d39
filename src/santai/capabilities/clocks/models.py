from __future__ import annotations

from datetime import datetime

from django.db import models

from santai.capabilities.clocks.enums import ClockState
from santai.catalogue.schema import ParameterValue
from santai.kernel.workdays import Pause, Term


class Clock(models.Model):
    """A limit running on something (时限). The subject is a key such as `orders/42`, not a foreign key.

    The row holds what is needed to count again from nothing: the start, the limit, every pause and every
    extension. `due_at` is the answer under the calendar named by `calendar`, kept for sorting and sweeping.
    """

    subject = models.CharField("对象", max_length=40)
    name = models.CharField("名称", max_length=60)
    title = models.CharField("标题", max_length=60)
    limit = models.CharField(
        "期限", max_length=30, blank=True
    )  # "" when the day was set by a notice
    basis = models.CharField("依据", max_length=200)
    then = models.CharField("到期动作", max_length=60, blank=True)
    started_at = models.DateTimeField("起算")
    pauses = models.JSONField("暂停", default=list)  # [[start, end | null, reason], …] ISO moments
    extensions = models.JSONField("延期", default=list)  # ["15 working days", …]
    due_at = models.DateTimeField("截止")
    due_on = models.DateField("截止日")
    state = models.CharField("状态", max_length=10, choices=ClockState, default=ClockState.RUNNING)
    ended_at = models.DateTimeField("结束", null=True)
    breached_at = models.DateTimeField("超期登记", null=True)
    provisional = models.BooleanField("暂定", default=False)
    calendar = models.CharField("日历版本", max_length=16)
    read: ParameterValue | None = None  # of one that has just begun: where its limit was read

    class Meta:
        verbose_name = verbose_name_plural = "时限"
        indexes = (
            models.Index(fields=["subject"], name="clock_subject"),
            models.Index(
                fields=["due_at"], name="clock_running_due", condition=models.Q(state="running")
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.due_on}"

    @property
    def open(self) -> bool:
        return self.state in {ClockState.RUNNING, ClockState.PAUSED}

    @property
    def late(self) -> bool:
        return self.ended_at is not None and self.ended_at >= self.due_at

    def term(self) -> Term | None:
        return Term.parse(self.limit) if self.limit else None

    def pause_values(self) -> tuple[Pause, ...]:
        return tuple(
            Pause(datetime.fromisoformat(start), end and datetime.fromisoformat(end), reason)
            for start, end, reason in self.pauses
        )

    def extension_terms(self) -> tuple[Term, ...]:
        return tuple(map(Term.parse, self.extensions))

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from santai.capabilities.reception.enums import Priority, Shift, TicketState
from santai.capabilities.sealing.holdings import DUTY, Holds, Kept


class Window(models.Model):
    """A numbered window of a hall (窗口). Open while somebody sits at it."""

    venue = models.ForeignKey(
        "places.Venue", models.PROTECT, verbose_name="大厅", related_name="+", db_index=False
    )
    number = models.PositiveSmallIntegerField("窗口号")
    lines = ArrayField(
        models.CharField(max_length=40), verbose_name="只办的业务", default=list, blank=True
    )
    clerk = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="当前人员", related_name="+", null=True
    )
    opened_at = models.DateTimeField("开窗时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "窗口"
        constraints = (
            models.UniqueConstraint(fields=["venue", "number"], name="window_number_once"),
            models.UniqueConstraint(
                fields=["clerk"], name="window_one_for_each_clerk", condition=Q(clerk__isnull=False)
            ),
            models.CheckConstraint(
                name="window_open_with_a_clerk",
                condition=Q(clerk__isnull=True, opened_at__isnull=True)
                | Q(clerk__isnull=False, opened_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} 号窗口"


class Ticket(models.Model):
    """A place in the queue of one hall on one day (排队号). Names nobody until somebody is taken in."""

    venue = models.ForeignKey(
        "places.Venue", models.PROTECT, verbose_name="大厅", related_name="+", db_index=False
    )
    day = models.DateField("日期")
    number = models.CharField("号码", max_length=6)
    line = models.CharField("业务", max_length=40, blank=True)
    priority = models.CharField("优先", max_length=10, choices=Priority, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=TicketState, default=TicketState.WAITING
    )
    taken_at = models.DateTimeField("取号")
    due_at = models.DateTimeField("约定时间", null=True)
    first_called_at = models.DateTimeField("首次叫号", null=True)
    called_at = models.DateTimeField("最近叫号", null=True)
    calls = models.PositiveSmallIntegerField("叫号次数", default=0)
    finished_at = models.DateTimeField("结束", null=True)
    wanted = models.ForeignKey(
        Window, models.PROTECT, verbose_name="转到的窗口", related_name="+", null=True
    )
    window = models.ForeignKey(
        Window,
        models.PROTECT,
        verbose_name="叫号窗口",
        related_name="+",
        null=True,
        db_index=False,
    )
    first_clerk = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="首问责任人", related_name="+", null=True
    )
    clerk = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="接待人", related_name="+", null=True
    )
    party = models.ForeignKey(
        "people.Party", models.PROTECT, verbose_name="来访人", related_name="+", null=True
    )
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, verbose_name="工单", related_name="+", null=True
    )

    holds = Holds(
        what=gettext_noop("在大厅取过号"),
        why=gettext_noop("叫到您的时候知道是谁"),
        ground=DUTY,
        kept=Kept.VISIT,
        fields=("party",),
    )

    class Meta:
        verbose_name = verbose_name_plural = "排队号"
        indexes = (
            models.Index(
                fields=["venue", "day", "taken_at"],
                name="ticket_waiting",
                condition=Q(state="waiting"),
            ),
        )
        constraints = (
            models.UniqueConstraint(fields=["venue", "day", "number"], name="ticket_number_once"),
            models.UniqueConstraint(
                fields=["window"], name="ticket_one_at_a_window", condition=Q(state="called")
            ),
            models.CheckConstraint(
                name="ticket_called_to_a_window",
                condition=~Q(state="called") | Q(window__isnull=False, called_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.number


class Ring(models.Model):
    """Somebody at a terminal asked for a person (呼叫). Staff of that hall see it and answer."""

    venue = models.ForeignKey(
        "places.Venue", models.PROTECT, verbose_name="大厅", related_name="+", db_index=False
    )
    at = models.DateTimeField("呼叫")
    answered_at = models.DateTimeField("应答", null=True)
    answered_by = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="应答人", related_name="+", null=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "呼叫"
        constraints = (
            # However often the button is pressed, it rings once.
            models.UniqueConstraint(
                fields=["venue"], name="ring_one_at_a_time", condition=Q(answered_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Duty(models.Model):
    """Who is on duty where and when (值班)."""

    venue = models.ForeignKey(
        "places.Venue", models.PROTECT, verbose_name="大厅", related_name="+", db_index=False
    )
    day = models.DateField("日期")
    shift = models.CharField("班次", max_length=10, choices=Shift)
    window = models.PositiveSmallIntegerField("窗口号")
    account = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="值班人员", related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "值班"
        constraints = (
            models.UniqueConstraint(
                fields=["venue", "day", "shift", "account"], name="duty_one_window_a_shift"
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.get_shift_display()} {self.window} 号窗口"

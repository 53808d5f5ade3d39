from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from santai.capabilities.meetings.enums import HOLDS_A_PLACE, BookingState, Manner, SessionState
from santai.capabilities.sealing.fields import Blind, SealedCharField
from santai.capabilities.sealing.holdings import CONSENT, DUTY, Holds, Kept
from santai.kernel.openings import Week


class Offer(models.Model):
    """Times that somebody offers for something (放号): an organisation, or one practitioner of it.

    The times themselves are stored nowhere. They follow from the week, the calendar and the single days.
    """

    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, verbose_name="机构", related_name="+"
    )
    practitioner = models.ForeignKey(
        "people.Practitioner", models.PROTECT, verbose_name="人员", related_name="+", null=True
    )
    venue = models.ForeignKey(
        "places.Venue", models.PROTECT, verbose_name="地点", related_name="+", null=True
    )
    title = models.CharField("约什么", max_length=40)
    services = ArrayField(
        models.CharField(max_length=80), verbose_name="只约这些事项", default=list, blank=True
    )
    manner = models.CharField("方式", max_length=10, choices=Manner)
    how = models.CharField("怎么参加", max_length=200, blank=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name="星期几")
    morning_from = models.TimeField("上午从", null=True)
    morning_to = models.TimeField("上午到", null=True)
    afternoon_from = models.TimeField("下午从", null=True)
    afternoon_to = models.TimeField("下午到", null=True)
    minutes = models.PositiveSmallIntegerField("每次（分钟）")
    capacity = models.PositiveSmallIntegerField("同时几位")
    horizon = models.PositiveSmallIntegerField("提前几天可约", default=14)
    cutoff = models.PositiveSmallIntegerField("最晚提前几小时", default=1)
    starts = models.DateField("从哪天起")
    ends = models.DateField("到哪天止", null=True)
    is_active = models.BooleanField("放号中", default=True)
    kept_by = models.ForeignKey(
        "people.Account",
        models.PROTECT,
        verbose_name="安排人",
        related_name="+",
        null=True,
        db_index=False,
    )
    kept_at = models.DateTimeField("安排时间")

    class Meta:
        verbose_name = verbose_name_plural = "放号"
        constraints = (
            models.CheckConstraint(
                name="offer_some_room",
                condition=Q(capacity__gte=1, minutes__gte=5, minutes__lte=240, horizon__gte=1),
            ),
            models.CheckConstraint(
                name="offer_in_person_somewhere",
                condition=~Q(manner=Manner.IN_PERSON) | Q(venue__isnull=False),
            ),
            models.CheckConstraint(
                name="offer_ends_after_start", condition=Q(ends=None) | Q(ends__gte=F("starts"))
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def week(self) -> Week:
        halves = (
            (self.morning_from, self.morning_to),
            (self.afternoon_from, self.afternoon_to),
        )
        hours = tuple((first, last) for first, last in halves if first and last)
        return Week(frozenset(self.weekdays), hours, self.minutes)


class SpecialDay(models.Model):
    """One day on which an offer is closed, or open although its week says otherwise."""

    offer = models.ForeignKey(
        Offer, models.CASCADE, verbose_name="放号", related_name="special_days", db_index=False
    )
    day = models.DateField("日期")
    is_open = models.BooleanField("开放")
    reason = models.CharField("原因", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "特别的日子"
        constraints = (models.UniqueConstraint(fields=["offer", "day"], name="special_day_once"),)

    def __str__(self) -> str:
        return f"{self.day}"


class Booking(models.Model):
    """A place that somebody took (预约). It keeps its time whatever becomes of the offer."""

    number = models.CharField("预约号", max_length=9, blank=True)
    code_salt = models.CharField("查询码盐", max_length=16)
    offer = models.ForeignKey(
        Offer, models.PROTECT, verbose_name="放号", related_name="bookings", db_index=False
    )
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    name = SealedCharField("姓名", max_length=100, purpose="meetings")
    phone = SealedCharField("电话", max_length=20, blank=True, findable=True, purpose="meetings")
    service = models.CharField("事项", max_length=80, blank=True)
    note = SealedCharField("想说的事", max_length=200, blank=True, purpose="meetings")
    texts = models.BooleanField("发短信", default=True)
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, verbose_name="工单", related_name="+", null=True
    )
    state = models.CharField(
        "状态", max_length=10, choices=BookingState, default=BookingState.BOOKED
    )
    reason = models.CharField("改期或取消的原因", max_length=200, blank=True)
    channel = models.CharField("渠道", max_length=12)
    made_by = models.ForeignKey(
        "people.Account",
        models.PROTECT,
        verbose_name="经手人",
        related_name="+",
        null=True,
        db_index=False,
    )
    made_at = models.DateTimeField("预约时间")
    changed_at = models.DateTimeField("最近变动")
    moves = models.PositiveSmallIntegerField("改期次数", default=0)
    told = models.PositiveSmallIntegerField("短信次数", default=0)
    reminded_at = models.DateTimeField("提醒", null=True)
    ticket = models.OneToOneField(
        "reception.Ticket", models.PROTECT, verbose_name="排队号", related_name="+", null=True
    )
    key = models.CharField("提交键", max_length=64, blank=True)

    holds = Holds(
        what=gettext_noop("预约人的姓名、电话和想说的事"),
        why=gettext_noop("给您留好时间"),
        ground=CONSENT,
        kept=Kept.VISIT,
        fields=("name", "phone", "note"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "预约"
        indexes = (
            models.Index(
                fields=["offer", "starts_at"],
                name="booking_place",
                condition=Q(state__in=HOLDS_A_PLACE),
            ),
            models.Index(
                Blind("phone"),
                "starts_at",
                name="booking_phone_blind",
                condition=Q(state="booked"),
            ),
            models.Index(Blind("phone"), "changed_at", name="booking_texts_blind"),
            models.Index(
                fields=["starts_at"],
                name="booking_to_remind",
                condition=Q(state="booked", reminded_at=None),
            ),
        )
        constraints = (
            # made from the row's own key, so blank for a moment inside the transaction
            models.UniqueConstraint(
                fields=["number"], name="booking_number_once", condition=~Q(number="")
            ),
            models.UniqueConstraint(fields=["key"], name="booking_key_once", condition=~Q(key="")),
            models.CheckConstraint(
                name="booking_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
        )

    def __str__(self) -> str:
        return self.number


class Session(models.Model):
    """People of a matter meet (调解会、开庭、听证、会见、视频): when, where, who was invited, what became of it.

    Written by effects behind the one door, so the order's lock guards it; the room has a lock of its own.
    """

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+", verbose_name="工单")
    title = models.CharField("什么会", max_length=60)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", verbose_name="机构"
    )
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    room = models.CharField("地点", max_length=60, blank=True)
    link = SealedCharField("视频地址", max_length=100, blank=True, purpose="meetings")
    state = models.CharField(
        "状态", max_length=10, choices=SessionState, default=SessionState.CALLED
    )
    reminded_at = models.DateTimeField("提醒", null=True)

    holds = Holds(
        what=gettext_noop("开会用的视频地址"),
        why=gettext_noop("办理您提出的事项"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("link",),
    )

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        constraints = (
            models.CheckConstraint(
                name="session_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.UniqueConstraint(
                fields=["order"], name="session_one_called", condition=Q(state="called")
            ),
            models.CheckConstraint(name="session_somewhere", condition=~Q(room="") | ~Q(link="")),
        )
        indexes = (
            models.Index(
                fields=["starts_at"],
                name="session_to_remind",
                condition=Q(state="called", reminded_at=None),
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.starts_at:%Y-%m-%d %H:%M}"


class Guest(models.Model):
    """Somebody who was invited to a session, and whether they came."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="guests")
    party = models.ForeignKey("people.Party", models.PROTECT, related_name="+", null=True)
    account = models.ForeignKey(
        "people.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )
    side = models.CharField("哪一方", max_length=10)
    name = SealedCharField("姓名", max_length=100, purpose="meetings")
    came = models.BooleanField("到了", null=True)

    holds = Holds(
        what=gettext_noop("请谁来开会、来了没有"),
        why=gettext_noop("办理您提出的事项"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("party", "name", "came"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "参加会议的人"
        constraints = (
            models.UniqueConstraint(
                fields=["session", "party", "account"],
                name="guest_once",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.session_id} {self.side}"

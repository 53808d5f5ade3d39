from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from santai.capabilities.sealing.fields import Blind, SealedCharField
from santai.capabilities.sealing.holdings import DUTY, Holds, Kept
from santai.channels.hotline.enums import Cause, Disposition, Happening, SeatState


class Seat(models.Model):
    """Where an agent sits (坐席): the extension that rings there and what the agent is doing."""

    account = models.OneToOneField(
        "people.Account", models.PROTECT, verbose_name="坐席", related_name="+"
    )
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, verbose_name="热线", related_name="+"
    )
    extension = models.CharField("分机", max_length=10, blank=True)
    state = models.CharField("状态", max_length=10, choices=SeatState, default=SeatState.OFFLINE)
    since = models.DateTimeField("从何时起")

    class Meta:
        verbose_name = verbose_name_plural = "坐席"
        constraints = (
            models.UniqueConstraint(
                fields=["extension"], condition=~Q(extension=""), name="seat_extension_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.extension} {self.get_state_display()}"


class SeatChange(models.Model):
    """A change of an agent's state; kept, never changed."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="changes", db_index=False)
    state = models.CharField("状态", max_length=10, choices=SeatState)
    cause = models.CharField("由谁", max_length=10, choices=Cause)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "坐席状态"
        indexes = (models.Index(fields=["seat", "at"], name="seat_change_at"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_state_display()}"


class Call(models.Model):
    """A call that came in (来电). What was said is in the order, not here; several calls may be about one.

    Without a disposition it waits for one. `telephone_id` and the four moments come from the telephone
    system; a call written down by hand has none of them.
    """

    agent = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="坐席", related_name="+", null=True
    )
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, verbose_name="热线", related_name="+", null=True
    )
    at = models.DateTimeField("时间")
    phone = SealedCharField("来电号码", max_length=20, blank=True, findable=True, purpose="calls")
    disposition = models.CharField("结果", max_length=10, choices=Disposition, blank=True)
    order = models.ForeignKey(
        "orders.Order", models.PROTECT, verbose_name="工单", related_name="+", null=True
    )
    telephone_id = models.CharField("话务编号", max_length=80, blank=True)
    extension = models.CharField("分机", max_length=10, blank=True)
    ringing_at = models.DateTimeField("振铃", null=True)
    answered_at = models.DateTimeField("接听", null=True)
    ended_at = models.DateTimeField("挂断", null=True)
    transferred_to = models.CharField("转给", max_length=60, blank=True)

    holds = Holds(
        what=gettext_noop("打 12348 的来电号码"),
        why=gettext_noop("接听时认得是同一件事"),
        ground=DUTY,
        kept=Kept.VISIT,
        fields=("phone",),
    )

    class Meta:
        verbose_name = verbose_name_plural = "来电"
        indexes = (
            models.Index(fields=["agent", "at"], name="call_agent_at"),
            models.Index(fields=["organisation", "at"], name="call_organisation_at"),
            models.Index(Blind("phone"), "at", name="call_phone_blind", condition=~Q(phone="")),
            models.Index(fields=["agent"], name="call_waiting", condition=Q(disposition="")),
        )
        constraints = (
            models.CheckConstraint(
                name="call_complete_has_order",
                condition=Q(disposition=Disposition.COMPLETE, order__isnull=False)
                | ~Q(disposition=Disposition.COMPLETE) & Q(order__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["telephone_id"], condition=~Q(telephone_id=""), name="call_telephone_id"
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_disposition_display()}"


class TelephoneEvent(models.Model):
    """What the telephone system said, once for each of its event ids; the story of a call."""

    event_id = models.CharField("事件编号", max_length=80, unique=True)
    digest = models.CharField("内容摘要", max_length=64)
    call = models.ForeignKey(Call, models.PROTECT, related_name="happenings")
    kind = models.CharField("事件", max_length=12, choices=Happening)
    at = models.DateTimeField("时间")
    to = models.CharField("转到", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "话务事件"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.get_kind_display()}"

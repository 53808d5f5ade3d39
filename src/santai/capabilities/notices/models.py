from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_noop

from santai.capabilities.notices.enums import Audience
from santai.capabilities.places.models import RegionCode
from santai.capabilities.sealing.fields import Blind, SealedCharField, SealedTextField
from santai.capabilities.sealing.holdings import CONSENT, DUTY, Holds, Kept


class Message(models.Model):
    """What somebody is told inside the system (站内消息): on the order page or on the desk."""

    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField("留痕序号")
    audience = models.CharField("告知对象", max_length=12, choices=Audience)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", null=True, db_index=False
    )
    account = models.ForeignKey(
        "people.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )
    practitioner = models.ForeignKey(
        "people.Practitioner", models.PROTECT, related_name="+", null=True, db_index=False
    )
    title = models.CharField("标题", max_length=120)
    text = SealedTextField("内容", purpose="messages", row=("order_id", "seq", "audience"))
    at = models.DateTimeField("时间")
    seen_at = models.DateTimeField("已阅", null=True)
    seen_by = models.ForeignKey(
        "people.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )

    holds = Holds(
        what=gettext_noop("发给您的站内消息"),
        why=gettext_noop("把进度告诉您"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("text",),
    )

    class Meta:
        verbose_name = verbose_name_plural = "站内消息"
        constraints = (
            models.UniqueConstraint(fields=["order", "seq", "audience"], name="message_once"),
        )
        indexes = (  # what a desk asks for: the unread of one organisation, person or practitioner
            models.Index(
                fields=["organisation", "at"],
                condition=Q(seen_at=None, audience__in=["agency", "supervisor"]),
                name="message_new_organisation",
            ),
            models.Index(
                fields=["practitioner", "at"],
                condition=Q(seen_at=None, audience="assignee"),
                name="message_new_practitioner",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Subscription(models.Model):
    """A partner's wish to be called when something happens (webhook). Ended, never deleted.

    The secret is derived from `salt` and the installation's key: it is stored nowhere.
    """

    account = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="账号", related_name="+"
    )
    url = models.CharField("地址", max_length=500)
    salt = models.CharField("密钥盐", max_length=32)
    topics = ArrayField(
        models.CharField(max_length=60), verbose_name="主题", default=list, blank=True
    )
    services = ArrayField(
        models.CharField(max_length=80), verbose_name="事项", default=list, blank=True
    )
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立")
    ended_at = models.DateTimeField("停用", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "事件订阅"

    def __str__(self) -> str:
        return f"{self.account_id}#{self.pk}"  # never the address: it may hold a token

    def wants(self, topic: str, service: str) -> bool:
        """An empty list is no filter."""
        return (not self.topics or topic in self.topics) and (
            not self.services or service in self.services
        )


class Delivery(models.Model):
    """One event for one subscription, sent until it is taken or given up (at least once)."""

    subscription = models.ForeignKey(
        Subscription, models.PROTECT, verbose_name="订阅", related_name="deliveries", db_index=False
    )
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField("留痕序号")
    event = models.JSONField("事件")  # the CloudEvent, kept so that every try says the same
    next_at = models.DateTimeField("下次发送")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    done_at = models.DateTimeField("送达", null=True)
    dead_at = models.DateTimeField("放弃", null=True)
    error = models.CharField("错误", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "事件投递"
        constraints = (
            models.UniqueConstraint(fields=["subscription", "order", "seq"], name="delivery_once"),
        )
        indexes = (
            models.Index(
                fields=["next_at"],
                condition=Q(done_at=None, dead_at=None),
                name="delivery_due",
            ),
            models.Index(
                fields=["subscription", "dead_at"],
                condition=Q(dead_at__isnull=False),
                name="delivery_dead",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subscription_id} {self.order_id}#{self.seq}"


class Resending(models.Model):
    """Somebody let an event that had been given up be sent again (重发): who, when and why. Kept for ever."""

    delivery = models.ForeignKey(
        Delivery, models.PROTECT, verbose_name="事件投递", related_name="resendings"
    )
    account = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="经办人", related_name="+", db_index=False
    )
    reason = models.CharField("理由", max_length=200)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "重发记录"

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.at:%Y-%m-%d}"


class ShortMessage(models.Model):
    """A text message waiting for a carrier (短信): one that is called, or one that comes to fetch."""

    order = models.ForeignKey(
        "orders.Order", models.PROTECT, related_name="+", db_index=False, null=True
    )
    # What has no order, an appointment for instance, names itself and the region whose gateway sends it.
    subject = models.CharField("事由", max_length=40, blank=True)
    region = RegionCode("区划", null=True)
    seq = models.PositiveIntegerField("留痕序号")
    proof = models.ForeignKey(  # of a telephone; its digits are stored nowhere either
        "people.PhoneCode", models.CASCADE, related_name="+", null=True
    )
    phone = SealedCharField("手机", max_length=20, findable=True, purpose="messages")
    text = SealedCharField("内容", max_length=500, purpose="messages")
    with_code = models.BooleanField("附查询码", default=False)  # the code itself is stored nowhere
    at = models.DateTimeField("时间")
    next_at = models.DateTimeField("下次发送")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    done_at = models.DateTimeField("发出", null=True)
    dead_at = models.DateTimeField("放弃", null=True)
    error = models.CharField("错误", max_length=100, blank=True)

    holds = Holds(
        what=gettext_noop("发给您的短信和手机号"),
        why=gettext_noop("把进度告诉您"),
        ground=CONSENT,
        kept=Kept.TEXT,
        fields=("phone", "text"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "短信"
        constraints = (
            models.UniqueConstraint("order", "seq", Blind("phone"), name="sms_once_blind"),
            models.UniqueConstraint(
                "subject",
                "seq",
                Blind("phone"),
                name="sms_once_of_a_subject_blind",
                condition=Q(order=None),
            ),
            models.CheckConstraint(
                name="sms_of_an_order_or_a_subject",
                condition=Q(order__isnull=False) | ~Q(subject="") & Q(region__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                fields=["next_at"], condition=Q(done_at=None, dead_at=None), name="sms_due"
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_id or self.subject}#{self.seq}"

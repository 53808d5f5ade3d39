from __future__ import annotations

from datetime import UTC
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_noop

from santai.capabilities.orders.enums import Link, MaterialState, PartyRole
from santai.capabilities.orders.events import chained_hash
from santai.capabilities.sealing.fields import (
    Blind,
    SealedCharField,
    SealedJSONField,
    SealedTextField,
)
from santai.capabilities.sealing.holdings import CONSENT, DUTY, Holds, Kept
from santai.catalogue.schema import Door, Stage, Turn


def _choices(enum: type[Stage] | type[Turn] | type[Door]) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]


class Order(models.Model):
    """One matter (工单). Written only by `actions.door` and `actions.submit`."""

    number = models.CharField("工单号", max_length=16, unique=True)
    service = models.CharField("事项", max_length=80)
    version = models.CharField("事项版本", max_length=120)
    title = SealedCharField("摘要", max_length=120, purpose="orders", row=("number",))
    channel = models.CharField("渠道", max_length=10, choices=_choices(Door))
    region = models.ForeignKey("places.Region", models.PROTECT, verbose_name="区划", db_index=False)
    organisation = models.ForeignKey(
        "places.Organisation",
        models.PROTECT,
        verbose_name="承办单位",
        related_name="+",
        db_index=False,
    )
    intake = models.ForeignKey(
        "places.Organisation",
        models.PROTECT,
        verbose_name="受理单位",
        related_name="+",
        null=True,
    )
    route = ArrayField(models.BigIntegerField(), verbose_name="转办来路", default=list, blank=True)
    applicant = models.ForeignKey(
        "people.Party", models.PROTECT, verbose_name="申请人", related_name="+"
    )
    answers = SealedJSONField("填报内容", default=dict, purpose="orders", row=("number",))
    # nothing was said that keeps it out of lists that a telephone number opens
    listed = models.BooleanField("可以列出", default=True)

    state = models.CharField("状态", max_length=40)
    stage = models.CharField("阶段", max_length=10, choices=_choices(Stage), default=Stage.OPEN)
    turn = models.CharField("轮到", max_length=12, choices=_choices(Turn))
    outcome = models.CharField("结果", max_length=40, blank=True)
    due_at = models.DateTimeField("最近期限", null=True)
    urged = models.PositiveSmallIntegerField("督办次数", default=0)
    holder = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="经办人", related_name="+", null=True
    )
    assignee = models.ForeignKey(
        "people.Practitioner", models.PROTECT, verbose_name="承办人", related_name="+", null=True
    )
    accepted_at = models.DateTimeField("承办人接受", null=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name="上级工单", related_name="children", null=True
    )
    link = models.CharField("关系", max_length=10, choices=Link, blank=True)
    awaited = models.BooleanField("上级等它办结", default=False, db_default=False)
    asked_extension = models.JSONField("待批延期", null=True)

    received_at = models.DateTimeField("收到")
    completed_at = models.DateTimeField("办结", null=True)
    evaluated_at = models.DateTimeField("评价完成", null=True)
    closed_at = models.DateTimeField("归档", null=True)
    redone = models.PositiveSmallIntegerField("重办次数", default=0)

    # Kept and not used any more (PIPL 47), until when it must be kept, and the event up to which it holds nothing.
    restricted_at = models.DateTimeField("限制处理", null=True)
    restricted_until = models.DateField("保存到", null=True)
    erased_by = models.PositiveIntegerField("删除的留痕", null=True)

    seq = models.PositiveIntegerField("留痕序号", default=0)
    head = models.CharField("留痕摘要", max_length=64)
    code_salt = models.CharField("查询码盐", max_length=16)
    code_until = models.DateTimeField("查询码有效期")

    holds = Holds(
        what=gettext_noop("您要办的事和填报的内容"),
        why=gettext_noop("办理您提出的事项"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("title", "answers", "applicant"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "工单"
        indexes = (
            models.Index(
                fields=["organisation", "due_at"],
                name="order_open_organisation",
                condition=models.Q(stage="open"),
            ),
            models.Index(
                fields=["due_at"], name="order_open_due", condition=models.Q(stage="open")
            ),
            models.Index(
                fields=["turn", "due_at"], name="order_open_turn", condition=models.Q(stage="open")
            ),
            models.Index(fields=["region", "received_at"], name="order_region"),
            models.Index(
                fields=["completed_at"],
                name="order_to_evaluate",
                condition=models.Q(stage="completed", evaluated_at=None),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="order_closed_only_after_evaluation",  # ORD-14
                condition=~models.Q(stage="closed")
                | models.Q(evaluated_at__isnull=False)
                | models.Q(state="merged"),
            ),
            models.CheckConstraint(
                name="order_link_with_parent",
                condition=models.Q(parent=None, link="")
                | models.Q(parent__isnull=False) & ~models.Q(link=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def subject(self) -> str:
        """The key under which clocks, files and documents of this order are kept."""
        return f"orders/{self.pk}"


class ToldPhone(models.Func):
    """The telephone told of a party; for migration 0006 alone. Now it is found by `told__phone`."""

    template = "(%(expressions)s ->> 'phone')"
    output_field = models.CharField()


class OrderParty(models.Model):
    """Who takes part, and how.

    `told`: their particulars as told for this order. Where nobody has seen the papers (`proven`), whoever
    gave a name and a number gets back what they gave, and nothing of the record it was found to belong to.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="parties")
    party = models.ForeignKey("people.Party", models.PROTECT, related_name="+")
    role = models.CharField("身份", max_length=10, choices=PartyRole)
    told = SealedJSONField(
        "办这件事时提供的信息",
        default=dict,
        blind=("phone", "name"),
        row=("order_id", "party_id"),
    )
    proven = models.BooleanField("身份已核对", default=False)
    disowned_at = models.DateTimeField("机主说不是本人的事", null=True)
    electronic_at = models.DateTimeField("同意电子送达", null=True)

    holds = Holds(
        what=gettext_noop("办这件事时说的姓名、证件号码、电话、地址，对方和代理人的也在内"),
        why=gettext_noop("办理您提出的事项"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("party", "told"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "工单当事人"
        constraints = (models.UniqueConstraint(fields=["order", "party"], name="order_party_once"),)
        indexes = (models.Index(Blind("told"), name="order_party_told_blind"),)

    def __str__(self) -> str:
        return f"{self.order_id}/{self.party_id} {self.role}"


class Event(models.Model):
    """What happened (留痕). Appended, never changed: the database refuses update and delete.

    But for `data` sealed under a newer key, in a transaction that says so; what it then says is judged by
    the hash, which covers what was said and not how it lies there.
    """

    order = models.ForeignKey(Order, models.PROTECT, related_name="events", db_index=False)
    seq = models.PositiveIntegerField("序号")
    code = models.CharField("动作", max_length=40)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey("people.Account", models.PROTECT, related_name="+", null=True)
    actor_name = models.CharField("办理人", max_length=80)
    role = models.CharField("身份", max_length=40)
    organisation = models.ForeignKey(
        "places.Organisation", models.PROTECT, related_name="+", null=True, db_index=False
    )
    channel = models.CharField("渠道", max_length=10)
    source = models.CharField("原状态", max_length=40, blank=True)
    target = models.CharField("新状态", max_length=40, blank=True)
    data = SealedJSONField("内容", default=dict, purpose="orders", row=("order_id", "seq"))
    public = models.BooleanField("申请人可见", default=False)
    previous = models.CharField("前一摘要", max_length=64)
    hash = models.CharField("摘要", max_length=64)

    holds = Holds(
        what=gettext_noop("办理过程里说过、做过什么"),
        why=gettext_noop("全程留痕，事后查得清"),
        ground=DUTY,
        kept=Kept.MATTER,
        fields=("actor_name", "data"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "留痕"
        constraints = (models.UniqueConstraint(fields=["order", "seq"], name="event_seq_once"),)

    def __str__(self) -> str:
        return f"{self.order_id}#{self.seq} {self.code}"

    def content(self) -> dict[str, Any]:
        """What the hash covers: everything that was said, nothing the database adds."""
        return {
            "order": self.order_id,
            "seq": self.seq,
            "code": self.code,
            "at": self.at.astimezone(UTC).isoformat(),
            "actor": self.actor_id,
            "actor_name": self.actor_name,
            "role": self.role,
            "organisation": self.organisation_id,
            "channel": self.channel,
            "source": self.source,
            "target": self.target,
            "data": self.data,
            "public": self.public,
        }

    def computed_hash(self) -> str:
        return chained_hash(self.previous, self.content())


class Material(models.Model):
    """Something to be shown (材料), where it is and who signed for it."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="materials")
    key = models.CharField("材料", max_length=40)
    title = models.CharField("名称", max_length=80)
    required = models.BooleanField("必交", default=True)
    state = models.CharField("状态", max_length=12, choices=MaterialState, default="wanted")
    original = models.BooleanField("原件", default=False)
    copies = models.PositiveSmallIntegerField("份数", default=1)
    held_by = models.ForeignKey("places.Organisation", models.PROTECT, related_name="+", null=True)
    going_to = models.ForeignKey("places.Organisation", models.PROTECT, related_name="+", null=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "材料"
        constraints = (models.UniqueConstraint(fields=["order", "key"], name="material_once"),)

    def __str__(self) -> str:
        return f"{self.title}（{self.get_state_display()}）"


class Visit(models.Model):
    """A call-back (回访): each attempt, reached or not."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="visits")
    by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    result = models.CharField("结果", max_length=10)
    score = models.CharField("满意程度", max_length=10, blank=True)
    comment = SealedTextField("群众反映", blank=True, purpose="orders")

    holds = Holds(
        what=gettext_noop("回访时您说的话"),
        why=gettext_noop("改进服务，处理不满意"),
        ground=CONSENT,
        kept=Kept.MATTER,
        fields=("score", "comment"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "回访"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.result}"


class Rating(models.Model):
    """The applicant's own judgement (评价); one for each time the matter was done."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="ratings")
    at = models.DateTimeField("时间")
    score = models.CharField("满意程度", max_length=10)
    comment = SealedTextField("意见", blank=True, purpose="orders")

    holds = Holds(
        what=gettext_noop("您的评价和意见"),
        why=gettext_noop("改进服务，处理不满意"),
        ground=CONSENT,
        kept=Kept.MATTER,
        fields=("score", "comment"),
    )

    class Meta:
        verbose_name = verbose_name_plural = "评价"

    def __str__(self) -> str:
        return self.score


class IdempotencyKey(models.Model):
    """A request that was already done. Written in the transaction of the deed itself."""

    actor = models.CharField("请求人", max_length=60)
    key = models.CharField("幂等键", max_length=255)
    fingerprint = models.CharField("内容摘要", max_length=64)
    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField("留痕序号")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "幂等键"
        constraints = (models.UniqueConstraint(fields=["actor", "key"], name="idempotency_once"),)
        indexes = (models.Index(fields=["at"], name="idempotency_at"),)

    def __str__(self) -> str:
        return self.key


class Outbox(models.Model):
    """An effect to be delivered after the commit: a message, a webhook. Delivered at least once."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveIntegerField("留痕序号")
    topic = models.CharField("主题", max_length=60)
    tells = ArrayField(models.CharField(max_length=12), verbose_name="告知")
    at = models.DateTimeField("时间")
    next_at = models.DateTimeField("下次发送")
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    done_at = models.DateTimeField("送达", null=True)
    error = models.CharField("错误", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "待发"
        indexes = (
            models.Index(fields=["next_at"], name="outbox_due", condition=models.Q(done_at=None)),
        )

    def __str__(self) -> str:
        return f"{self.topic} {self.order_id}#{self.seq}"

"""What the bureau counts by. All of it but the draws can be made again from the orders and their events."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from santai.capabilities.places.models import RegionCode

OPEN = Q(stage="open")


class Standing(models.Model):
    """How one order stands for counting: what its figures and the lists behind them are both read from."""

    order = models.OneToOneField(
        "orders.Order", models.PROTECT, primary_key=True, related_name="standing"
    )
    seq = models.PositiveIntegerField("计到留痕")
    region = RegionCode("区划")
    service = models.CharField("事项", max_length=80)
    channel = models.CharField("渠道", max_length=10)
    organisation = models.ForeignKey(
        "places.Organisation",
        models.PROTECT,
        verbose_name="承办单位",
        related_name="+",
        db_index=False,
    )
    holder = models.ForeignKey(
        "people.Account",
        models.PROTECT,
        verbose_name="经办人",
        related_name="+",
        null=True,
        db_index=False,
    )
    received_on = models.DateField("收到日")
    stage = models.CharField("阶段", max_length=10)
    state = models.CharField("状态", max_length=40)
    due_at = models.DateTimeField("最近期限", null=True)
    due_on = models.DateField("截止日", null=True)
    urged = models.PositiveSmallIntegerField("督办次数")
    done_on = models.DateField("办结日", null=True)
    judged_on = models.DateField("首次评价日", null=True)
    judged_by = models.CharField("首次评价方式", max_length=6)  # rating | visit | ""
    unhappy = models.BooleanField("有过不满意")
    called = models.BooleanField("不满意后回访过")
    redone = models.BooleanField("重办过")
    first = models.BooleanField("首次解决", null=True)  # None: not a question asked of a person
    converted = models.BooleanField("转化", null=True)  # None: not a referral

    class Meta:
        verbose_name = verbose_name_plural = "工单统计卡"
        indexes = (
            models.Index(fields=["received_on", "order"], name="standing_received"),
            models.Index(fields=["region", "received_on"], name="standing_region"),
            models.Index(
                fields=["done_on", "order"],
                name="standing_done",
                condition=Q(done_on__isnull=False),
            ),
            models.Index(
                fields=["judged_on", "order"],
                name="standing_judged",
                condition=Q(judged_on__isnull=False),
            ),
            models.Index(
                fields=["due_at", "order", "region"],
                include=["service"],  # what ran out today is grouped without looking at the rows
                name="standing_due",
                condition=OPEN,
            ),
            models.Index(
                fields=["service", "state", "due_at"], name="standing_state", condition=OPEN
            ),
            models.Index(fields=["organisation", "due_at"], name="standing_office", condition=OPEN),
            models.Index(fields=["holder", "due_at"], name="standing_holder", condition=OPEN),
            models.Index(
                fields=["region", "order"],
                name="standing_to_call",
                condition=Q(stage="completed", unhappy=True),
            ),
            models.Index(
                fields=["due_at", "order"],
                name="standing_urged",
                condition=OPEN & Q(urged__gt=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_id}@{self.seq}"


class Tally(models.Model):
    """How many orders count for a measure in an area on a day; the sum of standings, kept for speed."""

    area = RegionCode("区划")  # every level around an order has its own rows; all zeros: the nation
    measure = models.CharField("指标", max_length=16)
    day = models.DateField("日期")
    service = models.CharField("事项", max_length=80)
    slot = models.CharField("分组", max_length=40)
    count = models.IntegerField("件数")

    class Meta:
        verbose_name = verbose_name_plural = "统计数"
        constraints = (
            models.UniqueConstraint(
                fields=["area", "measure", "day", "service", "slot"], name="tally_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.area} {self.day}: {self.count}"


class Progress(models.Model):
    """How far the events have been counted; one row."""

    event = models.BigIntegerField("计到留痕编号", default=0)
    at = models.DateTimeField("截至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "统计进度"
        constraints = (models.CheckConstraint(name="progress_is_one_row", condition=Q(pk=1)),)

    def __str__(self) -> str:
        return str(self.event)


class Draw(models.Model):
    """A drawn sample of finished orders for call-back (回访抽样), with all that is needed to draw it again."""

    region = models.ForeignKey("places.Region", models.PROTECT, related_name="+")
    since = models.DateField("办结日自")
    until = models.DateField("办结日至")
    share = models.PositiveSmallIntegerField("抽取比例（%）")
    seed = models.CharField("种子", max_length=32)
    population = models.PositiveIntegerField("总体件数")
    at = models.DateTimeField("抽取时间")
    by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    orders = ArrayField(models.BigIntegerField(), verbose_name="抽中工单")

    class Meta:
        verbose_name = verbose_name_plural = "回访抽样"
        constraints = (
            models.UniqueConstraint(fields=["region", "since"], name="draw_begins_once"),
            models.CheckConstraint(name="draw_period", condition=Q(since__lte=models.F("until"))),
            models.CheckConstraint(name="draw_share", condition=Q(share__range=(1, 100))),
        )

    def __str__(self) -> str:
        return f"{self.region_id} {self.since}—{self.until}"


class CallBackClaim(models.Model):
    """Who is calling somebody back just now; with nobody, until when it rests before the next try (回访领取)."""

    order = models.OneToOneField(
        "orders.Order", models.CASCADE, verbose_name="工单", related_name="+"
    )
    account = models.ForeignKey(
        "people.Account", models.PROTECT, verbose_name="回访人", related_name="+", null=True
    )
    until = models.DateTimeField("到何时")

    class Meta:
        verbose_name = verbose_name_plural = "回访领取"

    def __str__(self) -> str:
        return f"{self.order_id} {self.until:%Y-%m-%d %H:%M}"

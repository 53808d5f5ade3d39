"""The library of law: KB-01, KB-05, KB-15, KB-16.

A law has versions, a version has articles. What a benchmark measures with (`measuring`) lies apart: it may be a law
of the same name, and nobody is advised by it.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.knowledge.enums import Change, PartKind, Touched
from santai.capabilities.knowledge.limits import LONGEST_SOURCE
from santai.capabilities.people.models import Account


class Law(models.Model):
    title = models.CharField(_("名称"), max_length=200)
    short = models.CharField(_("简称"), max_length=200)  # without the state's name: the address
    aliases = ArrayField(models.CharField(max_length=200), verbose_name=_("别名"), default=list)
    kind = models.CharField(_("种类"), max_length=20)
    issuer = models.CharField(_("发布机构"), max_length=100, blank=True)
    region = models.CharField(_("适用地区"), max_length=12, blank=True)  # "": the nation
    measuring = models.BooleanField(_("只用于评测"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("法律法规")
        ordering = ("short",)
        constraints = (
            models.UniqueConstraint(fields=["title", "measuring"], name="law_of_a_title"),
        )
        indexes = (models.Index(fields=["short"], name="law_short"),)

    def __str__(self) -> str:
        return self.title


class LawVersion(models.Model):
    """A wording of a law. `until`: its last day, by the version after it or by a repeal."""

    law = models.ForeignKey(
        Law, models.CASCADE, verbose_name=_("法律法规"), related_name="versions"
    )
    since = models.DateField(_("施行日期"), null=True)
    since_is_said = models.BooleanField(_("施行日期有原文"), default=False)
    adopted = models.DateField(_("通过或者公布日期"), null=True)
    until = models.DateField(_("最后一天"), null=True)
    repealed_on = models.DateField(_("废止日期"), null=True)
    number = models.CharField(_("发文字号"), max_length=80, blank=True)
    source = models.CharField(_("来源"), max_length=LONGEST_SOURCE)
    digest = models.CharField(_("内容校验值"), max_length=64)
    imported_at = models.DateTimeField(_("导入时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("法律法规的版本")
        ordering = ("law", "since")
        constraints = (
            models.UniqueConstraint(
                fields=["law", "since"], name="law_version_of_a_day", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="law_version_since_until",
            ),
        )

    def __str__(self) -> str:
        return f"{self.law} {self.since or ''}".strip()


class Article(models.Model):
    """第 `number` 条, `inserted`: 1 for 之一. Number 0 is the whole text of what has no articles."""

    version = models.ForeignKey(
        LawVersion, models.CASCADE, verbose_name=_("版本"), related_name="articles"
    )
    number = models.PositiveSmallIntegerField(_("条"))
    inserted = models.PositiveSmallIntegerField(_("之"), default=0)
    heading = models.CharField(_("编章节"), max_length=300, blank=True)
    text = models.TextField(_("正文"))
    key = models.CharField(_("检索编号"), max_length=260)

    class Meta:
        verbose_name = verbose_name_plural = _("条文")
        ordering = ("version", "number", "inserted")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "number", "inserted"], name="article_of_a_version"
            ),
        )
        indexes = (models.Index(fields=["key"], name="article_key"),)

    def __str__(self) -> str:
        return self.key


class LawPart(models.Model):
    """What a version says outside its articles: 序言 (number 0), 附件一 (number 1) … in the order of the text."""

    version = models.ForeignKey(
        LawVersion, models.CASCADE, verbose_name=_("版本"), related_name="parts"
    )
    kind = models.CharField(_("哪一部分"), max_length=8, choices=PartKind)
    number = models.PositiveSmallIntegerField(_("序号"), default=0)
    title = models.CharField(_("标题"), max_length=300)
    text = models.TextField(_("正文"))

    class Meta:
        verbose_name = verbose_name_plural = _("序言和附件")
        ordering = ("version", "number")
        constraints = (
            models.UniqueConstraint(fields=["version", "number"], name="law_part_of_a_version"),
            models.CheckConstraint(
                condition=Q(kind=PartKind.PREAMBLE, number=0)
                | Q(kind=PartKind.ANNEX, number__gte=1),
                name="law_part_kind_number",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Touch(models.Model):
    """Something of ours that cites an article which a new version changed; somebody has to look (KB-16).

    Answers and cases that are published have flags of their own beside this.
    """

    version = models.ForeignKey(
        LawVersion, models.CASCADE, verbose_name=_("新版本"), related_name="touches"
    )
    kind = models.CharField(_("哪一类"), max_length=10, choices=Touched)
    what = models.CharField(_("哪一项"), max_length=120)
    title = models.CharField(_("名称"), max_length=200)
    citation = models.CharField(_("引用"), max_length=260)
    why = models.CharField(_("怎么变的"), max_length=10, choices=Change)
    seen_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("谁看过"), related_name="+", null=True
    )
    seen_at = models.DateTimeField(_("看过时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("受影响的内容")
        ordering = ("version", "kind", "what", "citation")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "kind", "what", "citation"], name="touch_once"
            ),
            models.CheckConstraint(
                condition=Q(seen_by=None, seen_at=None)
                | Q(seen_by__isnull=False, seen_at__isnull=False),
                name="touch_seen_by_somebody",
            ),
        )

"""Standard answers (热线答问知识库): HOT-13, HOT-14, KB-04, KB-06."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.knowledge.enums import State, Why
from santai.capabilities.knowledge.models.reviewed import Reviewed
from santai.capabilities.people.models import Account


class Answer(models.Model):
    """One question that many people ask, for one place; what is said to it are its versions.

    `family`: the same question wherever it is asked. Of a family the answer of the smallest place around somebody
    is the one they get.
    """

    key = models.SlugField(_("编号"), max_length=60, unique=True)
    family = models.SlugField(_("问题族"), max_length=60)
    place = models.CharField(_("适用地区"), max_length=12)

    class Meta:
        verbose_name = verbose_name_plural = _("标准答案")
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=["family", "place"], name="answer_of_a_place"),
        )

    def __str__(self) -> str:
        return self.key


class AnswerVersion(Reviewed):
    """What is said, from a day to a day. Once reviewed it is never changed: another version follows it."""

    answer = models.ForeignKey(
        Answer, models.PROTECT, verbose_name=_("标准答案"), related_name="versions"
    )
    number = models.PositiveSmallIntegerField(_("版次"))
    question = models.CharField(_("问题"), max_length=120)
    ways = ArrayField(models.CharField(max_length=120), verbose_name=_("大家怎么问"), default=list)
    text = models.TextField(_("回答"))
    service = models.CharField(_("可以办的事项"), max_length=80, blank=True)
    valid_from = models.DateField(_("从哪天起"))
    valid_until = models.DateField(_("到哪天止"))

    class Meta(Reviewed.Meta):
        verbose_name = verbose_name_plural = _("标准答案的版本")
        ordering = ("answer", "-number")
        indexes = (
            models.Index(
                fields=["valid_until"], name="answer_expires", condition=Q(state="approved")
            ),
            models.Index(fields=["state", "region"], name="answer_state"),
        )
        constraints = (
            *Reviewed.Meta.constraints,
            models.UniqueConstraint(fields=["answer", "number"], name="answer_version_number"),
            models.UniqueConstraint(
                fields=["answer"], name="answer_one_approved", condition=Q(state=State.APPROVED)
            ),
            models.UniqueConstraint(
                fields=["answer"],
                name="answer_one_in_work",
                condition=Q(state__in=(State.DRAFT, State.IN_REVIEW)),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="answer_valid_from_until"
            ),
        )

    def __str__(self) -> str:
        return self.question


class Flag(models.Model):
    """An article that an approved text cites is not what it was: somebody has to look (KB-16)."""

    version = models.ForeignKey(
        AnswerVersion, models.PROTECT, verbose_name=_("标准答案"), related_name="flags", null=True
    )
    case = models.ForeignKey(
        "knowledge.Case",
        models.PROTECT,
        verbose_name=_("典型案例"),
        related_name="flags",
        null=True,
    )
    citation = models.CharField(_("条文"), max_length=120)
    why = models.CharField(_("为什么"), max_length=8, choices=Why)
    at = models.DateTimeField(_("发现时间"))
    seen_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("谁看过"), related_name="+", null=True
    )
    seen_at = models.DateTimeField(_("看过时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("条文变动提醒")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "citation", "why"],
                name="flag_of_answer",
                condition=Q(seen_at=None),
            ),
            models.UniqueConstraint(
                fields=["case", "citation", "why"], name="flag_of_case", condition=Q(seen_at=None)
            ),
            models.CheckConstraint(
                condition=Q(version=None, case__isnull=False) | Q(version__isnull=False, case=None),
                name="flag_of_one",
            ),
        )


class Found(models.Model):
    """Whether people found an answer helpful: sums of a day, nothing of anybody (WEB)."""

    version = models.ForeignKey(
        AnswerVersion, models.PROTECT, verbose_name=_("标准答案"), related_name="found"
    )
    day = models.DateField(_("日期"))
    helped = models.PositiveIntegerField(_("有帮助"), default=0)
    not_helped = models.PositiveIntegerField(_("没有帮助"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("有没有帮助")
        constraints = (models.UniqueConstraint(fields=["version", "day"], name="found_of_a_day"),)


class Gap(models.Model):
    """Words that many closed consultations had in common and no answer speaks of (drafts proposed, KB-04).

    Sums only: which orders they were is kept nowhere.
    """

    place = models.CharField(_("区划"), max_length=12)
    topic = models.CharField(_("哪方面的事"), max_length=20)
    words = ArrayField(models.CharField(max_length=20), verbose_name=_("说到"), default=list)
    orders = models.PositiveIntegerField(_("件数"))
    counted_on = models.DateField(_("统计日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("还没有答案的问题")
        ordering = ("-orders",)
        constraints = (models.UniqueConstraint(fields=["place", "topic"], name="gap_of_a_place"),)

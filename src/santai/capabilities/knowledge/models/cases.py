"""Typical cases (典型案例): KB-02, KB-03, KB-08; 000 二(五)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from santai.capabilities.knowledge.models.reviewed import Reviewed


class Case(Reviewed):
    """A matter others learn from, told without anybody in it."""

    key = models.SlugField(_("编号"), max_length=60, unique=True)
    title = models.CharField(_("标题"), max_length=80)
    line = models.CharField(_("业务"), max_length=30)
    place = models.CharField(_("地区"), max_length=12)
    year = models.PositiveSmallIntegerField(_("年份"))
    gist = models.CharField(_("一句话"), max_length=200)
    facts = models.TextField(_("事情经过"))
    outcome = models.TextField(_("怎么办成的"))
    point = models.CharField(_("可以学到什么"), max_length=300)
    deidentified_at = models.DateTimeField(_("去掉个人信息的时间"), null=True)

    class Meta(Reviewed.Meta):
        verbose_name = verbose_name_plural = _("典型案例")
        ordering = ("-year", "key")
        indexes = (models.Index(fields=["state", "region"], name="case_state"),)
        constraints = (
            *Reviewed.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(state="draft") | models.Q(deidentified_at__isnull=False),
                name="case_deidentified_first",
            ),
        )

    def __str__(self) -> str:
        return self.title

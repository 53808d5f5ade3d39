from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.people.models.accounts import Account
from santai.capabilities.places.models import Organisation, RegionCode, twelve_digits


class Practitioner(models.Model):
    """A lawyer, notary, mediator, appraiser, village adviser … (法律服务人员)."""

    account = models.OneToOneField(
        Account,
        models.PROTECT,
        verbose_name=_("账号"),
        related_name="practitioner",
        null=True,
        blank=True,
    )
    name = models.CharField(_("姓名"), max_length=60)
    kind = models.CharField(_("类别"), max_length=40)
    licence = models.CharField(_("执业证号"), max_length=40, blank=True)
    licensed_on = models.DateField(_("首次执业日期"), null=True, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("执业机构"), related_name="practitioners"
    )
    region = RegionCode(_("执业区划"))
    skills = ArrayField(
        models.CharField(max_length=40), verbose_name=_("专长"), default=list, blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=20), verbose_name=_("语言"), default=list, blank=True
    )
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    title = models.CharField(_("职称"), max_length=30, blank=True)
    capacity = models.PositiveSmallIntegerField(_("同时承办上限（件）"), default=10)
    is_active = models.BooleanField(_("在册"), default=True)
    suspended_until = models.DateField(_("停止执业至"), null=True, blank=True)
    integrity = models.TextField(_("诚信记录"), blank=True)
    demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("法律服务人员")
        indexes = [models.Index(fields=["kind", "region"], name="practitioner_kind_region")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "licence"], condition=~Q(licence=""), name="practitioner_licence"
            ),
            twelve_digits("region", "practitioner_region_has_12_digits"),
        ]

    def __str__(self) -> str:
        return self.name

    def practising_on(self, day: date) -> bool:
        """On the roll and not suspended (`suspended_until` is the last day of the suspension)."""
        return self.is_active and (self.suspended_until is None or self.suspended_until < day)

    def years_on(self, day: date) -> int:
        """Whole years of practice; 0 where the first licence is not known."""
        first = self.licensed_on or day
        years = day.year - first.year - ((day.month, day.day) < (first.month, first.day))
        return max(years, 0)

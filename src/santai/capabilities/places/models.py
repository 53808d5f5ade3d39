from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.places.enums import Access, Setting

LEVEL_NAMES = {
    1: _("省（自治区、直辖市）"),
    2: _("市（州、盟）"),
    3: _("县（市、区、旗）"),
    4: _("乡镇（街道）"),
    5: _("村（社区）"),
}


class RegionCode(models.CharField):
    """Twelve digits. Regions are asked for by equality or by range, never by LIKE.

    The column type is spelt out because Django gives every unique or indexed ``varchar`` a second
    index for LIKE, which nobody would read and every import of 664,000 regions would have to write.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "max_length": 12})

    def db_type(self, connection: Any) -> str:
        return "character varying(12)"


def twelve_digits(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__regex": "^[0-9]{12}$"}), name=name)


def on_the_globe(name: str) -> models.CheckConstraint:
    nowhere = Q(latitude__isnull=True, longitude__isnull=True)
    somewhere = Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
    somewhere &= Q(latitude__isnull=False, longitude__isnull=False)  # NULL would pass as unknown
    return models.CheckConstraint(condition=nowhere | somewhere, name=name)


class Region(models.Model):
    """A node of the five-level tree of administrative divisions (USER-07, CEN-01)."""

    code = RegionCode(_("区划代码"), primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    level = models.PositiveSmallIntegerField(_("级别"), choices=LEVEL_NAMES)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("上级"), related_name="children", null=True
    )
    full_name = models.CharField(_("全称"), max_length=200)
    ended = models.DateField(_("撤销日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("行政区划")
        ordering = ["code"]
        constraints = [
            twelve_digits("code", "region_code_has_12_digits"),
            models.CheckConstraint(
                condition=Q(level=1, parent__isnull=True)
                | Q(level__range=(2, 5), parent__isnull=False),
                name="region_has_a_parent_unless_province",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name


class Organisation(models.Model):
    """A body of any kind the policy documents name: bureau, centre, firm … (DIR-02)."""

    code = models.CharField(_("统一社会信用代码或内部代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    short = models.CharField(_("文号简称"), max_length=20, blank=True)
    kind = models.CharField(_("机构类型"), max_length=40)
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("所在区划"), related_name="organisations"
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("主管机构"),
        related_name="children",
        null=True,
        blank=True,
    )
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    hours = models.CharField(_("服务时间"), max_length=200, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    opened = models.DateField(_("成立日期"), null=True, blank=True)
    closed = models.DateField(_("撤销日期"), null=True, blank=True)
    is_active = models.BooleanField(_("在办"), default=True)
    demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("机构")
        ordering = ["region", "kind", "id"]
        indexes = [
            # "who decides this here" is asked for every order that comes in
            models.Index(fields=["kind", "region"], name="organisation_kind_region"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="organisation_not_in_itself"),
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(is_active=False),
                name="organisation_closed_is_inactive",
            ),
            on_the_globe("organisation_on_the_globe"),
        ]

    def __str__(self) -> str:
        return self.name


class Venue(models.Model):
    """A place people can walk into, called what its area calls it (CEN-02)."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("所属机构"), related_name="venues"
    )
    name = models.CharField(_("名称"), max_length=100)
    kind_name = models.CharField(_("场所类型（当地叫法）"), max_length=40)
    setting = models.CharField(_("设置方式"), max_length=20, choices=Setting, default=Setting.OWN)
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("所在区划"), related_name="venues"
    )
    grid = models.CharField(_("所属服务网格"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=200)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    hours = models.CharField(_("服务时间"), max_length=200, blank=True)
    windows = ArrayField(
        models.CharField(max_length=40), verbose_name=_("服务窗口"), default=list, blank=True
    )
    access = ArrayField(
        models.CharField(max_length=20, choices=Access),
        verbose_name=_("无障碍设施"),
        default=list,
        blank=True,
    )
    terminals = models.PositiveSmallIntegerField(_("智能终端（台）"), default=0)
    staff = models.PositiveSmallIntegerField(_("值守人员（人）"), default=0)
    profile = models.JSONField(_("建设情况（十二项）"), default=dict, blank=True)
    latitude = models.FloatField(_("纬度"), null=True, blank=True)
    longitude = models.FloatField(_("经度"), null=True, blank=True)
    opened = models.DateField(_("启用日期"), null=True, blank=True)
    closed = models.DateField(_("停用日期"), null=True, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    demo = models.BooleanField(_("演示数据"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("服务场所")
        ordering = ["region", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed__isnull=True) | Q(is_active=False),
                name="venue_closed_is_inactive",
            ),
            on_the_globe("venue_on_the_globe"),
        ]

    def __str__(self) -> str:
        return self.name

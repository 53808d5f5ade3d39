from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.people import holdings
from santai.capabilities.people.enums import Gender, IdType, PartyKind
from santai.capabilities.people.masking import mask_name
from santai.capabilities.people.models.constraints import one_of
from santai.capabilities.places.models import RegionCode, twelve_digits
from santai.capabilities.sealing.fields import (
    Blind,
    SealedCharField,
    SealedDateField,
    SealedJSONField,
)


class Party(models.Model):
    """Who asks, is asked for, or stands opposite (当事人)."""

    kind = models.CharField(_("类别"), max_length=12, choices=PartyKind, default=PartyKind.CITIZEN)
    name = models.CharField(_("姓名或名称"), max_length=100)
    id_type = models.CharField(_("证件类型"), max_length=20, choices=IdType, default=IdType.NONE)
    id_number = SealedCharField(_("证件号码"), max_length=30, blank=True, findable=True)
    phone = SealedCharField(_("联系电话"), max_length=20, blank=True, findable=True)
    address = SealedCharField(_("联系地址"), max_length=200, blank=True)
    region = RegionCode(_("所在区划"), null=True, blank=True)
    birth_date = SealedDateField(_("出生日期"), null=True, blank=True)
    gender = models.CharField(_("性别"), max_length=6, choices=Gender, blank=True)
    groups = ArrayField(
        models.CharField(max_length=20), verbose_name=_("重点服务对象"), default=list, blank=True
    )
    safe_contact = SealedJSONField(_("安全联系方式"), default=dict, blank=True, blind=("may_call",))
    language = models.CharField(_("常用语言"), max_length=20, blank=True)
    demo = models.BooleanField(_("演示数据"), default=False)
    # Nothing of theirs is in use any more (PIPL 47): found by nobody, until they come back themselves.
    restricted_at = models.DateTimeField(_("限制处理"), null=True)
    # What they agreed to and took back (PIPL 15).
    no_calls = models.BooleanField(_("不接受回访"), default=False, db_default=False)
    no_texts = models.BooleanField(_("不接收短信"), default=False, db_default=False)

    holds = holdings.PARTY

    class Meta:
        verbose_name = verbose_name_plural = _("当事人")
        indexes = [
            models.Index(fields=["name"], opclasses=["text_pattern_ops"], name="party_name_prefix"),
            models.Index(Blind("phone"), condition=~Q(phone=""), name="party_phone_blind"),
        ]
        constraints = [
            # USER-01: one identity, one record; `register_party` stands on these two
            models.UniqueConstraint(
                Blind("id_number"),
                "id_type",
                condition=~Q(id_number=""),
                name="party_identity_blind",
            ),
            models.UniqueConstraint(
                Blind("phone"),
                "name",
                condition=Q(id_number="") & ~Q(phone=""),
                name="party_phone_name_blind",
            ),
            one_of("kind", PartyKind, "party_kind"),
            one_of("id_type", IdType, "party_id_type"),
            models.CheckConstraint(condition=~Q(name=""), name="party_has_a_name"),
            models.CheckConstraint(
                condition=Q(id_type=IdType.NONE, id_number="")
                | ~Q(id_type=IdType.NONE) & ~Q(id_number=""),
                name="party_id_type_and_number_together",
            ),
            models.CheckConstraint(
                condition=Q(kind=PartyKind.CITIZEN) & ~Q(id_type=IdType.USCC)
                | ~Q(kind=PartyKind.CITIZEN) & Q(id_type__in=[IdType.USCC, IdType.NONE]),
                name="party_id_type_fits_kind",
            ),
            twelve_digits("region", "party_region_has_12_digits"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_name(self) -> str:
        """Of a person no more than tells two apart; a body's name stands in a public register."""
        return mask_name(self.name) if self.kind == PartyKind.CITIZEN else self.name

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.people import holdings
from santai.capabilities.people.enums import (
    AccountKind,
    CodeFor,
    Gender,
    IdType,
    PartyKind,
    Proof,
    Relation,
    Scope,
)
from santai.capabilities.people.masking import mask_name
from santai.capabilities.places.models import Organisation, RegionCode, twelve_digits
from santai.capabilities.sealing.fields import (
    Blind,
    SealedCharField,
    SealedDateField,
    SealedJSONField,
)


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


def ends_after_start(name: str) -> models.CheckConstraint:
    held = Q(ends__isnull=True) | Q(ends__gte=F("starts"))
    return models.CheckConstraint(condition=held, name=name)


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


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name; they are made by `actions.create_account`."""


class Account(AbstractBaseUser):
    """A login. What it may do comes from its posts, never from its name."""

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    kind = models.CharField(_("类别"), max_length=8, choices=AccountKind)
    party = models.ForeignKey(
        Party,
        models.PROTECT,
        verbose_name=_("当事人"),
        related_name="accounts",
        null=True,
        blank=True,
    )
    # Of a citizen, who signs in by number and name together: telephones are shared and passed on.
    phone = SealedCharField(_("登录手机"), max_length=20, blank=True, findable=True)
    is_active = models.BooleanField(_("启用"), default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "kind"]
    objects = AccountManager()

    holds = holdings.ACCOUNT

    class Meta:
        verbose_name = verbose_name_plural = _("账号")
        constraints = [
            one_of("kind", AccountKind, "account_kind"),
            models.CheckConstraint(
                condition=~Q(kind=AccountKind.CITIZEN) | Q(party__isnull=False) | ~Q(phone=""),
                name="account_of_a_citizen_has_a_party_or_phone",
            ),
            models.CheckConstraint(
                condition=Q(kind=AccountKind.CITIZEN) | Q(phone=""),
                name="account_phone_is_a_citizens",
            ),
            models.UniqueConstraint(
                Blind("phone"), "name", condition=~Q(phone=""), name="account_phone_name_blind"
            ),
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(kind=AccountKind.CITIZEN),
                name="account_one_per_citizen",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A role held at an organisation, for a region and a period (岗位). Ended, never deleted.

    It gives rights from the day it `starts` until the day before it `ends`, so ending it today
    works at once.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("账号"), related_name="posts"
    )
    role = models.CharField(_("角色"), max_length=40)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("机构"), related_name="posts"
    )
    region = RegionCode(_("管辖区划"))
    starts = models.DateField(_("到岗日期"))
    ends = models.DateField(_("离岗日期"), null=True, blank=True)
    given_by = models.ForeignKey(
        Account,
        models.PROTECT,
        verbose_name=_("授予人"),
        related_name="+",
        null=True,
        db_index=False,
    )
    ended_by = models.ForeignKey(
        Account,
        models.PROTECT,
        verbose_name=_("收回人"),
        related_name="+",
        null=True,
        db_index=False,
    )

    class Meta:
        verbose_name = verbose_name_plural = _("岗位")
        constraints = [
            twelve_digits("region", "post_region_has_12_digits"),
            ends_after_start("post_ends_after_start"),
            models.UniqueConstraint(
                fields=["account", "role", "organisation", "region"],
                condition=Q(ends__isnull=True),
                name="post_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}（{self.role}，{self.organisation}）"


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


class ApiKey(models.Model):
    """Lets a partner system in. Only a digest is kept; `prefix` is how people tell keys apart."""

    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("账号"), related_name="api_keys"
    )
    name = models.CharField(_("用途"), max_length=60)
    prefix = models.CharField(_("密钥开头"), max_length=12)
    digest = models.CharField(_("密钥摘要（SHA-256）"), max_length=64, unique=True)
    is_active = models.BooleanField(_("启用"), default=True)
    created = models.DateTimeField(_("签发时间"))
    expires = models.DateTimeField(_("失效时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("接口密钥")

    def __str__(self) -> str:
        return f"{self.name}（{self.prefix}…）"


class PhoneCode(models.Model):
    """A code sent to a telephone to prove who holds it (短信验证码).

    The six digits are derived from `salt` and the installation's key: they are stored nowhere.
    """

    phone = SealedCharField(_("手机"), max_length=20, findable=True)
    purpose = models.CharField(_("用途"), max_length=10, choices=CodeFor)
    salt = models.CharField(_("盐"), max_length=32)
    at = models.DateTimeField(_("发送"))
    tries = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    used_at = models.DateTimeField(_("使用"), null=True)

    holds = holdings.PHONE_CODE

    class Meta:
        verbose_name = verbose_name_plural = _("短信验证码")
        indexes = [models.Index(Blind("phone"), "at", name="phone_code_phone_blind")]
        constraints = [one_of("purpose", CodeFor, "phone_code_purpose")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M}"


class Representation(models.Model):
    """Somebody may see, or act for, somebody else or a body (代办). Ended, never deleted.

    Represented is whoever proved a telephone (`account`), or a party whose papers a clerk saw
    (`party`). It holds from `since` until before `until`.
    """

    representative = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("代办人"), related_name="represents"
    )
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        verbose_name=_("被代办人"),
        related_name="represented_by",
        null=True,
    )
    party = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("被代办方"), related_name="represented_by", null=True
    )
    relation = models.CharField(_("关系"), max_length=10, choices=Relation)
    scope = models.CharField(_("范围"), max_length=4, choices=Scope)
    proof = models.CharField(_("依据"), max_length=8, choices=Proof)
    papers = models.CharField(_("核对的证件"), max_length=200, blank=True)
    given_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("办理人"), related_name="+", db_index=False
    )
    since = models.DateTimeField(_("开始"))
    until = models.DateTimeField(_("截止"), null=True)
    ended_by = models.ForeignKey(
        Account,
        models.PROTECT,
        verbose_name=_("停止人"),
        related_name="+",
        null=True,
        db_index=False,
    )

    holds = holdings.REPRESENTATION

    class Meta:
        verbose_name = verbose_name_plural = _("代办关系")
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=True) ^ Q(party__isnull=True),
                name="representation_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(account=F("representative")), name="representation_of_another"
            ),
            one_of("relation", Relation, "representation_relation"),
            one_of("scope", Scope, "representation_scope"),
            one_of("proof", Proof, "representation_proof"),
        ]

    def __str__(self) -> str:
        return f"{self.representative_id} {self.relation}"

    @property
    def of_body(self) -> bool:
        return self.party is not None and self.party.kind != PartyKind.CITIZEN

    @property
    def represented(self) -> str:
        """The name of whoever is represented."""
        return str(self.account or self.party)


class RepresentationUse(models.Model):
    """What somebody did or looked at for another (代办记录): theirs to read."""

    representation = models.ForeignKey(Representation, models.PROTECT, related_name="uses")
    at = models.DateTimeField(_("时间"))
    deed = models.CharField(_("做了什么"), max_length=60)
    number = models.CharField(_("工单号"), max_length=16, blank=True)

    holds = holdings.REPRESENTATION_USE

    class Meta:
        verbose_name = verbose_name_plural = _("代办记录")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed}"

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from santai.capabilities.people import holdings
from santai.capabilities.people.enums import AccountKind, CodeFor
from santai.capabilities.people.models.constraints import ends_after_start, one_of
from santai.capabilities.people.models.parties import Party
from santai.capabilities.places.models import Organisation, RegionCode, twelve_digits
from santai.capabilities.sealing.fields import Blind, SealedCharField


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
    # Of a citizen who signs in by telephone: number and name together, for telephones are shared
    # and pass on to others. It proves the telephone and nothing else.
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

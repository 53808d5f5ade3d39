from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from santai.capabilities.identity.enums import Crowd
from santai.capabilities.people.models import Account
from santai.capabilities.sealing.holdings import DUTY, Holds, Kept


class SignIn(models.Model):
    """Somebody is signed in on some device (登录). Deleted when it is over: the sessions go with it."""

    account = models.ForeignKey(
        Account, models.CASCADE, verbose_name=_("账号"), related_name="sign_ins"
    )
    staff = models.BooleanField(_("工作人员"))
    started = models.DateTimeField(_("登录时间"))
    seen = models.DateTimeField(_("最近使用"))
    idle = models.DurationField(_("闲置时限"))
    ends = models.DateTimeField(_("最迟退出"))
    address = models.CharField(_("网络地址"), max_length=45, blank=True)
    device = models.CharField(_("设备"), max_length=60, blank=True)
    second = models.BooleanField(_("核对了第二步"), default=False)

    holds = Holds(
        what=gettext_noop("在哪台设备、从哪个网络地址登录"),
        why=gettext_noop("让您看出别人登录了您的账号"),
        ground=DUTY,
        kept=Kept.SESSION,
        fields=("account", "address", "device"),
    )

    class Meta:
        verbose_name = verbose_name_plural = _("登录")

    def __str__(self) -> str:
        return f"{self.account_id} {self.started:%Y-%m-%d %H:%M}"

    def lasts(self, at: datetime) -> bool:
        """Exact to the moment: at the limit it is over."""
        return at < self.ends and at - self.seen < self.idle


class Session(AbstractBaseSession):
    """What the server remembers of a browser. `session_key` is a digest of what the browser holds: who
    reads this table can be nobody with it.

    Without a constraint in the database: a sign-in that is ended while its browser gets a new key must
    leave a session that opens nothing, not an error.
    """

    sign_in = models.ForeignKey(
        SignIn, models.CASCADE, related_name="sessions", null=True, db_constraint=False
    )

    class Meta:
        verbose_name = verbose_name_plural = _("会话")


class Device(models.Model):
    """A device on which a citizen signed in before: signing in there is no news to them."""

    account = models.ForeignKey(
        Account, models.CASCADE, verbose_name=_("账号"), related_name="devices"
    )
    digest = models.CharField(_("设备标识摘要"), max_length=64)
    first = models.DateTimeField(_("首次登录"))

    class Meta:
        verbose_name = verbose_name_plural = _("登录过的设备")
        constraints = (
            models.UniqueConstraint(fields=["account", "digest"], name="device_of_account"),
        )


class Credential(models.Model):
    """What is known of an account's password besides its hash, and its second step (TOTP, RFC 6238)."""

    account = models.OneToOneField(
        Account, models.CASCADE, verbose_name=_("账号"), related_name="credential"
    )
    own_password = models.BooleanField(_("密码由本人设定"), default=False)
    secret = models.BinaryField(_("第二步密钥（加密）"), default=b"")
    confirmed = models.DateTimeField(_("启用第二步"), null=True)
    last_step = models.BigIntegerField(_("用过的时间步"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("鉴别信息")


class Passkey(models.Model):
    """A key in somebody's device that signs for this site alone (通行密钥, WebAuthn). Nothing here is secret."""

    account = models.ForeignKey(
        Account, models.CASCADE, verbose_name=_("账号"), related_name="passkeys"
    )
    name = models.CharField(_("叫什么"), max_length=40)
    host = models.CharField(_("网站"), max_length=253)
    credential = models.BinaryField(_("标识"), unique=True)
    public = models.BinaryField(_("公钥"))
    counter = models.BigIntegerField(
        _("用过的次数"), default=0
    )  # 0 for ever: the device does not count
    answered = models.CharField(_("最近答过的"), max_length=64, blank=True)  # digest of a challenge
    made = models.DateTimeField(_("添加"))
    used = models.DateTimeField(_("最近使用"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("通行密钥")


class UsedPassword(models.Model):
    """A password somebody had before; not to be taken again."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="used_passwords")
    hash = models.CharField(_("密码摘要"), max_length=128)
    at = models.DateTimeField(_("更换时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("用过的密码")


class RecoveryCode(models.Model):
    """Opens the second step once, for who lost the device. Only a digest is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(_("摘要"), max_length=64)
    used_at = models.DateTimeField(_("使用"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("备用码")
        constraints = (
            models.UniqueConstraint(fields=["account", "digest"], name="recovery_code_of_account"),
        )


class Sifting(models.Model):
    """A request that came with many like it (甄别): staff look at it before it joins their queue (abuse case 21).

    The order is named by its key: orders stand above.
    """

    order = models.BigIntegerField(_("工单"), unique=True)
    why = models.CharField(_("从同一处来的太多"), max_length=20, choices=Crowd)
    source = models.CharField(_("来处摘要"), max_length=64)
    at = models.DateTimeField(_("收到"))
    done_at = models.DateTimeField(_("看过"), null=True)
    done_by = models.BigIntegerField(_("谁看的"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("待甄别")
        indexes = (
            models.Index(fields=["order"], name="sifting_open", condition=models.Q(done_at=None)),
            models.Index(fields=["source"], name="sifting_alike", condition=models.Q(done_at=None)),
        )


class Spending(models.Model):
    """One use of a budget (限次). What it was spent on is kept as a digest only."""

    digest = models.CharField(_("摘要"), max_length=64)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("限次记录")
        indexes = (models.Index(fields=["digest", "at"], name="spending_digest"),)

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Disposition(TextChoices):
    """How a call ended. Only a complete one becomes an order; the others are counted all the same."""

    COMPLETE = "complete", _("说完了")
    DROPPED = "dropped", _("中途断线")
    SILENT = "silent", _("无人说话")
    ABUSIVE = "abusive", _("骚扰辱骂")
    WRONG = "wrong", _("打错了")
    MISSED = (
        "missed",
        _("没接到"),
    )  # nobody answered: said by the telephone system, never by an agent


class SeatState(TextChoices):
    """What an agent is doing, as the hotline counts it."""

    READY = "ready", _("空闲")
    TALKING = "talking", _("通话")
    WRAP_UP = "wrap_up", _("整理")
    BREAK = "break", _("小休")
    OFFLINE = "offline", _("离线")


class Cause(TextChoices):
    """Who moved an agent from one state to another."""

    AGENT = "agent", _("自己")
    TELEPHONE = "telephone", _("电话")
    DONE = "done", _("登记完")  # the last open call of the agent was written down


class Happening(TextChoices):
    """What a telephone system says of a call."""

    RINGING = "ringing", _("振铃")
    ANSWERED = "answered", _("接听")
    ENDED = "ended", _("挂断")
    TRANSFERRED = "transferred", _("转接")

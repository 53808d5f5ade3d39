from django.db.models import TextChoices


class Disposition(TextChoices):
    """How a call ended. Only a complete one becomes an order; the others are counted all the same."""

    COMPLETE = "complete", "说完了"
    DROPPED = "dropped", "中途断线"
    SILENT = "silent", "无人说话"
    ABUSIVE = "abusive", "骚扰辱骂"
    WRONG = "wrong", "打错了"
    MISSED = "missed", "没接到"  # nobody answered: said by the telephone system, never by an agent


class SeatState(TextChoices):
    """What an agent is doing, as the hotline counts it."""

    READY = "ready", "空闲"
    TALKING = "talking", "通话"
    WRAP_UP = "wrap_up", "整理"
    BREAK = "break", "小休"
    OFFLINE = "offline", "离线"


class Cause(TextChoices):
    """Who moved an agent from one state to another."""

    AGENT = "agent", "自己"
    TELEPHONE = "telephone", "电话"
    DONE = "done", "登记完"  # the last open call of the agent was written down


class Happening(TextChoices):
    """What a telephone system says of a call."""

    RINGING = "ringing", "振铃"
    ANSWERED = "answered", "接听"
    ENDED = "ended", "挂断"
    TRANSFERRED = "transferred", "转接"

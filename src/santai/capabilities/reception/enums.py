from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TicketState(TextChoices):
    WAITING = "waiting", _("等候")
    CALLED = "called", _("已叫号")
    ABSENT = "absent", _("过号")
    DONE = "done", _("已接待")


class Priority(TextChoices):
    """Who is called before others (GRP-04). What the visitor says is enough; nobody asks for papers."""

    ELDER = "elder", _("老年人")
    DISABLED = "disabled", _("残疾人")
    PREGNANT = "pregnant", _("孕妇")
    SOLDIER = "soldier", _("军人")


class Shift(TextChoices):
    MORNING = "morning", _("上午")
    AFTERNOON = "afternoon", _("下午")

from __future__ import annotations

from django.db.models import TextChoices


class TicketState(TextChoices):
    WAITING = "waiting", "等候"
    CALLED = "called", "已叫号"
    ABSENT = "absent", "过号"
    DONE = "done", "已接待"


class Priority(TextChoices):
    """Who is called before others (GRP-04). What the visitor says is enough; nobody asks for papers."""

    ELDER = "elder", "老年人"
    DISABLED = "disabled", "残疾人"
    PREGNANT = "pregnant", "孕妇"
    SOLDIER = "soldier", "军人"


class Shift(TextChoices):
    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"

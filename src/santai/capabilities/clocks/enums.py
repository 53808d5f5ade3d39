from django.db.models import TextChoices


class ClockState(TextChoices):
    RUNNING = "running", "计时中"
    PAUSED = "paused", "暂停"
    MET = "met", "已完成"
    VOID = "void", "已终止"

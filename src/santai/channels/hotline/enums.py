from django.db.models import TextChoices


class Disposition(TextChoices):
    """How a call ended. Only a complete one becomes an order; the others are counted all the same."""

    COMPLETE = "complete", "说完了"
    DROPPED = "dropped", "中途断线"
    SILENT = "silent", "无人说话"
    ABUSIVE = "abusive", "骚扰辱骂"
    WRONG = "wrong", "打错了"

from __future__ import annotations

from datetime import timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Use(TextChoices):
    """What of somebody is used because they agree to it, and no longer than they do (个人信息保护法 15)."""

    TEXTS = "texts", _("短信通知进度")
    CALLS = "calls", _("办完以后打电话回访")


WITHOUT = {  # what follows when it is taken back, said beforehand
    Use.TEXTS: _("不再给您发进度短信，请登录或者用查询码看进度。登录验证码照常发。"),
    Use.CALLS: _("办完以后不再打电话问您满不满意。您仍然可以自己评价、投诉。"),
}


class Outcome(TextChoices):
    """What became of a wish to have a matter deleted."""

    ERASED = "erased", _("已删除")
    RESTRICTED = "restricted", _("依法要保存，已限制处理")
    TAKEN_BACK = "taken-back", _("已撤回")


# Time to think again: what is deleted is gone. Until then it is restricted already, and within a day all is done.
TIME_TO_THINK = timedelta(hours=12)

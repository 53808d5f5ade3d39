from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a standard answer or a typical case stands; what has expired is still approved, and not shown."""

    DRAFT = "draft", _("草稿")
    IN_REVIEW = "in-review", _("等待审定")
    APPROVED = "approved", _("已审定")
    ENDED = "ended", _("已停用")


class Why(models.TextChoices):
    """Why an approved text has to be looked at again."""

    CHANGED = "changed", _("引用的条文已修改")
    REPEALED = "repealed", _("引用的法律已废止")
    MISSING = "missing", _("引用的条文找不到了")


WARNED = timedelta(days=30)  # before an answer expires it stands in the box of its owner
LONGEST = 4000  # characters of an answer
LEAST_ORDERS = 5  # different orders behind a gap; fewer could point to somebody
ANSWER, CASE = "answers", "cases"


class Standing(models.TextChoices):
    """How a version of a law stands on a day."""

    IN_FORCE = "in-force", _("现行有效")
    CHANGED = "changed", _("已被修改")
    REPEALED = "repealed", _("已废止")
    COMING = "coming", _("尚未生效")
    UNKNOWN = "unknown", _("施行日期不明")


class PartKind(models.TextChoices):
    """What a law says outside its articles."""

    PREAMBLE = "preamble", _("序言")
    ANNEX = "annex", _("附件")


class Touched(models.TextChoices):
    """What cites an article."""

    SERVICE = "service", _("事项")
    ANSWER = "answer", _("标准答案")
    CASE = "case", _("典型案例")


class Change(models.TextChoices):
    """What a new version did to an article."""

    ADDED = "added", _("新增")
    CHANGED = "changed", _("有修改")
    REMOVED = "removed", _("删去")
    RENUMBERED = "renumbered", _("改了条号")
    REPEALED = "repealed", _("全部废止")

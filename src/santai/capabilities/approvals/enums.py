from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What takes two. Each is an object of the permission table, which says who asks and who approves."""

    BIG_EXPORT = "big-export", _("导出一百行以上")
    BULK_REVEAL = "bulk-reveal", _("成批看完整信息")
    TRAIL_EXPORT = "trail-export", _("导出审计记录")
    LEDGER_KEY = "ledger-key", _("动用账本密钥")
    SEALING_KEY = "sealing-key", _("更换加密密钥")
    STANDARD_ANSWER = "standard-answer", _("审定标准答案")
    TYPICAL_CASE = "typical-case", _("审定典型案例")


KEYS = (Kind.LEDGER_KEY, Kind.SEALING_KEY)  # asked on a page of their own, done at the command line
# Read and decided where they lie, and done with the decision itself: nobody approves a text by its title.
TEXTS = (Kind.STANDARD_ANSWER, Kind.TYPICAL_CASE)
WAITS = timedelta(days=7)  # for a second person; then it is asked anew
GOOD_FOR = timedelta(hours=24)  # an approval, for one use
OPEN_FOR = timedelta(hours=1)  # … of what is looked at, from then on

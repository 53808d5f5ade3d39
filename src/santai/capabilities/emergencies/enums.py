from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    FIT = "fit", _("正当")
    UNFIT = "unfit", _("不正当，移送处理")


OPEN_FOR = timedelta(minutes=30)
A_DAY = 5  # times one account may do it; whoever needs more has a colleague with the right

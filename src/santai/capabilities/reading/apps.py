from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReadingConfig(AppConfig):
    name = "santai.capabilities.reading"
    verbose_name = _("查阅记录")

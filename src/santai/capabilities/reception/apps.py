from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceptionConfig(AppConfig):
    name = "santai.capabilities.reception"
    verbose_name = _("大厅接待")

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "santai.capabilities.approvals"
    verbose_name = _("双人复核")

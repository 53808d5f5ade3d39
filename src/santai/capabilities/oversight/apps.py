from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OversightConfig(AppConfig):
    name = "santai.capabilities.oversight"
    verbose_name = _("统计监督")

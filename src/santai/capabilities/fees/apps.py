from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeesConfig(AppConfig):
    name = "santai.capabilities.fees"
    verbose_name = _("收费和对账")

    def ready(self) -> None:
        from santai.capabilities.fees import actions  # noqa: F401  registers its effects

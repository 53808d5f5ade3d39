from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssignmentConfig(AppConfig):
    name = "santai.capabilities.assignment"
    verbose_name = _("指派")

    def ready(self) -> None:
        from santai.capabilities.assignment import actions  # noqa: F401  registers its effect

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrailConfig(AppConfig):
    name = "santai.capabilities.trail"
    verbose_name = _("安全审计")

    def ready(self) -> None:
        from santai.capabilities.trail.actions import listen

        listen()

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HotlineConfig(AppConfig):
    name = "santai.channels.hotline"
    verbose_name = _("热线")

    def ready(self) -> None:
        from santai.channels.hotline import keeping  # noqa: F401  registers what goes when

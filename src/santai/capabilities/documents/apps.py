from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "santai.capabilities.documents"
    verbose_name = _("文书")

    def ready(self) -> None:
        checks.register(font_is_installed)


def font_is_installed(**kwargs: Any) -> list[checks.CheckMessage]:
    """Said when the system is checked, not when the first decision is due."""
    from santai.capabilities.documents.actions.typesetting import FontMissing, font

    try:
        font()
    except FontMissing as missing:
        return [checks.Warning(missing.message, id="documents.W001")]
    return []

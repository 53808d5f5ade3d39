from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SealingConfig(AppConfig):
    name = "santai.capabilities.sealing"
    verbose_name = _("加密保存")

    def ready(self) -> None:
        post_migrate.connect(_make_keys, sender=self)


def _make_keys(using: str, **kwargs: Any) -> None:
    """A purpose that came with a new version has its key before anybody seals for it."""
    from django.db import connections, transaction

    from santai.capabilities.sealing import keys, models

    if models.DataKey._meta.db_table not in connections[using].introspection.table_names():
        return  # going back to before there were keys
    with transaction.atomic(using=using):
        keys.make_missing()

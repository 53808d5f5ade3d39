"""Pieces of photographs that wait for their entry lie sealed, as the photographs do once it has come."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

from santai.capabilities.sealing.keys import FILES


def seal(apps: Any, schema_editor: Any) -> None:
    _change(apps, lambda part: FILES.packed(part.content, part.sha256))


def unseal(apps: Any, schema_editor: Any) -> None:
    _change(apps, lambda part: FILES.unpacked(part.content))


def _change(apps: Any, change: Callable[[Any], bytes]) -> None:
    for part in apps.get_model('village', 'Part').objects.iterator(chunk_size=100):
        part.content = change(part)
        part.save(update_fields=['content'])


class Migration(migrations.Migration):
    """O4: beside the release before nothing is lost: a piece that it wrote plain is read here as it is; one that it
    cannot read is asked for again, for the photograph does not have the hash that is its name."""

    dependencies = [
        ('sealing', '0001_keys'),
        ('village', '0001_entries_and_parts'),
    ]

    operations = [migrations.RunPython(seal, unseal)]

"""Telephones and what is written to or told by people lie sealed, rows that are there too."""

from typing import Any

import santai.capabilities.sealing.fields
from django.conf import settings
from django.db import migrations, models

SEALED = [("hotline", "Call", "phone")]


def seal(apps: Any, schema_editor: Any) -> None:
    from santai.capabilities.sealing.actions import seal_column

    for app, model, column in SEALED:
        seal_column(apps.get_model(app, model), column)


def unseal(apps: Any, schema_editor: Any) -> None:
    from santai.capabilities.sealing.actions import open_column

    for app, model, column in SEALED:
        open_column(apps.get_model(app, model), column)


class Migration(migrations.Migration):
    """O4: not beside the release before, which would write openly what is to lie sealed and cannot read what does:
    Santai is stopped for it, before the first version that anybody runs."""

    dependencies = [
        ('sealing', '0001_keys'),
        ('hotline', '0004_call_backs_are_overseen'),
        ('orders', '0008_sealed_told'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='call',
            name='call_phone_at',
        ),
        migrations.AlterField(
            model_name='call',
            name='phone',
            field=santai.capabilities.sealing.fields.SealedCharField(blank=True, findable=True, max_length=20, purpose='calls', verbose_name='来电号码'),
        ),
        migrations.RunPython(seal, unseal),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(santai.capabilities.sealing.fields.Blind('phone'), models.F('at'), condition=models.Q(('phone', ''), _negated=True), name='call_phone_blind'),
        ),
    ]

"""Telephones and what is written to or told by people lie sealed, rows that are there too."""

from typing import Any

import santai.capabilities.sealing.fields
from django.db import migrations, models

SEALED = [("notices", "ShortMessage", "phone"), ("notices", "ShortMessage", "text")]


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
        ('notices', '0004_resending'),
        ('orders', '0008_sealed_told'),
        ('people', '0005_sealed_particulars'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='shortmessage',
            name='sms_once',
        ),
        migrations.RemoveConstraint(
            model_name='shortmessage',
            name='sms_once_of_a_subject',
        ),
        migrations.AlterField(
            model_name='shortmessage',
            name='phone',
            field=santai.capabilities.sealing.fields.SealedCharField(findable=True, max_length=20, purpose='messages', verbose_name='手机'),
        ),
        migrations.AlterField(
            model_name='shortmessage',
            name='text',
            field=santai.capabilities.sealing.fields.SealedCharField(max_length=500, purpose='messages', verbose_name='内容'),
        ),
        migrations.RunPython(seal, unseal),
        migrations.AddConstraint(
            model_name='shortmessage',
            constraint=models.UniqueConstraint(models.F('order'), models.F('seq'), santai.capabilities.sealing.fields.Blind('phone'), name='sms_once_blind'),
        ),
        migrations.AddConstraint(
            model_name='shortmessage',
            constraint=models.UniqueConstraint(models.F('subject'), models.F('seq'), santai.capabilities.sealing.fields.Blind('phone'), condition=models.Q(('order', None)), name='sms_once_of_a_subject_blind'),
        ),
    ]

"""Telephones and what is written to or told by people lie sealed, rows that are there too."""

from typing import Any

import santai.capabilities.sealing.fields
from django.conf import settings
from django.db import migrations, models

SEALED = [
    ("meetings", "Booking", "name"),
    ("meetings", "Booking", "phone"),
    ("meetings", "Booking", "note"),
]


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
        ('meetings', '0002_texts_by_telephone'),
        ('orders', '0008_sealed_told'),
        ('reception', '0003_agreed_times'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='booking',
            name='booking_phone',
        ),
        migrations.RemoveIndex(
            model_name='booking',
            name='booking_texts',
        ),
        migrations.AlterField(
            model_name='booking',
            name='name',
            field=santai.capabilities.sealing.fields.SealedCharField(max_length=100, purpose='meetings', verbose_name='姓名'),
        ),
        migrations.AlterField(
            model_name='booking',
            name='note',
            field=santai.capabilities.sealing.fields.SealedCharField(blank=True, max_length=200, purpose='meetings', verbose_name='想说的事'),
        ),
        migrations.AlterField(
            model_name='booking',
            name='phone',
            field=santai.capabilities.sealing.fields.SealedCharField(blank=True, findable=True, max_length=20, purpose='meetings', verbose_name='电话'),
        ),
        migrations.RunPython(seal, unseal),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(santai.capabilities.sealing.fields.Blind('phone'), models.F('starts_at'), condition=models.Q(('state', 'booked')), name='booking_phone_blind'),
        ),
        migrations.AddIndex(
            model_name='booking',
            index=models.Index(santai.capabilities.sealing.fields.Blind('phone'), models.F('changed_at'), name='booking_texts_blind'),
        ),
    ]

"""What is on record of people lies sealed: columns become text, and every row is sealed in the same transaction."""

from typing import Any

import santai.capabilities.sealing.fields
from django.db import migrations, models

SEALED = [("orders", "OrderParty", "told")]


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
        ('orders', '0007_leaves_of_earlier_events'),
        ('people', '0005_sealed_particulars'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='orderparty',
            name='order_party_told_phone',
        ),
        migrations.AlterField(
            model_name='orderparty',
            name='told',
            field=santai.capabilities.sealing.fields.SealedJSONField(blind=('phone', 'name'), default=dict, purpose='people', row=('order_id', 'party_id'), verbose_name='办这件事时提供的信息'),
        ),
        migrations.RunPython(seal, unseal),
        migrations.AddIndex(
            model_name='orderparty',
            index=models.Index(santai.capabilities.sealing.fields.Blind('told'), name='order_party_told_blind'),
        ),
    ]

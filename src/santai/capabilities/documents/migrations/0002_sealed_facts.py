"""What documents were made of lies sealed, rows that are there too."""

from django.db import migrations

import santai.capabilities.sealing.fields
from santai.capabilities.sealing.actions import sealed_from_here


class Migration(migrations.Migration):
    """O4: not beside the release before, which would write openly what is to lie sealed and cannot read what does:
    Santai is stopped for it, before the first version that anybody runs."""

    dependencies = [
        ('sealing', '0001_keys'),
        ('documents', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='document',
            name='facts',
            field=santai.capabilities.sealing.fields.SealedJSONField(purpose='files', row=('sha256',), verbose_name='内容'),
        ),
        sealed_from_here('documents', ('Document', 'facts')),
    ]

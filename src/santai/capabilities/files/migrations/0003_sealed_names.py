"""Names of files lie sealed: people call a scan by a name and a number."""

from django.db import migrations

import santai.capabilities.sealing.fields
from santai.capabilities.sealing.actions import sealed_from_here


class Migration(migrations.Migration):
    """O4: not beside the release before, which would write openly what is to lie sealed and cannot read what does:
    Santai is stopped for it, before the first version that anybody runs."""

    dependencies = [
        ('sealing', '0001_keys'),
        ('files', '0002_by_day'),
    ]

    operations = [
        migrations.AlterField(
            model_name='storedfile',
            name='name',
            field=santai.capabilities.sealing.fields.SealedCharField(max_length=120, purpose='files', row=('subject', 'sha256'), verbose_name='文件名'),
        ),
        sealed_from_here('files', ('StoredFile', 'name')),
    ]

"""What somebody has begun to fill in lies sealed."""

from django.db import migrations

import santai.capabilities.sealing.fields
from santai.capabilities.sealing.actions import sealed_from_here


class Migration(migrations.Migration):
    """O4: not beside the release before, which would write openly what is to lie sealed and cannot read what does:
    Santai is stopped for it, before the first version that anybody runs."""

    dependencies = [
        ('sealing', '0001_keys'),
        ('portal', '0002_drafts_of_accounts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='draft',
            name='typed',
            field=santai.capabilities.sealing.fields.SealedJSONField(default=dict, purpose='orders', row=('digest',), verbose_name='已填内容'),
        ),
        sealed_from_here('portal', ('Draft', 'typed')),
    ]

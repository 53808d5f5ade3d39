from django.db import migrations, models

import santai.capabilities.trail.enums


class Migration(migrations.Migration):
    """O4: only the words of a choice change; the column stays as it is."""

    dependencies = [("trail", "0002_append_only")]
    operations = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=santai.capabilities.trail.enums.Kind.choices,
                max_length=16,
                verbose_name="类别",
            ),
        ),
    ]

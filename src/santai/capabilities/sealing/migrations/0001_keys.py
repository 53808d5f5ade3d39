"""The table of data keys, and the first key of each purpose: what later migrations seal needs them."""

from typing import Any

from django.db import migrations, models


def make_keys(apps: Any, schema_editor: Any) -> None:
    from santai.capabilities.sealing import keys

    keys.make_missing()


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DataKey",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="编号")),
                ("purpose", models.CharField(max_length=20, verbose_name="用途")),
                ("algorithm", models.CharField(max_length=20, verbose_name="算法")),
                ("wrapped", models.CharField(max_length=120, verbose_name="主密钥加封的密钥")),
                ("at", models.DateTimeField(verbose_name="启用")),
            ],
            options={"verbose_name": "数据密钥", "verbose_name_plural": "数据密钥"},
        ),
        migrations.RunPython(make_keys, migrations.RunPython.noop),
    ]

"""An index key that was changed is not looked up any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sealing", "0001_keys")]

    operations = [
        migrations.AddField("datakey", "retired", models.DateTimeField("停用", null=True)),
    ]

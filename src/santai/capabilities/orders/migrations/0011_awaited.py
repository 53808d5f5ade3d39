"""A matter may wait for one that came out of it; what is there already holds nothing up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("orders", "0010_restricted_and_erased"),)
    operations = (
        migrations.AddField(
            "order",
            "awaited",
            models.BooleanField("上级等它办结", default=False, db_default=False),
        ),
    )

"""Wishes come from the person's own page alone; the column stays until no process of the release before writes it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_wishes_and_consents")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RemoveField("wish", "counter")]
        )
    ]

"""A list of a day's hand-overs must not read every event there ever was: a small index of those alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reception", "0001_halls"),
        ("orders", "0002_events_are_append_only"),
    ]

    operations = [
        migrations.RunSQL(
            """
            CREATE INDEX reception_hand_overs ON orders_event (organisation_id, at)
            WHERE code = 'hand_over'
            """,
            "DROP INDEX reception_hand_overs",
        ),
    ]

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # leaves go on being written while the index is built
    dependencies = [("ledger", "0002_append_only")]
    operations = [
        # what a build that was broken off left behind
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS leaf_evidence", migrations.RunSQL.noop
        ),
        AddIndexConcurrently(
            model_name="leaf",
            index=models.Index(
                fields=["index"], name="leaf_evidence", condition=models.Q(kind="evidence")
            ),
        ),
    ]

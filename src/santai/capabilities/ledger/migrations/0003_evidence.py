from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_append_only")]
    operations = [
        migrations.AddIndex(
            model_name="leaf",
            index=models.Index(
                fields=["index"], name="leaf_evidence", condition=models.Q(kind="evidence")
            ),
        ),
    ]

"""The other side has an order of its own, and may agree to be served electronically."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """O4: the links an order may have stand in the code alone; the new column may be empty."""

    dependencies = [("orders", "0011_awaited")]

    operations = [
        migrations.AlterField(
            "order",
            "link",
            models.CharField(
                "关系",
                max_length=10,
                blank=True,
                choices=[
                    ("assist", "协办"),
                    ("referral", "转介"),
                    ("split", "拆分"),
                    ("remedy", "异议"),
                    ("complaint", "投诉"),
                    ("merged", "并入"),
                    ("summoned", "对方"),
                ],
            ),
        ),
        migrations.AddField(
            "orderparty", "electronic_at", models.DateTimeField("同意电子送达", null=True)
        ),
    ]

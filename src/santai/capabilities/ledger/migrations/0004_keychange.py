from django.db import migrations, models

REFUSE = """
CREATE TRIGGER ledger_keychange_no_change BEFORE UPDATE OR DELETE ON ledger_keychange
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_keychange_no_truncate BEFORE TRUNCATE ON ledger_keychange
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
"""
ALLOW = """
DROP TRIGGER IF EXISTS ledger_keychange_no_truncate ON ledger_keychange;
DROP TRIGGER ledger_keychange_no_change ON ledger_keychange;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_evidence")]
    operations = [
        migrations.CreateModel(
            name="KeyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("old", models.CharField(max_length=200, verbose_name="原公钥")),
                ("new", models.CharField(max_length=200, verbose_name="新公钥")),
                ("asked_by", models.CharField(max_length=80, verbose_name="提出人")),
                ("allowed_by", models.CharField(max_length=80, verbose_name="同意人")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
            ],
            options={
                "verbose_name": "换钥匙",
                "verbose_name_plural": "换钥匙",
                "ordering": ("-id",),
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]

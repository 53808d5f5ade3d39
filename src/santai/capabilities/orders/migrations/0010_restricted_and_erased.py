"""An order may be kept and not used any more, or hold nothing any more (个人信息保护法 47).

The database goes on refusing to change or remove an event, but for what was said in it and the applicant's name,
taken out in a transaction that says so. The hash stays, the ledger's leaf commits to it, and a later event says that
and when it was done: `santai check` and `santai ledger fsck` find any other use of this door."""

from django.db import migrations, models

ERASING = """
CREATE OR REPLACE FUNCTION orders_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was orders_event;
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('santai.newer_key', true) = 'on' THEN
        was := OLD;
        was.data := NEW.data;
        IF was IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    IF TG_OP = 'UPDATE' AND current_setting('santai.erasing', true) = 'on' THEN
        was := OLD;
        was.data := NEW.data;
        IF NEW.actor_name = '' THEN
            was.actor_name := '';
        END IF;
        IF was IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '留痕只能追加，不能修改或删除（orders_event）' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
NEWER_KEY_ONLY = """
CREATE OR REPLACE FUNCTION orders_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE was orders_event;
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('santai.newer_key', true) = 'on' THEN
        was := OLD;
        was.data := NEW.data;
        IF was IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '留痕只能追加，不能修改或删除（orders_event）' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0009_sealed_matters")]

    operations = [
        migrations.AddField(
            "order", "restricted_at", models.DateTimeField(null=True, verbose_name="限制处理")
        ),
        migrations.AddField(
            "order", "restricted_until", models.DateField(null=True, verbose_name="保存到")
        ),
        migrations.AddField(
            "order", "erased_by", models.PositiveIntegerField(null=True, verbose_name="删除的留痕")
        ),
        migrations.RunSQL(ERASING, NEWER_KEY_ONLY),
    ]

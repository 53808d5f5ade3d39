"""What people told of their matters lies sealed, and so does what was said in every event.

The database goes on refusing to change or remove an event, but for its `data` sealed under a newer key, in a
transaction that says so. What the data then says is judged by the hash, which covers what was said and not how
it lies there: `santai check` and `santai ledger fsck` find any other use of this door."""

from django.db import migrations, models

import santai.capabilities.sealing.fields
from santai.capabilities.sealing.actions import sealed_from_here

SEALED = [
    ("Order", "title"),
    ("Order", "answers"),
    ("Event", "data"),
    ("Visit", "comment"),
    ("Rating", "comment"),
]

NEWER_KEY = """
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
NEVER = """
CREATE OR REPLACE FUNCTION orders_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '留痕只能追加，不能修改或删除（orders_event）' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
# As `orders.access.quiet` asked until now.
LISTED = """
UPDATE orders_order SET listed = false
WHERE answers ? 'danger' AND answers -> 'danger' NOT IN ('[]'::jsonb, '""'::jsonb)
OR answers ->> 'matter' IN ('家庭暴力', '虐待遗弃')
"""


class Migration(migrations.Migration):
    """O4: not beside the release before, which would write openly what is to lie sealed and cannot read what does:
    Santai is stopped for it, before the first version that anybody runs."""

    dependencies = [
        ('sealing', '0001_keys'),
        ('orders', '0008_sealed_told'),
    ]

    operations = [
        migrations.RunSQL(NEWER_KEY, NEVER),
        migrations.AddField(
            model_name='order',
            name='listed',
            field=models.BooleanField(default=True, verbose_name='可以列出'),
        ),
        migrations.RunSQL(LISTED, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='order',
            name='title',
            field=santai.capabilities.sealing.fields.SealedCharField(max_length=120, purpose='orders', row=('number',), verbose_name='摘要'),
        ),
        migrations.AlterField(
            model_name='order',
            name='answers',
            field=santai.capabilities.sealing.fields.SealedJSONField(default=dict, purpose='orders', row=('number',), verbose_name='填报内容'),
        ),
        migrations.AlterField(
            model_name='event',
            name='data',
            field=santai.capabilities.sealing.fields.SealedJSONField(default=dict, purpose='orders', row=('order_id', 'seq'), verbose_name='内容'),
        ),
        migrations.AlterField(
            model_name='visit',
            name='comment',
            field=santai.capabilities.sealing.fields.SealedTextField(blank=True, purpose='orders', verbose_name='群众反映'),
        ),
        migrations.AlterField(
            model_name='rating',
            name='comment',
            field=santai.capabilities.sealing.fields.SealedTextField(blank=True, purpose='orders', verbose_name='意见'),
        ),
        sealed_from_here('orders', *SEALED),
    ]

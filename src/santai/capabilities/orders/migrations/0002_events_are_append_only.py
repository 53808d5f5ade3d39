"""The database itself refuses to change or remove an event (等保 安全审计; ASVS 16.4.2)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION orders_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '留痕只能追加，不能修改或删除（orders_event）' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER orders_event_no_change BEFORE UPDATE OR DELETE ON orders_event
    FOR EACH ROW EXECUTE FUNCTION orders_event_is_append_only();
CREATE TRIGGER orders_event_no_truncate BEFORE TRUNCATE ON orders_event
    FOR EACH STATEMENT EXECUTE FUNCTION orders_event_is_append_only();
"""
ALLOW = """
DROP TRIGGER orders_event_no_truncate ON orders_event;
DROP TRIGGER orders_event_no_change ON orders_event;
DROP FUNCTION orders_event_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

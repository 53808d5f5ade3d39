"""Nobody changes or removes a line of the trail, whoever writes (等保 8.1.4.3 审计记录不被修改、删除)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '审计记录只能追加，不能修改或删除' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER trail_entry_no_change BEFORE UPDATE OR DELETE ON trail_entry
    FOR EACH ROW EXECUTE FUNCTION trail_is_append_only();
CREATE TRIGGER trail_entry_no_truncate BEFORE TRUNCATE ON trail_entry
    FOR EACH STATEMENT EXECUTE FUNCTION trail_is_append_only();
"""
ALLOW = """
DROP TRIGGER IF EXISTS trail_entry_no_truncate ON trail_entry;
DROP TRIGGER trail_entry_no_change ON trail_entry;
DROP FUNCTION trail_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

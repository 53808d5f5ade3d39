"""The database itself refuses to change a reading, and to remove one of the last three years (PIPL 56).

Older rows may be removed by the retention job; an auditor's record is not for ever either.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION reading_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < now() - interval '3 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '查阅记录只能追加，三年内不能修改或删除（reading_reading）'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER reading_no_change BEFORE UPDATE OR DELETE ON reading_reading
    FOR EACH ROW EXECUTE FUNCTION reading_is_append_only();
CREATE TRIGGER reading_no_truncate BEFORE TRUNCATE ON reading_reading
    FOR EACH STATEMENT EXECUTE FUNCTION reading_is_append_only();
"""
ALLOW = """
DROP TRIGGER reading_no_truncate ON reading_reading;
DROP TRIGGER reading_no_change ON reading_reading;
DROP FUNCTION reading_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("reading", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

"""An emergency reading stays as it was written; it is judged once, and nothing is removed (等保 8.1.4.3)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION emergencies_judged_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '紧急查阅的记录不能修改或删除' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER emergencies_opening_as_written BEFORE UPDATE ON emergencies_opening FOR EACH ROW
    WHEN (OLD.verdict <> '' OR
        (NEW.id, NEW.order_id, NEW.account_id, NEW.organisation, NEW.region, NEW.reason, NEW.at, NEW.until)
        IS DISTINCT FROM
        (OLD.id, OLD.order_id, OLD.account_id, OLD.organisation, OLD.region, OLD.reason, OLD.at, OLD.until))
    EXECUTE FUNCTION emergencies_judged_once();
CREATE TRIGGER emergencies_opening_no_delete BEFORE DELETE ON emergencies_opening
    FOR EACH ROW EXECUTE FUNCTION emergencies_judged_once();
"""
ALLOW = """
DROP TRIGGER emergencies_opening_no_delete ON emergencies_opening;
DROP TRIGGER emergencies_opening_as_written ON emergencies_opening;
DROP FUNCTION emergencies_judged_once();
"""


class Migration(migrations.Migration):
    dependencies = [("emergencies", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

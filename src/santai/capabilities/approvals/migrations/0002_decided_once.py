"""What was asked is never changed, decided once and used once; nothing is removed (ASVS 2.3.5)."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION approvals_decided_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '双人复核的记录不能修改或删除' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER approvals_approval_as_asked BEFORE UPDATE ON approvals_approval FOR EACH ROW
    WHEN ((NEW.id, NEW.kind, NEW.subject, NEW.title, NEW.reason, NEW.rows, NEW.region, NEW.asked_by_id, NEW.asked_at)
        IS DISTINCT FROM
        (OLD.id, OLD.kind, OLD.subject, OLD.title, OLD.reason, OLD.rows, OLD.region, OLD.asked_by_id, OLD.asked_at)
        OR (OLD.approved IS NOT NULL
            AND (NEW.approved, NEW.decided_by_id, NEW.decided_at, NEW.opinion, NEW.until)
            IS DISTINCT FROM (OLD.approved, OLD.decided_by_id, OLD.decided_at, OLD.opinion, OLD.until))
        OR OLD.used_at IS NOT NULL)
    EXECUTE FUNCTION approvals_decided_once();
CREATE TRIGGER approvals_approval_no_delete BEFORE DELETE ON approvals_approval
    FOR EACH ROW EXECUTE FUNCTION approvals_decided_once();
"""
ALLOW = """
DROP TRIGGER approvals_approval_no_delete ON approvals_approval;
DROP TRIGGER approvals_approval_as_asked ON approvals_approval;
DROP FUNCTION approvals_decided_once();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

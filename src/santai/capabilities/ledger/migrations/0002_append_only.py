"""The database itself refuses to change or remove what the ledger holds (等保 安全审计; ASVS 16.4.2).

A leaf gets its index once, and nothing else about it ever changes. Checkpoints and the signatures of witnesses
are only added.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '账本只能追加，不能修改或删除（%）', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_leaf_no_change BEFORE UPDATE ON ledger_leaf FOR EACH ROW
    WHEN (OLD."index" IS NOT NULL OR NEW."index" IS NULL
        OR (NEW.id, NEW.kind, NEW.owner, NEW.seq, NEW.salt, NEW.entry)
        IS DISTINCT FROM (OLD.id, OLD.kind, OLD.owner, OLD.seq, OLD.salt, OLD.entry))
    EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_leaf_no_delete BEFORE DELETE ON ledger_leaf
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_leaf_no_truncate BEFORE TRUNCATE ON ledger_leaf
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_checkpoint_no_change BEFORE UPDATE OR DELETE ON ledger_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_checkpoint_no_truncate BEFORE TRUNCATE ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_cosignature_no_change BEFORE UPDATE OR DELETE ON ledger_cosignature
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_cosignature_no_truncate BEFORE TRUNCATE ON ledger_cosignature
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
"""
ALLOW = """
DROP TRIGGER IF EXISTS ledger_cosignature_no_truncate ON ledger_cosignature;
DROP TRIGGER ledger_cosignature_no_change ON ledger_cosignature;
DROP TRIGGER IF EXISTS ledger_checkpoint_no_truncate ON ledger_checkpoint;
DROP TRIGGER ledger_checkpoint_no_change ON ledger_checkpoint;
DROP TRIGGER IF EXISTS ledger_leaf_no_truncate ON ledger_leaf;
DROP TRIGGER ledger_leaf_no_delete ON ledger_leaf;
DROP TRIGGER ledger_leaf_no_change ON ledger_leaf;
DROP FUNCTION ledger_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]

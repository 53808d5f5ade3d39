"""No account is two of the three administrators, or one of them and anything else, on the same day.

Whatever writes a post: an exclusion constraint would need an extension that the packaged server does not carry.
The row of the account is locked first, so that two posts given at once are judged one after the other.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION people_post_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE administrators CONSTANT text[] := ARRAY['system-admin', 'security-admin', 'audit-admin'];
BEGIN
    PERFORM 1 FROM people_account WHERE id = NEW.account_id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT FROM people_post AS other
        WHERE other.account_id = NEW.account_id AND other.id <> NEW.id AND other.role <> NEW.role
            AND (NEW.role = ANY(administrators) OR other.role = ANY(administrators))
            AND daterange(other.starts, other.ends) && daterange(NEW.starts, NEW.ends)
    ) THEN
        RAISE EXCEPTION 'account % cannot be % beside its other posts', NEW.account_id, NEW.role
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'people_post_apart';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER people_post_apart BEFORE INSERT OR UPDATE ON people_post
    FOR EACH ROW EXECUTE FUNCTION people_post_apart();
"""
ALLOW = "DROP TRIGGER people_post_apart ON people_post; DROP FUNCTION people_post_apart();"


class Migration(migrations.Migration):
    dependencies = [("people", "0003_citizens_and_whom_they_stand_for")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]

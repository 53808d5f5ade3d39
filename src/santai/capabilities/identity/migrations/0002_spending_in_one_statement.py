"""Using a budget is one statement: the doors of citizens ask at every form that is sent.

Each statement of a function written in PL/pgSQL sees what was committed before it began (READ COMMITTED), so what is
counted after the lock is all there is. `lazily`: as a transaction of its own it need not wait for the disk; what a
power cut takes is a few seconds of somebody's tries.
"""

from django.db import migrations

SPEND = """
CREATE OR REPLACE FUNCTION identity_spend(
    whose text, now timestamptz, lengths interval[], mosts integer[], lazily boolean
) RETURNS interval LANGUAGE plpgsql AS $$
DECLARE
    wait interval;
BEGIN
    IF lazily THEN
        PERFORM set_config('synchronous_commit', 'off', true);
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('budget:' || whose, 0));
    SELECT max(spent.at + one.length - now) INTO wait
    FROM unnest(lengths, mosts) AS one(length, most)
    CROSS JOIN LATERAL (
        SELECT at FROM identity_spending
        WHERE digest = whose AND at > now - one.length
        ORDER BY at DESC OFFSET one.most - 1 LIMIT 1
    ) AS spent;
    IF wait > interval '0' THEN
        RETURN wait;
    END IF;
    INSERT INTO identity_spending (digest, at) VALUES (whose, now);
    RETURN NULL;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = (("identity", "0001_identity"),)
    operations = (
        migrations.RunSQL(
            SPEND,
            "DROP FUNCTION IF EXISTS identity_spend(text, timestamptz, interval[], integer[], boolean)",
        ),
    )

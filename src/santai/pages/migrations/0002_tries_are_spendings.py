"""Tries to sign in are counted with all other budgets (identity); nothing here reads or writes this table any more.

In two releases: the one that still runs beside this one counts in the table, so it stays, for the next release to drop.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel("LoginAttempt")],
        ),
    ]

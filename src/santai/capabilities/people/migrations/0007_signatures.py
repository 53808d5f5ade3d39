"""A code by text message may be for signing a document."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """O4: the choices of the purpose stand in the code alone; the constraint lets pass what the old code writes."""

    dependencies = [
        ('people', '0006_restricted_and_declined'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='phonecode',
            name='phone_code_purpose',
        ),
        migrations.AlterField(
            model_name='phonecode',
            name='purpose',
            field=models.CharField(choices=[('sign-in', '登录'), ('consent', '同意代办'), ('sign', '签署文书')], max_length=10, verbose_name='用途'),
        ),
        AddConstraintNotValid(
            model_name='phonecode',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['sign-in', 'consent', 'sign'])), name='phone_code_purpose'),
        ),
        ValidateConstraint(model_name='phonecode', name='phone_code_purpose'),
    ]

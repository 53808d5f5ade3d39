"""Two people look at a large payment; a wrong account to pay to is put right."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):
    """O4: the choices of the state stand in the code alone; both constraints let pass what the old code writes."""

    dependencies = [
        ('fees', '0001_bills'),
        ('orders', '0012_sides'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='bill',
            name='seen_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='payee',
            name='dropped_at',
            field=models.DateTimeField(null=True, verbose_name='不用的时间'),
        ),
        migrations.AddField(
            model_name='payee',
            name='dropped_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='payee',
            name='why',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='为什么改'),
        ),
        migrations.AlterField(
            model_name='bill',
            name='state',
            field=models.CharField(choices=[('nothing', '不用缴费'), ('due', '待缴费'), ('claimed', '凭证待核对'), ('seen', '到账待复核'), ('paid', '已缴清'), ('waived', '已免缴'), ('refunded', '已全部退还'), ('void', '已作废')], max_length=10, verbose_name='状态'),
        ),
        AddConstraintNotValid(
            model_name='bill',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seen_by', None), models.Q(('state', 'seen'), _negated=True)), models.Q(('seen_by__isnull', False), ('state', 'seen')), models.Q(('settled_by__isnull', False), models.Q(('settled_by', models.F('seen_by')), _negated=True)), _connector='OR'), name='bill_looked_at_by_another'),
        ),
        ValidateConstraint(model_name='bill', name='bill_looked_at_by_another'),
        AddConstraintNotValid(
            model_name='payee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('dropped_at', None), ('dropped_by', None)), models.Q(('confirmed_at', None), ('dropped_at__isnull', False), ('dropped_by__isnull', False)), _connector='OR'), name='payee_dropped_or_used'),
        ),
        ValidateConstraint(model_name='payee', name='payee_dropped_or_used'),
    ]

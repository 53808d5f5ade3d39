"""Sessions: people of a matter meet, are invited, come or do not."""

import django.db.models.deletion
import santai.capabilities.sealing.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0003_sealed_telephones'),
        ('orders', '0012_sides'),
        ('people', '0007_signatures'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=60, verbose_name='什么会')),
                ('starts_at', models.DateTimeField(verbose_name='开始')),
                ('ends_at', models.DateTimeField(verbose_name='结束')),
                ('room', models.CharField(blank=True, max_length=60, verbose_name='地点')),
                ('link', santai.capabilities.sealing.fields.SealedCharField(blank=True, max_length=100, purpose='meetings', verbose_name='视频地址')),
                ('state', models.CharField(choices=[('called', '约好了'), ('held', '开过了'), ('adjourned', '改期或者休会')], default='called', max_length=10, verbose_name='状态')),
                ('reminded_at', models.DateTimeField(null=True, verbose_name='提醒')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order', verbose_name='工单')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation', verbose_name='机构')),
            ],
            options={
                'verbose_name': '会议',
                'verbose_name_plural': '会议',
            },
        ),
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(max_length=10, verbose_name='哪一方')),
                ('name', santai.capabilities.sealing.fields.SealedCharField(max_length=100, purpose='meetings', verbose_name='姓名')),
                ('came', models.BooleanField(null=True, verbose_name='到了')),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.party')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='meetings.session')),
            ],
            options={
                'verbose_name': '参加会议的人',
                'verbose_name_plural': '参加会议的人',
            },
        ),
        migrations.AddIndex(
            model_name='session',
            index=models.Index(condition=models.Q(('reminded_at', None), ('state', 'called')), fields=['starts_at'], name='session_to_remind'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='session_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'called')), fields=('order',), name='session_one_called'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('room', ''), _negated=True), models.Q(('link', ''), _negated=True), _connector='OR'), name='session_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='guest',
            constraint=models.UniqueConstraint(fields=('session', 'party', 'account'), name='guest_once', nulls_distinct=False),
        ),
    ]

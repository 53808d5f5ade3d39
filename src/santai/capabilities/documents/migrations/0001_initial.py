
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=80, verbose_name='所属')),
                ('key', models.CharField(max_length=60, verbose_name='文书种类')),
                ('title', models.CharField(max_length=120, verbose_name='标题')),
                ('number', models.CharField(max_length=180, verbose_name='文号')),
                ('serial', models.PositiveIntegerField(verbose_name='序号')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年份')),
                ('facts', models.JSONField(verbose_name='内容')),
                ('template_version', models.CharField(max_length=40, verbose_name='版式版本')),
                ('sha256', models.CharField(max_length=64, verbose_name='内容摘要')),
                ('size', models.PositiveIntegerField(verbose_name='字节数')),
                ('code', models.CharField(max_length=16, verbose_name='查验码')),
                ('at', models.DateTimeField(verbose_name='出具时间')),
                ('voided_at', models.DateTimeField(null=True, verbose_name='作废时间')),
                ('voided_reason', models.CharField(blank=True, max_length=200, verbose_name='作废原因')),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='经办人')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation', verbose_name='出具机构')),
            ],
            options={
                'verbose_name': '文书',
                'verbose_name_plural': '文书',
                'ordering': ('id',),
                'indexes': [models.Index(fields=['subject'], name='document_subject'), models.Index(fields=['sha256'], name='document_content'), models.Index(fields=['number'], name='document_number')],
                'constraints': [models.UniqueConstraint(fields=('organisation', 'number'), name='document_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('voided_at', None), ('voided_reason', '')), models.Q(('voided_at__isnull', False), models.Q(('voided_reason', ''), _negated=True)), _connector='OR'), name='document_voided_with_reason')],
            },
        ),
        migrations.CreateModel(
            name='DocumentCounter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=160, verbose_name='编号系列')),
                ('last', models.PositiveIntegerField(verbose_name='最近序号')),
                ('organisation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.organisation', verbose_name='机构')),
            ],
            options={
                'verbose_name': '文号流水',
                'verbose_name_plural': '文号流水',
                'constraints': [models.UniqueConstraint(fields=('organisation', 'series'), name='counter_once')],
            },
        ),
    ]

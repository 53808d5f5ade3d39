"""Who signed a document, and the copy that says so."""

import django.db.models.deletion
import santai.capabilities.sealing.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_sealed_facts'),
        ('people', '0007_signatures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='document',
            name='signed_sha256',
            field=models.CharField(blank=True, db_default='', default='', max_length=64, verbose_name='签署件摘要'),
        ),
        migrations.AddField(
            model_name='document',
            name='signed_size',
            field=models.PositiveIntegerField(null=True, verbose_name='签署件字节数'),
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=40, verbose_name='签名处')),
                ('name', santai.capabilities.sealing.fields.SealedCharField(max_length=80, purpose='files', row=('document_id', 'place'), verbose_name='签名人')),
                ('sha256', models.CharField(max_length=64, verbose_name='所签内容摘要')),
                ('at', models.DateTimeField(verbose_name='签名时间')),
                ('channel', models.CharField(max_length=10, verbose_name='渠道')),
                ('how', models.CharField(choices=[('code', '短信验证码'), ('papers', '当面核对证件'), ('account', '工作账号')], max_length=10, verbose_name='核对方式')),
                ('proof', santai.capabilities.sealing.fields.SealedCharField(max_length=120, purpose='files', row=('document_id', 'place'), verbose_name='核对内容')),
                ('picture', models.BigIntegerField(null=True, verbose_name='手写签名')),
                ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='documents.document')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.party')),
            ],
            options={
                'verbose_name': '签名',
                'verbose_name_plural': '签名',
                'ordering': ('id',),
                'constraints': [models.UniqueConstraint(fields=('document', 'place', 'party'), name='signature_once', nulls_distinct=False)],
            },
        ),
    ]

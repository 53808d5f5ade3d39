
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=80, verbose_name='所属')),
                ('name', models.CharField(max_length=120, verbose_name='文件名')),
                ('type', models.CharField(choices=[('image/jpeg', 'JPG 图片'), ('image/png', 'PNG 图片'), ('image/webp', 'WEBP 图片'), ('image/heic', 'HEIC 图片'), ('image/gif', 'GIF 图片'), ('application/pdf', 'PDF'), ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Word 文档（docx）'), ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Excel 表格（xlsx）'), ('application/msword', 'Word 文档（doc）'), ('application/vnd.ms-excel', 'Excel 表格（xls）'), ('application/ofd', 'OFD 版式文件'), ('text/plain; charset=utf-8', '文本'), ('text/plain; charset=gb18030', '文本（国标编码）'), ('audio/mpeg', 'MP3 录音'), ('audio/wav', 'WAV 录音'), ('audio/amr', 'AMR 录音'), ('audio/mp4', 'M4A 录音'), ('video/mp4', 'MP4 视频')], max_length=80, verbose_name='类型')),
                ('size', models.PositiveBigIntegerField(verbose_name='字节数')),
                ('sha256', models.CharField(max_length=64, verbose_name='内容摘要')),
                ('kind', models.CharField(choices=[('upload', '上传'), ('document', '文书'), ('signature', '签名')], default='upload', max_length=10, verbose_name='用途')),
                ('at', models.DateTimeField(verbose_name='上传时间')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='说明')),
                ('uploaded_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='上传人')),
            ],
            options={
                'verbose_name': '文件',
                'verbose_name_plural': '文件',
                'ordering': ('id',),
                'indexes': [models.Index(fields=['subject'], name='file_subject'), models.Index(fields=['sha256'], name='file_content')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='file_sha256_is_one'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='file_not_empty')],
            },
        ),
    ]

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_messages_without_an_order'),
        ('people', '0003_citizens_and_whom_they_stand_for'),
    ]

    operations = [
        migrations.AddField(
            model_name='shortmessage',
            name='proof',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.phonecode'),
        ),
    ]

"""What is on record of people lies sealed: columns become text, and every row is sealed in the same transaction."""

from typing import Any

import santai.capabilities.sealing.fields
from django.db import migrations, models

SEALED = [
    ("people", "Party", "id_number"),
    ("people", "Party", "phone"),
    ("people", "Party", "address"),
    ("people", "Party", "birth_date"),
    ("people", "Party", "safe_contact"),
    ("people", "Account", "phone"),
    ("people", "PhoneCode", "phone"),
]


def seal(apps: Any, schema_editor: Any) -> None:
    from santai.capabilities.sealing.actions import seal_column

    for app, model, column in SEALED:
        seal_column(apps.get_model(app, model), column)


def unseal(apps: Any, schema_editor: Any) -> None:
    from santai.capabilities.sealing.actions import open_column

    for app, model, column in SEALED:
        open_column(apps.get_model(app, model), column)


class Migration(migrations.Migration):
    """O4: not beside the release before, which would write openly what is to lie sealed and cannot read what does:
    Santai is stopped for it, before the first version that anybody runs."""

    dependencies = [
        ('sealing', '0001_keys'),
        ('people', '0004_administrators_stand_apart'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='account',
            name='account_phone_name',
        ),
        migrations.RemoveConstraint(
            model_name='party',
            name='party_identity',
        ),
        migrations.RemoveConstraint(
            model_name='party',
            name='party_phone_name',
        ),
        migrations.RemoveIndex(
            model_name='party',
            name='party_phone',
        ),
        migrations.RemoveIndex(
            model_name='phonecode',
            name='phone_code_phone',
        ),
        migrations.AlterField(
            model_name='account',
            name='phone',
            field=santai.capabilities.sealing.fields.SealedCharField(blank=True, findable=True, max_length=20, purpose='people', verbose_name='登录手机'),
        ),
        migrations.AlterField(
            model_name='party',
            name='address',
            field=santai.capabilities.sealing.fields.SealedCharField(blank=True, max_length=200, purpose='people', verbose_name='联系地址'),
        ),
        migrations.AlterField(
            model_name='party',
            name='birth_date',
            field=santai.capabilities.sealing.fields.SealedDateField(blank=True, null=True, purpose='people', verbose_name='出生日期'),
        ),
        migrations.AlterField(
            model_name='party',
            name='id_number',
            field=santai.capabilities.sealing.fields.SealedCharField(blank=True, findable=True, max_length=30, purpose='people', verbose_name='证件号码'),
        ),
        migrations.AlterField(
            model_name='party',
            name='phone',
            field=santai.capabilities.sealing.fields.SealedCharField(blank=True, findable=True, max_length=20, purpose='people', verbose_name='联系电话'),
        ),
        migrations.AlterField(
            model_name='party',
            name='safe_contact',
            field=santai.capabilities.sealing.fields.SealedJSONField(blank=True, blind=('may_call',), default=dict, purpose='people', verbose_name='安全联系方式'),
        ),
        migrations.AlterField(
            model_name='phonecode',
            name='phone',
            field=santai.capabilities.sealing.fields.SealedCharField(findable=True, max_length=20, purpose='people', verbose_name='手机'),
        ),
        migrations.RunPython(seal, unseal),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(santai.capabilities.sealing.fields.Blind('phone'), condition=models.Q(('phone', ''), _negated=True), name='party_phone_blind'),
        ),
        migrations.AddIndex(
            model_name='phonecode',
            index=models.Index(santai.capabilities.sealing.fields.Blind('phone'), models.F('at'), name='phone_code_phone_blind'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(santai.capabilities.sealing.fields.Blind('phone'), models.F('name'), condition=models.Q(('phone', ''), _negated=True), name='account_phone_name_blind'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(santai.capabilities.sealing.fields.Blind('id_number'), models.F('id_type'), condition=models.Q(('id_number', ''), _negated=True), name='party_identity_blind'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(santai.capabilities.sealing.fields.Blind('phone'), models.F('name'), condition=models.Q(('id_number', ''), models.Q(('phone', ''), _negated=True)), name='party_phone_name_blind'),
        ),
    ]

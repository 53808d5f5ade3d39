"""The schema of a submission agrees with what the form accepts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from santai.catalogue import Catalogue
from santai.catalogue.forms import FactErrors, validate
from santai.catalogue.jsonschema import answers_schema, fields_schema
from santai.catalogue.schema import Service
from tests.catalogue.test_forms import EVERY, VALUES
from tests.catalogue.workshop import DAY


def test_the_answers_of_a_service(service: Service) -> None:
    assert answers_schema(service) == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "灯笼许可",
        "type": "object",
        "properties": {
            "matter": {"title": "您要挂什么？", "type": "string", "enum": ["灯笼", "风筝", "彩旗"]},
            "count": {"title": "几盏", "type": "integer", "minimum": 1, "maximum": 99},
            "lit": {"title": "晚上点亮", "type": "boolean"},
            "risks": {
                "title": "有什么危险",
                "type": "array",
                "uniqueItems": True,
                "items": {"enum": ["火", "风", "电"]},
            },
            "income": {
                "title": "家庭人均月收入",
                "type": "string",
                "pattern": "^[0-9]{1,12}(\\.[0-9]{1,2})?$",
            },
            "story": {"title": "为什么要挂", "type": "string", "maxLength": 200},
        },
        "additionalProperties": False,
        "required": ["matter", "count"],  # what hangs on other answers is not required here
    }


@given(values=VALUES)
def test_whatever_the_form_makes_of_values_fits_the_schema(
    values: dict[str, Any], service: Service
) -> None:
    try:
        cleaned = validate(EVERY, values, facts={}, service=service, today=DAY)
    except FactErrors as errors:
        fitting = {key: value for key, value in values.items() if key not in errors.fields}
        cleaned = validate(EVERY, fitting, facts={}, service=service, today=DAY)

    assert list(Draft202012Validator(fields_schema(EVERY)).iter_errors(cleaned)) == []


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"matter": "灯龙", "count": 1},
        {"matter": "灯笼", "count": 0},
        {"matter": "灯笼", "count": 1, "risks": ["水"]},
        {"matter": "灯笼", "count": 1, "weather": "晴"},
        {"matter": "灯笼", "count": 1, "story": "字" * 201},
    ],
)
def test_what_the_form_refuses_by_shape_the_schema_refuses_too(
    answers: dict[str, Any], service: Service
) -> None:
    assert not Draft202012Validator(answers_schema(service)).is_valid(answers)
    with pytest.raises(FactErrors):
        validate(service.form, answers, facts={"groups": ["老年人"]}, service=service, today=DAY)


def test_the_schemas_of_all_packaged_services_are_schemas(packaged: Catalogue) -> None:
    for name in packaged.ids:
        for version in packaged.versions(name):
            Draft202012Validator.check_schema(
                answers_schema(packaged.service_version(name, version))
            )


@given(keys=st.sets(st.sampled_from([one.key for one in EVERY])))
def test_every_kind_of_field_has_a_shape(keys: set[str]) -> None:
    schema = fields_schema([one for one in EVERY if one.key in keys])

    assert set(schema["properties"]) == keys
    Draft202012Validator.check_schema(schema)

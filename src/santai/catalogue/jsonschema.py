"""JSON Schema (2020-12) of what partners send, made from the fields of a service.

It says what can be said by shape; conditions, check digits and days relative to today stay with
`forms.validate`, which has the last word.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from santai.catalogue.schema import LONGEST, Field, Kind, Service, to_be_asked

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KEY: Json = {"type": "integer", "minimum": 1}
SHAPES: dict[Kind, Json] = {
    Kind.TEXT: {"type": "string"},
    Kind.LONG_TEXT: {"type": "string"},
    Kind.CHOICE: {"type": "string"},
    Kind.CHOICES: {"type": "array", "uniqueItems": True},
    Kind.MONEY: {"type": "string", "pattern": "^[0-9]{1,12}(\\.[0-9]{1,2})?$"},
    Kind.NUMBER: {"type": "integer"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.YES_NO: {"type": "boolean"},
    Kind.REGION: {"type": "string", "pattern": "^[1-9][0-9]{11}$"},
    Kind.ID_NUMBER: {"type": "string", "pattern": "^[0-9]{17}[0-9X]$"},
    Kind.PHONE: {"type": "string", "pattern": "^[0-9+-]{8,24}$"},
    Kind.ORDER: {"type": "string", "pattern": "^[0-9]{11}$"},
    Kind.SERVICE: {"type": "string", "pattern": "^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$"},
    Kind.PRACTITIONER: KEY,
    Kind.ORGANISATION: KEY,
    Kind.ACCOUNT: KEY,
    Kind.DOCUMENT: KEY,
    Kind.SIDE: KEY,
    Kind.GUESTS: {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    Kind.MATERIALS: {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
}


def answers_schema(service: Service) -> Json:
    """The answers of a submission of the service."""
    return {"$schema": DIALECT, "title": service.title.zh, **fields_schema(service.form)}


def fields_schema(fields: Sequence[Field]) -> Json:
    """An object with these fields and no others. What depends on other answers is not required here."""
    schema: Json = {
        "type": "object",
        "properties": {field.key: _field(field) for field in to_be_asked(fields)},
        "additionalProperties": False,
    }
    always = [f.key for f in fields if f.required and f.when is None and f.unless is None]
    return {**schema, "required": always} if always else schema


def _field(field: Field) -> Json:
    schema: Json = {"title": field.ask.zh, **SHAPES[field.kind], **_bounds(field)}
    if field.kind is Kind.CHOICE:
        schema["enum"] = list(field.options)
    if field.kind is Kind.CHOICES:
        schema["items"] = {"enum": list(field.options)}
    if notes := [note for note in (field.hint, field.why) if note]:
        schema["description"] = " ".join(notes)
    return schema


def _bounds(field: Field) -> Json:
    names = {
        Kind.TEXT: ("minLength", "maxLength"),
        Kind.LONG_TEXT: ("minLength", "maxLength"),
        Kind.NUMBER: ("minimum", "maximum"),
    }.get(field.kind)  # money is text: a pattern cannot compare
    if names is None:
        return {}
    longest = LONGEST.get(field.kind) if field.maximum is None else field.maximum
    bounds = zip(names, (field.minimum, longest), strict=True)
    return {name: bound for name, bound in bounds if bound is not None}

"""The OpenAPI file, with the questions of every service of the catalogue in it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from santai.catalogue.current import catalogue
from santai.catalogue.jsonschema import answers_schema
from santai.catalogue.schema import Door, Service
from santai.channels.partners.problems import TYPE
from santai.channels.partners.shapes import OrderIn
from santai.kernel.workdays import ZONE

REF = "#/components/schemas/"


class PartnerApi(NinjaAPI):
    """ninja's API, its description completed from the catalogue."""

    def get_openapi_schema(self, **where: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**where)
        _problems_by_their_type(schema)
        day = timezone.now().astimezone(ZONE).date()
        services = [s for s in catalogue().services("", day) if Door.PARTNERS in s.doors]
        _orders_by_service(schema, services)
        return schema


def order_schema(service: Service) -> dict[str, Any]:
    """The JSON Schema of a submission of one service, complete in itself."""
    base = OrderIn.model_json_schema()
    definitions = base.pop("$defs", {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": service.title.zh,
        "allOf": [base, _narrowed(service)],
        "$defs": definitions,
    }


def _narrowed(service: Service) -> dict[str, Any]:
    """What one service adds to the shape that all have in common."""
    people = [name for name, required in service.applicant.items() if required]
    answers = {key: value for key, value in answers_schema(service).items() if key != "$schema"}
    needed = [
        "service",
        "region",
        *(["applicant"] if people else []),
        *(["answers"] if answers.get("required") else []),
    ]
    return {
        "type": "object",
        "required": needed,
        "properties": {
            "service": {"const": service.id},
            "applicant": {"type": "object", "required": people},
            "answers": answers,
        },
    }


def _orders_by_service(schema: OpenAPISchema, services: list[Service]) -> None:
    """One schema for each service; the body of a submission is one of them, told apart by
    `service`.
    """
    refs = {}
    for service in services:
        name = f"Order.{service.id.replace('/', '.')}"
        refs[service.id] = REF + name
        schema["components"]["schemas"][name] = {
            "title": service.title.zh,
            "description": service.summary.zh,
            "allOf": [{"$ref": f"{REF}OrderIn"}, _narrowed(service)],
        }
    path = next(path for path in schema["paths"] if path.endswith("/orders"))
    content = schema["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    content["schema"] = {
        "oneOf": [{"$ref": ref} for ref in refs.values()],
        "discriminator": {"propertyName": "service", "mapping": refs},
    }


def _problems_by_their_type(schema: OpenAPISchema) -> None:
    for path in schema["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    response["content"] = {TYPE: {"schema": {"$ref": f"{REF}Problem"}}}

"""What a partner sent, as the request the engine understands; shared by the API and by batches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from santai.capabilities.orders.actions import Request
from santai.catalogue.current import catalogue
from santai.catalogue.jsonschema import SHAPES
from santai.catalogue.schema import Service
from santai.channels.partners.shapes import OrderIn, Person
from santai.kernel.errors import Invalid
from santai.kernel.workdays import ZONE

NOTE = "note"  # the action that keeps the partner's own number and hour with the order
TYPES: Mapping[str, tuple[type, str]] = {
    "string": (str, "应为字符串。"),
    "integer": (int, "应为整数。"),
    "boolean": (bool, "应为 true 或 false。"),
    "array": (list, "应为列表。"),
}


def request_of(content: OrderIn, at: datetime) -> Request:
    """Raises Invalid for answers of another type than the service's schema says."""
    note = origin(content.reference, content.received_at)
    service = _service(content, at)
    if service is not None:
        _check_types(service, content.answers)
    return Request(
        service=content.service,
        region=content.region,
        applicant=_given(content.applicant) or {},
        answers=content.answers,
        opposite=_given(content.opposite),
        agent=_given(content.agent),
        then=((NOTE, {"text": note}),) if note else (),
    )


def origin(reference: str, received_at: datetime | None, source: str = "") -> str:
    """One sentence on where a matter comes from; "" when the partner says nothing about it.

    The partner's hour is a claim, kept as such: limits count from our own receipt.
    """
    parts = [f"来源：{source}"] if source else []
    if reference:
        parts.append(f"对方编号：{reference}")
    if received_at is not None:
        parts.append(f"对方受理时间：{received_at.astimezone(ZONE):%Y-%m-%d %H:%M}")
    return "；".join(parts) + "。" if parts else ""


def _service(content: OrderIn, at: datetime) -> Service | None:
    """None for a service that is not there: the engine says so, with everything else that is wrong."""
    try:
        return catalogue().service(content.service, content.region, at.astimezone(ZONE).date())
    except LookupError:
        return None


def _check_types(service: Service, answers: Mapping[str, Any]) -> None:
    """Forms are lenient, people type into them; a program keeps to the schema."""
    wrong = {}
    for field in service.form:
        value = answers.get(field.key)
        kind, message = TYPES[SHAPES[field.kind]["type"]]
        if value is not None and (type(value) is not kind):
            wrong[f"answers.{field.key}"] = message
    if wrong:
        raise Invalid(wrong)


def _given(person: Person | None) -> dict[str, Any] | None:
    """Only what was said; everything else is the engine's to decide."""
    return person.model_dump(exclude_unset=True, exclude_none=True) if person else None

"""What partners get: plain dictionaries in the shapes of `shapes`, written as JSON with Chinese as
it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from santai.capabilities.orders.queries import OrderView
from santai.catalogue.current import catalogue
from santai.catalogue.jsonschema import fields_schema
from santai.catalogue.limits import measure
from santai.catalogue.schema import (
    ActionSpec,
    Basis,
    ClockSpec,
    Field,
    MaterialSpec,
    Service,
    StateSpec,
)
from santai.kernel.workdays import ZONE

if TYPE_CHECKING:
    from santai.capabilities.notices.models import ShortMessage, Subscription
    from santai.capabilities.notices.queries import Queue
    from santai.capabilities.orders.models import Order

Json = dict[str, Any]


def answer(
    content: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    return HttpResponse(
        json.dumps(content, ensure_ascii=False, default=_plain),
        content_type="application/json",
        status=status,
        headers=dict(headers or {}),
    )


def etag(seq: int) -> dict[str, str]:
    """The version of an order that `If-Match` names."""
    return {"ETag": f'"{seq}"'}


def order_brief(order: Order) -> Json:
    state = _service(order).state(order.state)
    return {
        "number": order.number,
        "service": order.service,
        "version": order.version,
        "title": order.title,
        "state": order.state,
        "state_title": state.title.zh,
        "stage": order.stage,
        "turn": order.turn,
        "outcome": order.outcome,
        "region": order.region_id,
        "organisation": {"id": order.organisation_id, "name": order.organisation.name},
        "due": order.due_at,
        "received_at": order.received_at,
        "completed_at": order.completed_at,
        "closed_at": order.closed_at,
        "seq": order.seq,
    }


def order_whole(view: OrderView) -> Json:
    return {
        **order_brief(view.order),
        "says": view.state.says.zh,
        "people": [
            {
                "role": person.role,
                "name": person.name,
                "id_number": person.id_number,
                "phone": person.phone,
                "address": person.address,
                "groups": list(person.groups),
            }
            for person in view.people
        ],
        "timeline": [
            {
                "seq": moment.seq,
                "at": moment.at,
                "title": moment.title,
                "who": moment.who,
                "organisation": moment.organisation,
                "channel": moment.channel,
                "source": moment.source,
                "target": moment.target,
                "data": moment.data,
            }
            for moment in view.timeline
        ],
        "clocks": [
            {
                "name": day.clock.name,
                "title": day.clock.title,
                "state": day.clock.state,
                "due_at": day.clock.due_at,
                "explanation": day.explanation,
            }
            for day in view.clocks
        ],
        "actions": [_action(spec) for spec in view.actions],
        "files": [file_brief(file) for file in view.files],
        "documents": [
            {
                "id": document.pk,
                "title": document.title,
                "number": document.number,
                "sha256": document.sha256,
                "at": document.at,
            }
            for document in view.documents
        ],
    }


def file_brief(file: Any) -> Json:
    return {
        "id": file.pk,
        "name": file.name,
        "type": file.type,
        "size": file.size,
        "sha256": file.sha256,
        "at": file.at,
    }


def service_brief(service: Service) -> Json:
    return {
        "id": service.id,
        "version": service.version,
        "title": service.title.zh,
        "title_en": service.title.en,
        "summary": service.summary.zh,
        "line": service.line,
        "serves": list(service.serves),
        "doors": [door.value for door in service.doors],
        "fee": service.fee.says,
    }


def guide(service: Service, region: str, on: date) -> Json:
    return {
        **service_brief(service),
        "effective": service.effective,
        "basis": _laws(service.basis),
        "levels": [level.value for level in service.levels],
        "handler": service.handler,
        "applicant": dict(service.applicant),
        "opposite": service.opposite,
        "form": [_field(field) for field in service.form],
        "materials": [_material(material) for material in service.materials],
        "states": [_state(state, region, on) for state in service.states.values()],
    }


def webhook(subscription: Subscription, queue: Queue) -> Json:
    return {
        "id": subscription.pk,
        "url": subscription.url,
        "topics": subscription.topics,
        "services": subscription.services,
        "created_at": subscription.created_at,
        "waiting": queue.waiting,
        "dead": queue.dead,
        "error": queue.error,
    }


def sms(row: ShortMessage, text: str) -> Json:
    return {"id": row.pk, "phone": row.phone, "text": text, "at": row.at}


def _service(order: Order) -> Service:
    return catalogue().service_version(order.service, order.version)


def _action(spec: ActionSpec) -> Json:
    return {
        "name": spec.name,
        "title": spec.title.zh,
        "confirm": spec.confirm,
        "facts": fields_schema(spec.needs),
    }


def _laws(basis: Basis) -> list[Json]:
    return [{"cite": str(citation), "title": citation.zh} for citation in basis]


def _field(field: Field) -> Json:
    return {
        "key": field.key,
        "ask": field.ask.zh,
        "kind": field.kind.value,
        "required": field.required,
        "options": list(field.options),
        "hint": field.hint,
        "why": field.why,
    }


def _material(material: MaterialSpec) -> Json:
    return {
        "key": material.key,
        "show": material.show.zh,
        "required": material.required,
        "original": material.original,
        "copies": material.copies,
        "commitment": material.commitment,
        "note": material.note,
        "basis": _laws(material.basis),
    }


def _state(state: StateSpec, region: str, on: date) -> Json:
    return {
        "name": state.name,
        "title": state.title.zh,
        "says": state.says.zh,
        "turn": state.turn.value,
        "stage": state.stage.value,
        "clocks": [_clock(clock, region, on) for clock in state.clocks],
    }


def _clock(clock: ClockSpec, region: str, on: date) -> Json:
    term = measure(clock, catalogue(), region, on).term
    return {
        "title": clock.title.zh,
        "limit": term.zh if term else "",
        "basis": _laws(clock.basis),
    }


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(ZONE).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")

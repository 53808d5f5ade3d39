"""Orders that come out of an order: 协办, 转介, 拆分, and an application that grows out of a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from santai.capabilities.orders.actions.birth import Part, new_order, write_new
from santai.capabilities.orders.actions.door import Door, Facts
from santai.capabilities.orders.actions.facts import checked, facts_of
from santai.capabilities.orders.actions.submit import handling_organisation
from santai.capabilities.orders.enums import Link, PartyRole
from santai.capabilities.orders.models import Order
from santai.catalogue.current import catalogue
from santai.catalogue.schema import ActionSpec, Kind, Service
from santai.kernel.errors import Invalid


def spawn_child(
    door: Door, spec: ActionSpec, *, service_id: str, link: Link, facts: Facts
) -> Order:
    """A child order opened by an action on its parent, for the same people, at the same moment.

    What was said before is carried over, so that nobody tells the story twice; what the new service still
    wants to know is asked for afterwards (`amend`), because the person may have left.
    """
    parent = door.order
    try:
        service = catalogue().service(service_id, parent.region_id, door.today)
    except KeyError:
        raise Invalid({"service": _("没有这个事项。")}) from None
    child = new_order(
        door.actor,
        service,
        handling_organisation(service, parent.region_id, facts.get("organisation")),
        parent.applicant,
        _answers(door, spec, service, facts),
        channel=parent.channel,
        region=parent.region_id,
        intake=parent.organisation_id,
        parent=parent,
        link=link,
        at=door.at,
    )
    child.awaited = spec.waits
    people = [
        Part(row.party_id, PartyRole(row.role), row.told, row.proven)
        for row in parent.parties.order_by("pk")
    ]
    write_new(
        Door(child, door.actor, door.at), people, {"parent": parent.number, "link": link.value}
    )
    return child


def _answers(door: Door, spec: ActionSpec, service: Service, facts: Facts) -> dict[str, Any]:
    """What is carried over and fits; what was said now and does not fit is refused, naming it."""
    said = _carried(service, {**door.order.answers, **facts}, _story(door, spec, facts))
    try:
        return _checked(door, service, said)
    except Invalid as invalid:
        if invalid.fields.keys() & facts.keys():
            raise
        return _checked(door, service, {k: v for k, v in said.items() if k not in invalid.fields})


def _checked(door: Door, service: Service, said: Mapping[str, Any]) -> dict[str, Any]:
    order = door.order
    return checked(
        tuple(replace(field, required=False) for field in service.form),
        said,
        service,
        facts=facts_of({}, order.applicant.groups, channel=order.channel, region=order.region_id),
        region=order.region_id,
        on=door.today,
    )


def _carried(service: Service, values: Mapping[str, Any], story: str) -> dict[str, Any]:
    """Answers under the same key that still fit, and the story itself for the first long question."""
    said: dict[str, Any] = {}
    for field in service.form:
        value = values.get(field.key)
        if value is not None and (not field.options or _among(value, field.options)):
            said[field.key] = value
    first = next((f.key for f in service.form if f.kind == Kind.LONG_TEXT and f.required), None)
    if first and first not in said and story:
        said[first] = story
    return said


def _among(value: Any, options: tuple[str, ...]) -> bool:
    return set(value if isinstance(value, list) else [value]) <= set(options)


def _story(door: Door, spec: ActionSpec, facts: Facts) -> str:
    """What the child is about as the action says it, else the longest thing the applicant said."""
    told = [str(facts.get(f.key, "")) for f in spec.needs if f.kind == Kind.LONG_TEXT]
    long = [f.key for f in door.service.form if f.kind == Kind.LONG_TEXT]
    said = max((str(door.order.answers.get(key, "")) for key in long), key=len, default="")
    return next(filter(None, told), said)

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
from santai.capabilities.orders.models import Order, OrderParty
from santai.capabilities.people.access import SYSTEM
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


def open_side(door: Door, spec: ActionSpec, them: OrderParty, facts: Facts) -> Order:
    """An order for somebody on the other side: theirs, in the hands of whoever has the main order.

    It holds of the main order what its own form asks for under the same name, and nothing personal. Who opened it
    is said in the main order; here it is the system.
    """
    main = door.order
    service = catalogue().service(spec.spawns, main.region_id, door.today)
    side = new_order(
        SYSTEM,
        service,
        main.organisation,
        them.party,
        _shared(door, service, facts),
        channel=main.channel,
        region=main.region_id,
        intake=main.intake_id,
        parent=main,
        link=Link.SUMMONED,
        at=door.at,
    )
    side.listed = side.listed and main.listed
    side.assignee, side.accepted_at = main.assignee, main.accepted_at
    asked = main.parties.filter(role=PartyRole.APPLICANT).select_related("party").first()
    name = (asked.told.get("name") or asked.party.name) if asked else ""
    people = [
        Part(them.party_id, PartyRole.APPLICANT, _reached(door, them, facts)),
        Part(main.applicant_id, PartyRole.OPPOSITE, {"name": name}),
    ]
    link = Link.SUMMONED.value
    write_new(Door(side, SYSTEM, door.at), people, {"parent": main.number, "link": link})
    return side


def _reached(door: Door, them: OrderParty, facts: Facts) -> dict[str, Any]:
    """What is known of how to reach them. A number of the other side's own is no way to them: whoever gave it
    could else answer in their place."""
    phone = facts.get("phone") or them.told.get("phone", "")
    rows = door.order.parties.filter(role__in=(PartyRole.APPLICANT, PartyRole.AGENT))
    ours = {row.told.get("phone") for row in rows} | {row.party.phone for row in rows}
    if phone and phone in ours:
        if facts.get("phone"):
            raise Invalid({"phone": _("这是申请人一方的电话，请向对方核实号码。")})
        phone = ""
    return {key: value for key, value in {**them.told, "phone": phone}.items() if value}


def _shared(door: Door, service: Service, facts: Facts) -> dict[str, Any]:
    private = {field.key for field in door.service.form if field.personal}
    ours = {key: value for key, value in door.order.answers.items() if key not in private}
    said = _carried(service, {**ours, **facts}, "")
    try:
        return _checked(door, service, said)
    except Invalid as invalid:
        return _checked(door, service, {k: v for k, v in said.items() if k not in invalid.fields})


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

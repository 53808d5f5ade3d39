"""The facts of an order as its service's rules and documents see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.enums import PartyRole
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Party
from santai.capabilities.places import codes
from santai.capabilities.places.models import Organisation, Region
from santai.capabilities.places.queries import region_name
from santai.catalogue.current import catalogue
from santai.catalogue.evaluate import Parameters, evaluate
from santai.catalogue.forms import FactErrors, validate
from santai.catalogue.schema import ActionSpec, Field, Kind, ParameterValue, Remedy, Service
from santai.kernel.decision import Decision
from santai.kernel.errors import Invalid
from santai.kernel.numbers import grouped
from santai.kernel.workdays import ZONE

PRINTED = ("name", "id_number", "phone", "address")  # what documents say of a party
ENGLISH = frozenset({"en", "英语"})
FOREIGNER = "外国人"
Values = dict[str, ParameterValue]  # of parameters, by name


def facts_of(
    answers: Mapping[str, Any], applicant_groups: list[str], *, channel: str, region: str
) -> dict[str, Any]:
    """What rules and conditions are asked about: the answers and three facts that are always there."""
    return {
        **answers,
        "groups": list(applicant_groups),
        "channel": channel,
        "level": codes.level_of(region).value,
    }


def parameters_of(region: str, on: date) -> Parameters:
    """Dated values of a place by name, as rules ask for them."""
    return lambda name: catalogue().parameter(name, region, on)


def checked(
    fields: Sequence[Field],
    values: Mapping[str, Any],
    service: Service,
    *,
    facts: Mapping[str, Any],
    region: str,
    on: date,
    under: str = "",
) -> dict[str, Any]:
    """The values, clean; Invalid names every field that is wrong, with `under` before its key."""
    try:
        return validate(
            fields,
            values,
            facts=facts,
            service=service,
            today=on,
            parameters=parameters_of(region, on),
        )
    except FactErrors as errors:
        raise Invalid({under + key: text for key, text in errors.fields.items()}) from errors


def order_facts(order: Order) -> dict[str, Any]:
    return facts_of(
        order.answers,
        order.applicant.groups,
        channel=order.channel,
        region=order.organisation.region_id,
    )


def judge(
    rule: str, service: Service, order: Order, *, on: date, used: Values | None = None
) -> Decision:
    """What a rule of the service says of this order on this day; `used` is given what it compared with."""
    parameters = parameters_of(order.organisation.region_id, on)

    def looked_up(name: str) -> ParameterValue | None:
        found = parameters(name)
        if found and used is not None:
            used[name] = found
        return found

    return evaluate(rule, service, order_facts(order), looked_up)


def judgement_data(rule: str, decision: Decision, used: Values) -> dict[str, Any]:
    """A decision as it is kept in an event: the answer, each reason with its articles, the values of the place.

    The version of the service says nothing of the values: they change without it.
    """
    values = {
        name: {"value": found.value, "region": found.region, "from": found.since.isoformat()}
        for name, found in used.items()
    }
    return {
        **({"parameters": values} if values else {}),
        "rule": rule,
        "answer": str(decision.answer),
        "reasons": [
            {"text": reason.text, "basis": [citation.zh for citation in reason.citations]}
            for reason in decision.reasons
        ],
    }


def document_context(
    order: Order,
    service: Service,
    spec: ActionSpec,
    facts: Mapping[str, Any],
    clocks: list[Clock],
    *,
    at: datetime,
) -> dict[str, Any]:
    """Everything a document's {placeholders} may name."""
    day = at.astimezone(ZONE).date()
    return {
        "applicant": _party(order, PartyRole.APPLICANT),
        "opposite": _party(order, PartyRole.OPPOSITE),
        "order": {
            "number": grouped(order.number),
            "title": order.title,
            "service": service.title.zh,
            "received": _chinese(order.received_at.astimezone(ZONE).date()),
        },
        "organisation": _organisation(order.organisation),
        "region": {"name": _region_name(order.region)},
        "today": _chinese(day),
        "year": str(day.year),
        "answers": _shown(service.form, order.answers),
        "facts": _shown(spec.needs, facts),
        "clock": {clock.name: {"due": _chinese(clock.due_on)} for clock in clocks},
        "rule": {
            name: _rule(judge(name, service, order, on=day), rule.says)
            for name, rule in service.rules.items()
        },
        "assignee": _assignee(order),
        "english": _reads_english(order.applicant),
        "action": {"basis": "、".join(citation.zh for citation in spec.basis)},
        "remedy": _remedy(service.state(order.state).remedy, order.region_id, day),
    }


def _reads_english(party: Party) -> bool:
    """Whose documents carry the English text, where there is one: who asked for it, and foreigners who asked
    for no other language."""
    return party.language in ENGLISH or (FOREIGNER in party.groups and not party.language)


def _remedy(remedy: Remedy | None, region: str, day: date) -> dict[str, str]:
    if remedy is None:
        return {}
    return {
        "title": catalogue().service(remedy.service, region, day).title.zh,
        "within": remedy.within.zh if remedy.within else "",
        "basis": "、".join(citation.zh for citation in remedy.basis),
    }


def _party(order: Order, role: PartyRole) -> dict[str, str]:
    """As a document names them. What was not told for this order is printed once the papers were seen:
    the document goes to whoever has the query code.
    """
    row = order.parties.filter(role=role).select_related("party").order_by("pk").first()
    if row is None:
        return dict.fromkeys(PRINTED, "")
    if row.proven:
        return {key: getattr(row.party, key) for key in PRINTED}
    return {key: row.told.get(key, "") for key in PRINTED} | {
        "name": row.told.get("name") or row.party.name
    }


def _organisation(organisation: Organisation) -> dict[str, str]:
    return {
        "name": organisation.name,
        "short": organisation.short or organisation.name,
        "phone": organisation.phone,
        "address": organisation.address,
    }


def _region_name(region: Region) -> str:
    return region.full_name or region.name


def _assignee(order: Order) -> dict[str, str]:
    who = order.assignee
    if who is None:
        return {"name": "", "organisation": "", "phone": ""}
    return {
        "name": who.name,
        "organisation": who.organisation.name,
        "phone": who.organisation.phone,
    }


def _rule(decision: Decision, says: str) -> dict[str, str]:
    reasons = "；".join(
        reason.text + "".join(f"（{citation.zh}）" for citation in reason.citations)
        for reason in decision.reasons
    )
    return {"says": says, "reasons": reasons}


def _shown(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, str]:
    """Every field as a document prints it; blank where it was not answered."""
    return {field.key: _said(field.kind, values.get(field.key)) for field in fields}


def _said(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    if kind == Kind.DATE:
        return _chinese(date.fromisoformat(value))
    if kind == Kind.REGION:
        return region_name(value)
    return grouped(value) if kind == Kind.ORDER else str(value)


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def in_line(service: Service, keys: Sequence[str]) -> list[str]:
    """Documents in the order in which everybody writes them: each number is a lock until the end, and two who
    took two of them the other way round would wait for each other."""
    return sorted(keys, key=lambda key: service.documents[key].number)

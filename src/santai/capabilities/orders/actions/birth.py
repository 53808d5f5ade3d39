"""Writing a new order with everything that belongs to it: parties, clocks, checklist, first event."""

from __future__ import annotations

import os
import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connection
from django.db.models import Model

from santai.capabilities.orders import events
from santai.capabilities.orders.access import may_be_listed
from santai.capabilities.orders.actions import timing
from santai.capabilities.orders.actions.door import Door, Facts
from santai.capabilities.orders.actions.facts import facts_of, parameters_of
from santai.capabilities.orders.actions.uploads import Paper, attach
from santai.capabilities.orders.enums import Link, MaterialState, PartyRole
from santai.capabilities.orders.models import IdempotencyKey, Material, Order, OrderParty
from santai.capabilities.orders.queries import open_already
from santai.capabilities.people.access import Actor
from santai.capabilities.people.models import Party
from santai.capabilities.places.models import Organisation
from santai.capabilities.rows import insert_together, one_at_a_time
from santai.catalogue.evaluate import judge
from santai.catalogue.schema import MaterialSpec, Service
from santai.kernel.decision import Answer
from santai.kernel.errors import Conflict
from santai.kernel.failpoints import failpoint
from santai.kernel.numbers import order_number
from santai.kernel.workdays import ZONE

CODE_DAYS = 180  # how long a query code opens its order; a new one is given on request
TITLE_LENGTH = 60
CAPACITIES = {
    "citizen": "applicant",
    "guest": "applicant",
    "holder": "applicant",
    "system": "system",
}
HANDFUL = 50  # serials taken at a time

# Serials taken ahead belong to the connection they were taken on and end with it: a database that is killed before a
# commit forgets that it gave them out, and gives them to the next who asks.
_serials: WeakKeyDictionary[Any, deque[int]] = WeakKeyDictionary()
os.register_at_fork(after_in_child=_serials.clear)  # two processes must not give the same serial


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who takes part in a new order: which record they are, and what was told of them for it."""

    party: int
    role: PartyRole
    told: Mapping[str, Any]
    proven: bool = False


def new_order(
    actor: Actor,
    service: Service,
    organisation: Organisation,
    applicant: Party,
    answers: dict[str, Any],
    *,
    channel: str,
    region: str,
    intake: int | None,
    parent: Order | None,
    link: str,
    at: datetime,
) -> Order:
    state, serial = service.state(service.initial), _next_serial()
    year = at.astimezone(ZONE).year
    return Order(
        pk=serial,
        number=order_number(year, serial, settings.SECRET_KEY.encode()),
        service=service.id,
        version=service.version,
        title=_title(service, answers),
        channel=channel,
        region_id=region,
        organisation=organisation,
        intake_id=intake,
        applicant=applicant,
        answers=answers,
        listed=may_be_listed(answers),
        state=state.name,
        stage=state.stage.value,
        turn=state.turn.value,
        parent=parent,
        link=link,
        received_at=at,
        head=events.FIRST,
        code_salt=secrets.token_hex(8),
        code_until=at + timedelta(days=CODE_DAYS),
    )


def write_new(
    door: Door,
    people: Sequence[Part],
    data: dict[str, Any],
    then: Sequence[tuple[str, Facts]] = (),
    keys: Callable[[], list[IdempotencyKey]] = list,
    papers: Sequence[Paper] = (),
) -> None:
    """Write a new order with everything that belongs to it, then take the actions asked for at once.

    `keys`: what remembers the deed, asked for when the order has its last event.
    """
    order, service = door.order, door.service
    clocks = [
        timing.build(order, spec, order.answers, at=door.at)
        for spec in service.state(order.state).clocks
        if spec.start != timing.SERVED
    ]
    order.due_at = timing.nearest(clocks)
    door.numbers = timing.numbers(clocks)
    parties = [
        OrderParty(order=order, party_id=p.party, role=p.role, told=dict(p.told), proven=p.proven)
        for p in people
    ]
    capacity = CAPACITIES.get(door.actor.kind, "intake")
    content = {"answers": order.answers, "service": service.id, "version": service.version, **data}
    door.record(
        events.SUBMITTED,
        content,
        capacity=capacity,
        target=order.state,
        tells=("agency",) if order.link == Link.ASSIST else ("applicant", "agency"),
    )
    rows: list[Model] = [
        order,
        *door.taken(),
        *parties,
        *clocks,
        *_materials(order, service, door.at),
    ]
    more = bool(then or papers)
    if not more:
        rows += keys()
    insert_together(rows)
    failpoint("birth.written")
    if more:
        attach(door, papers, capacity)
        for action, facts in then:
            door.do(action, facts)
        door.close(*keys())


def _materials(order: Order, service: Service, at: datetime) -> list[Material]:
    """The checklist of this order: what its own facts do not excuse."""
    if not service.materials:
        return []
    parameters = parameters_of(order.region_id, at.astimezone(ZONE).date())
    facts = facts_of(
        order.answers, order.applicant.groups, channel=order.channel, region=order.region_id
    )

    answer = judge(service, facts, parameters)

    def excused(spec: MaterialSpec) -> bool:
        return spec.unless is not None and answer(spec.unless).answer is Answer.YES

    return [
        Material(
            order=order,
            key=spec.key,
            title=spec.show.zh,
            required=spec.required,
            copies=spec.copies,
            state=MaterialState.WAIVED if excused(spec) else MaterialState.WANTED,
            note="依法免交" if excused(spec) else "",
        )
        for spec in service.materials
    ]


def only_one_open(actor: Actor, service: Service) -> None:
    """Raise Conflict if whoever asks has such a matter open already, and its file allows one at a time."""
    if service.one_open and actor.is_member:
        one_at_a_time(f"open:{service.id}:{actor.party_ids or actor.told}")
        if number := open_already(actor, service):
            raise Conflict(f"{service.one_open.says.said}（{number}）")


def _title(service: Service, answers: Mapping[str, Any]) -> str:
    given = answers.get(service.title_field) or service.title.zh
    text = " ".join(("、".join(given) if isinstance(given, list) else str(given)).split())
    return text if len(text) <= TITLE_LENGTH else text[: TITLE_LENGTH - 1] + "…"


def _next_serial() -> int:
    """Serials are taken by the handful: a gap means nothing, the number hides the serial anyway."""
    connection.ensure_connection()
    taken = _serials.setdefault(connection.connection, deque())
    if not taken:
        taken.extend(_take_serials())
    return taken.popleft()


def _take_serials() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('orders_order', 'id')) FROM generate_series(1, %s)",
            [HANDFUL],
        )
        return [serial for (serial,) in cursor.fetchall()]

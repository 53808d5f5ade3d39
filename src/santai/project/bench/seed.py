"""What stands in the database before anything is measured: a city with its staff, and open orders."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from django.db import connection

from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.actions import create_account, issue_api_key
from santai.capabilities.people.models import Account, Party, Post
from santai.catalogue.current import catalogue
from santai.kernel.workdays import ZONE
from santai.project.demo.cast import Cast, gather
from santai.project.demo.ground import CITY, Ground, lay

SERVICE = "legal-aid/civil"
STATE = "submitted"

# Straight into the tables: 100,000 orders through the door would be measured somewhere else, not seeded here.
_PARTIES = """
INSERT INTO people_party (kind, name, id_type, id_number, phone, address, region, gender, groups,
                          safe_contact, language, demo)
SELECT 'citizen', '压测' || chr(19968 + n::int %% 5000) || chr(19968 + n::int / 40), 'passport', person.number,
       person.phone, '', county.code, '', '{}', '{}', '普通话', true
FROM unnest(%(numbers)s::text[], %(phones)s::text[]) WITH ORDINALITY AS person (number, phone, n)
JOIN (SELECT code, row_number() OVER (ORDER BY code) AS place, count(*) OVER () AS places
      FROM places_region WHERE parent_id = %(city)s) AS county ON county.place = n %% county.places + 1
RETURNING id
"""
_ORDERS = """
INSERT INTO orders_order (number, service, version, title, channel, region_id, organisation_id, intake_id,
    route, applicant_id, answers, listed, state, stage, turn, outcome, due_at, urged, link, received_at, redone,
    seq, head, code_salt, code_until)
SELECT matter.number, %(service)s, %(version)s, matter.title, 'portal', party.region,
    agency.id, NULL, '{}', party.id, matter.answers, true, %(state)s, 'open', 'agency', '',
    %(now)s + party.id %% 20000 * interval '1 minute', 0, '', %(now)s, 0, 1, repeat('0', 64),
    'bench', %(now)s + interval '1 year'
FROM unnest(%(ids)s::bigint[], %(titles)s::text[], %(answers)s::text[], %(numbers)s::text[])
    AS matter (party, title, answers, number)
JOIN people_party AS party ON party.id = matter.party
JOIN places_organisation AS agency ON agency.region_id = party.region AND agency.kind = 'legal-aid-agency'
"""
_REST = """
INSERT INTO orders_orderparty (order_id, party_id, role, told, proven)
    SELECT id, applicant_id, 'applicant', '{}', false FROM orders_order WHERE code_salt = 'bench';
INSERT INTO orders_event (order_id, seq, code, at, actor_name, role, channel, source, target, data, public,
                          previous, hash)
    SELECT id, 1, 'submitted', received_at, '访客', 'applicant', 'portal', '', state, '{}', true,
           repeat('0', 64), repeat('0', 64) FROM orders_order WHERE code_salt = 'bench';
INSERT INTO clocks_clock (subject, name, title, "limit", basis, "then", started_at, pauses, extensions,
                          due_at, due_on, state, provisional, calendar)
    SELECT 'orders/' || id, 'submitted', '审查期限', '7 days', '《法律援助法》第四十三条', '', received_at,
           '[]', '[]', due_at, due_at::date, 'running', false, 'bench'
    FROM orders_order WHERE code_salt = 'bench';
"""


@dataclass(slots=True)
class Seeded:
    ground: Ground
    cast: Cast
    api_key: str
    now: datetime


def seed(source: Path, many: int) -> Seeded:
    now, rng = datetime.now(ZONE), Random(1)  # noqa: S311  a benchmark repeats itself
    begun = time.perf_counter()
    ground = lay(source, rng, now.date())
    cast = gather(ground, rng, now.date())
    key = _partner(ground, now)
    _open_orders(many, now)
    print(f"bench: {many:,} open orders seeded in {time.perf_counter() - begun:.0f} s", flush=True)
    return Seeded(ground, cast, key, now)


def account_of(cast: Cast, role: str, region: str) -> Account:
    return Account.objects.get(pk=cast.staff[(role, region)][0].account_id or 0)


def _partner(ground: Ground, now: datetime) -> str:
    account = create_account(username="bench-partner", name="压测系统", kind="partner")
    Post.objects.create(
        account=account,
        role="partner-system",
        organisation=ground.of("12345", CITY),
        region=CITY,
        starts=now.date(),
    )
    return issue_api_key(actor=SYSTEM, account=account, name="bench", now=now)[1]


def _open_orders(many: int, now: datetime) -> None:
    service = catalogue().service(SERVICE, CITY, now.date())
    values: dict[str, Any] = {
        "service": SERVICE,
        "version": service.version,
        "state": STATE,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PARTIES, {"city": CITY, **_sealed(many)})
        parties = [party for (party,) in cursor.fetchall()]
        cursor.execute(_ORDERS, values | _matters(parties))
        cursor.execute(_REST)
        cursor.execute("ANALYZE")


def _matters(parties: list[int]) -> dict[str, list[Any]]:
    """The numbers of their orders, and what they told, as it lies in the table."""
    title: Any = Order._meta.get_field("title")
    answers: Any = Order._meta.get_field("answers")
    told = {"matter": "劳动报酬", "facts": "压测"}
    numbers = [f"99{party:09}" for party in parties]
    return {
        "ids": parties,
        "numbers": numbers,
        "titles": [title.sealed("劳动报酬", title.bound_by([n])) for n in numbers],
        "answers": [answers.sealed(told, answers.bound_by([n])) for n in numbers],
    }


def _sealed(many: int) -> dict[str, list[str]]:
    """The passports and telephones of so many people, as they lie in the table."""
    number: Any = Party._meta.get_field("id_number")
    phone: Any = Party._meta.get_field("phone")
    return {
        "numbers": [number.sealed(f"B{n:08}") for n in range(1, many + 1)],
        "phones": [phone.sealed(f"1980{n:07}") for n in range(1, many + 1)],
    }

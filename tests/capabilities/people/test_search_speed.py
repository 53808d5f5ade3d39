"""Looking for a person stays quick with very many of them: each way goes by an index."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from santai.capabilities.people.access import Actor, find_parties
from santai.capabilities.people.models import Party
from tests.factories.people import clerk
from tests.factories.places import PINGDINGSHAN

PEOPLE = 20_000


@pytest.fixture
def many(db: None) -> None:
    Party.objects.bulk_create(
        [
            Party(
                name=chr(19968 + i % 500) + chr(20968 + i % 701),
                id_type="passport",
                id_number=f"P{i}",
                phone=str(13900000000 + i),
                region="410421101205",
            )
            for i in range(1, PEOPLE + 1)
        ],
        batch_size=3_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_party")


@pytest.fixture
def actor(db: None) -> Actor:
    return clerk(region=PINGDINGSHAN)


def _plan(actor: Actor, text: str) -> str:
    with CaptureQueriesContext(connection) as captured:
        assert len(find_parties(actor, text)) > 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {captured[-1]['sql']}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_each_way_to_look_for_a_person_goes_by_an_index(many: Any, actor: Actor) -> None:
    ways = {
        chr(19968 + 1) + chr(20968 + 1): ["party_name_prefix"],
        "P777": ["party_identity_blind"],
        "13900000777": ["party_identity_blind", "party_phone_blind"],
    }
    plans = {text: _plan(actor, text) for text in ways}
    assert [text for text, plan in plans.items() if "Seq Scan" in plan] == []
    found = {text: [each for each in ways[text] if each in plan] for text, plan in plans.items()}
    assert found == ways

"""kill -9 of the server, and of PostgreSQL every second time, under eight clients (D1, D4, D5, D7)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

import pytest
from django.db import connection

from tests.reliability.clients import Clients, faults
from tests.reliability.house import House, house
from tests.reliability.sizes import LONG, report, size

pytestmark = pytest.mark.django_db
PARTS, KILLS = size(1, 20), size(2, 50)  # a thousand, in parts that any worker may take
SEED = 20261122
# The server refuses to serve like that (D10), so the plant takes the refusal out as well.
FORGETFUL = "import santai.project.durability as d; d.ALLOWED = {};"


@pytest.fixture(scope="function" if LONG else "module")  # a house stays small
def one(django_db_setup: None) -> Iterator[House]:
    with house(connection.settings_dict["NAME"]) as made:
        yield made


def cycle(one: House, clients: Clients, *, database: bool, rng: Random, before: str = "") -> float:
    """Start, work, kill at a random moment; gives the seconds from the start to the first receipt."""
    begun = time.monotonic()
    one.serve(before=before)
    with clients.working():
        while not clients.first_ack:
            assert time.monotonic() - begun < 60, clients.answers
            time.sleep(0.005)
        time.sleep(rng.uniform(0.02, 1))
        if database:
            one.kill_database()
        one.kill_server()
    if database:
        one.await_database()
    return clients.first_ack - begun


@pytest.mark.parametrize("part", range(PARTS))
def test_no_acknowledged_order_is_lost_in_kills(one: House, part: int) -> None:
    clients, rng, slowest, found = Clients(one), Random(SEED + part), 0.0, []
    for kill in range(KILLS):
        slowest = max(slowest, cycle(one, clients, database=kill % 2 == 1, rng=rng))
        if kill % 10 == 9:
            found += faults(one, clients)
    one.serve()
    clients.settle()
    one.kill_server()
    found += faults(one, clients)
    report(f"kill-{part:02}", seed=SEED + part, kills=KILLS, acknowledged=len(clients.acked),
           slowest_s=round(slowest, 1), answers=dict(clients.answers), faults=len(found))  # fmt: skip
    assert found == []
    assert set(clients.answers) <= {200, 201, 503}, one.said()


def test_the_server_answers_again_when_only_the_database_was_killed(one: House) -> None:
    """D7: within ten seconds, without anybody doing anything, and nothing is lost."""
    clients = Clients(one)
    one.serve()
    with clients.working():
        for _ in range(size(1, 100)):
            time.sleep(0.3)
            one.kill_database()
            assert one.await_answer(20) < 10
            one.await_database()
    clients.settle()
    one.kill_server()
    assert faults(one, clients) == []
    assert set(clients.answers) <= {200, 201, 503}, one.said()


def test_a_database_that_acknowledges_too_early_is_caught(one: House) -> None:
    """The plant: `synchronous_commit = off`; a receipt is given for what is only in memory."""
    one.sql("alter system set wal_writer_delay = '10s'", superuser=True)
    one.sql("alter role santai set synchronous_commit = off", superuser=True)
    one.sql("select pg_reload_conf()", superuser=True)
    clients, rng, lost = Clients(one), Random(SEED), []
    for _ in range(5):
        cycle(one, clients, database=True, rng=rng, before=FORGETFUL)
        if lost := [fault for fault in faults(one, clients) if fault.startswith("lost")]:
            break
    assert lost

"""kill -9 of the worker while people ask: everybody is told, everybody once, and nothing waits for the dead (D6)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

import pytest
from django.db import connection

from tests.project.servers import wait_until
from tests.reliability.clients import Clients
from tests.reliability.house import SERVE, House, house
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
KILLS = size(2, 200)
SEED = 20261122
# Every second what else happens every ten or fifteen, and a message is a while on its way: kills meet it.
HASTY = """
import time
from procrastinate.periodic import PeriodicRegistry as periodic
real = periodic.register_task
def register(self, task, cron, *rest, **more):
    return real(self, task, "* * * * * *" if cron.count(" ") == 5 else cron, *rest, **more)
periodic.register_task = register
from tests.reliability.kill.carrier import Carrier
send = Carrier.send
Carrier.send = lambda *given: (send(*given), time.sleep(0.02))
"""
# The plant: noted as sent before it is sent.
TOO_EARLY = """
def early(self, phone, text, reference):
    import psycopg
    from santai.project.postgres import address
    from santai.project import environment
    with psycopg.connect(address(environment.data_folder()), autocommit=True) as line:
        line.execute("update notices_shortmessage set done_at = now() where id = %s", [reference[4:]])
    time.sleep(0.5)
    send(self, phone, text, reference)
Carrier.send = early
"""
# What the harness would have to wait for: leases that end, and the last sign of life of who was killed.
LATER = """
update notices_shortmessage set next_at = now() where done_at is null;
update orders_outbox set next_at = now() where done_at is null;
update procrastinate_workers set last_heartbeat = now() - interval '1 hour'
"""
NOT_SEALED = 'select count(*) from ledger_leaf where "index" is null'


@pytest.fixture
def one(django_db_setup: None) -> Iterator[House]:
    with house(connection.settings_dict["NAME"]) as made:
        yield made


@contextmanager
def working(one: House, plant: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process group of its own, killed with -9 at the end."""
    book = str(one.data / "book")
    worker = subprocess.Popen(
        [sys.executable, "-c", HASTY + plant + SERVE, "worker"],
        env={
            **one.environment,
            "SANTAI_SMS_CARRIER": "tests.reliability.kill.carrier.Carrier",
            "SANTAI_TEST_BOOK": book,
        },
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield worker
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def sent(one: House) -> list[int]:
    """Which messages left the house, in order; some perhaps twice, which their reference tells."""
    book = one.data / "book"
    lines = book.read_text().split() if book.exists() else []
    return [int(line.removeprefix("sms-")) for line in lines]


def noted(one: House) -> set[int]:
    return {
        pk for (pk,) in one.sql("select id from notices_shortmessage where done_at is not null")
    }


def waiting(one: House) -> int:
    (((number,),)) = one.sql(
        "select (select count(*) from orders_outbox where done_at is null)"
        " + (select count(*) from notices_shortmessage where done_at is null)"
        f" + ({NOT_SEALED})"
    )
    return int(number)


def killed_at_work(one: House, rng: Random, plant: str = "") -> None:
    """At some moment after it has begun to send."""
    before = len(sent(one)), len(noted(one))
    with working(one, plant):
        wait_until(lambda: (len(sent(one)), len(noted(one))) != before, 30)
        time.sleep(rng.uniform(0, 0.4))
    one.sql(LATER)


def ask(one: House, least: int) -> Clients:
    clients = Clients(one)
    with clients.working(2):
        wait_until(lambda: len(clients.acked) >= least, 30)
    return clients


def test_a_killed_worker_leaves_nobody_untold_and_tells_nobody_twice(one: House) -> None:
    one.serve()
    rng, early, acked = Random(SEED), 0, 0
    for _ in range(KILLS):
        acked += len(ask(one, 15).acked)
        killed_at_work(one, rng)
        early += len(noted(one) - set(sent(one)))
    with working(one):
        wait_until(lambda: waiting(one) == 0, 60)
    ((texts, orders),) = one.sql(
        "select count(*), count(distinct order_id) from notices_shortmessage"
    )
    held = one.sql("select count(*) from procrastinate_jobs where status = 'doing'")
    twice = len(sent(one)) - len(set(sent(one)))
    report("kill-worker", kills=KILLS, orders=orders, texts=texts, sent_again=twice, early=early)
    assert (early, len(set(sent(one)))) == (0, texts)
    assert texts == orders == acked
    assert twice <= KILLS  # the one in hand when it was killed; its reference is the same
    assert held[0][0] <= 8, "jobs of the dead are left"


def test_a_message_noted_before_it_is_sent_is_caught(one: House) -> None:
    one.serve()
    ask(one, 5)
    killed_at_work(one, Random(1), TOO_EARLY)
    assert noted(one) - set(sent(one))

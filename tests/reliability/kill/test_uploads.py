"""kill -9 in the middle of uploads: what was acknowledged is there to the last byte, no row without it (D8)."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from django.db import connection

from tests.reliability.clients import Clients
from tests.reliability.house import House, house
from tests.reliability.senders import Senders, faults
from tests.reliability.sizes import LONG, report, size

pytestmark = pytest.mark.django_db
PARTS, KILLS = size(1, 20), size(2, 50)  # a thousand, in parts that any worker may take
SEED = 20261122
# The plant: the row and the receipt first, the content when there is time.
LATER = """
from santai.kernel.blobs import BlobStore
import threading
def keep(self, staged):
    content = staged.file.read()
    threading.Timer(5, lambda: self.put(content)).start()
real = BlobStore.keep
BlobStore.put = lambda self, content: [real(self, s) for s in [self.stage([content]).__enter__()]]
BlobStore.keep = keep
"""


@pytest.fixture(scope="function" if LONG else "module")  # a house stays small
def one(django_db_setup: None) -> Iterator[House]:
    with house(connection.settings_dict["NAME"]) as made:
        yield made


def cycle(one: House, rng: Random, before: str = "") -> Senders:
    """A matter, four senders, an end at some moment after the first receipt."""
    clients = Clients(one)
    one.serve(before=before)
    with clients.working(1):
        while not clients.acked:
            time.sleep(0.01)
    senders = Senders(one, next(iter(clients.acked.values())))
    threads = senders.work(rng)
    until = time.monotonic() + 60
    while not senders.acked:
        assert time.monotonic() < until, senders.answers
        time.sleep(0.002)
    time.sleep(rng.uniform(0, 0.3))
    one.kill_server()
    for thread in threads:
        thread.join()
    return senders


@pytest.mark.parametrize("part", range(PARTS))
def test_no_acknowledged_file_is_lost_or_cut_in_kills(one: House, part: int) -> None:
    rng, found, acked, answers = Random(SEED + part), [], 0, Counter[int]()
    for _ in range(KILLS):
        senders = cycle(one, rng)
        found += faults(one, senders)
        acked += len(senders.acked)
        answers += senders.answers
    report(f"kill-uploads-{part:02}", seed=SEED + part, kills=KILLS, acknowledged=acked, answers=dict(answers),
           faults=len(found))  # fmt: skip
    assert found == []
    assert set(answers) <= {201, 409, 422, 503}


def test_a_receipt_before_the_content_is_kept_is_caught(one: House) -> None:
    senders = cycle(one, Random(SEED + 1), LATER)  # contents that are not there from before
    found = faults(one, senders)
    assert any("BlobMissing" in fault for fault in found), (found, senders.acked)

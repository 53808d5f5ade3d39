"""kill -9 in the middle of uploads: what was acknowledged is there to the last byte, no row without it (D8)."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from random import Random

import pytest
from django.db import connection

from santai.kernel.blobs import BlobFault, BlobStore
from tests.reliability.clients import Clients
from tests.reliability.house import House, house
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
KILLS = size(2, 1000)
SENDERS = 4
SEED = 20261122
MARK = b"santai-upload"
# The plant: the row and the receipt first, the content when there is time.
LATER = """
from santai.kernel.blobs import BlobStore
import threading
from pathlib import Path
def keep(self, staged):
    content = Path(staged.file.name).read_bytes()
    threading.Timer(0.7, lambda: self.put(content)).start()
real = BlobStore.keep
BlobStore.put = lambda self, content: [real(self, s) for s in [self.stage([content]).__enter__()]]
BlobStore.keep = keep
"""


@pytest.fixture(scope="module")
def one(django_db_setup: None) -> Iterator[House]:
    with house(connection.settings_dict["NAME"]) as made:
        yield made


class Senders:
    """Each gives in one text after another, of 1 to 400 kB; `acked` holds what they were told."""

    def __init__(self, house: House, number: str) -> None:
        self.house, self.number = house, number
        self.acked: dict[int, str] = {}
        self.answers: Counter[int] = Counter()
        self.under_way = 0

    def work(self, rng: Random) -> list[threading.Thread]:
        threads = [
            threading.Thread(target=self._work, args=(Random(rng.random()),))
            for _ in range(SENDERS)
        ]
        for thread in threads:
            thread.start()
        return threads

    def _work(self, rng: Random) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=20)
        try:
            while True:
                content = rng.randbytes(rng.randrange(500, 200_000)).hex().encode()
                self._send(line, content)
        except (OSError, http.client.HTTPException):
            return  # killed
        finally:
            line.close()

    def _send(self, line: http.client.HTTPConnection, content: bytes) -> None:
        body = b"".join(
            [b"--", MARK, b'\r\nContent-Disposition: form-data; name="file"; filename="a.txt"',
             b"\r\nContent-Type: text/plain\r\n\r\n", content, b"\r\n--", MARK, b"--\r\n"]
        )  # fmt: skip
        headers = {
            "Authorization": f"Bearer {self.house.key}",
            "Content-Type": f"multipart/form-data; boundary={MARK.decode()}",
        }
        line.request("POST", f"/api/v1/orders/{self.number}/files", body, headers)
        answer = line.getresponse()
        text = answer.read()
        self.answers[answer.status] += 1
        if answer.status == 201:
            self.acked[json.loads(text)["id"]] = sha256(content).hexdigest()
        elif answer.status in {409, 422}:  # the matter is full
            raise http.client.HTTPException


def faults(one: House, senders: Senders) -> list[str]:
    rows = {
        pk: (name, length)
        for pk, name, length in one.sql("select id, sha256, size from files_storedfile")
    }
    lost = [f"lost: {pk}" for pk, name in senders.acked.items() if rows.get(pk, ("",))[0] != name]
    store = BlobStore(one.data / "files" / "uploads")
    return lost + [fault for pk, row in rows.items() if (fault := _fault(store, pk, *row))]


def _fault(store: BlobStore, pk: int, name: str, length: int) -> str:
    try:
        return "" if len(store.get(name)) == length else f"cut: {pk}"
    except BlobFault as fault:
        return f"{type(fault).__name__}: {pk}"


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


def test_no_acknowledged_file_is_lost_or_cut_in_kills(one: House) -> None:
    rng, found, acked, answers = Random(SEED), [], 0, Counter[int]()
    for _ in range(KILLS):
        senders = cycle(one, rng)
        found += faults(one, senders)
        acked += len(senders.acked)
        answers += senders.answers
    report("kill-uploads", seed=SEED, kills=KILLS, acknowledged=acked, answers=dict(answers),
           faults=len(found))  # fmt: skip
    assert found == []
    assert set(answers) <= {201, 409, 422, 503}


def test_a_receipt_before_the_content_is_kept_is_caught(one: House) -> None:
    senders = cycle(one, Random(SEED), LATER)
    assert any("BlobMissing" in fault for fault in faults(one, senders))

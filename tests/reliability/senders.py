"""Partners who give in one paper after another, and remember every receipt."""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from hashlib import sha256
from random import Random

from santai.capabilities.sealing import keys
from santai.kernel.blobs import BlobFault, BlobStore
from tests.reliability.house import House

SENDERS = 4
MARK = b"santai-upload"


class Senders:
    """Each gives in one text after another, of 1 to 400 kB; `acked` holds what they were told."""

    def __init__(self, house: House, number: str) -> None:
        self.house, self.number = house, number
        self.acked: dict[int, str] = {}
        self.answers: Counter[int] = Counter()

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
                self.send(line, content)
        except (OSError, http.client.HTTPException):
            return  # killed
        finally:
            line.close()

    def send(self, line: http.client.HTTPConnection, content: bytes) -> None:
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
    """D8: what somebody was told is there, and every row has its content, whole."""
    rows = {
        pk: (name, length)
        for pk, name, length in one.sql("select id, sha256, size from files_storedfile")
    }
    lost = [f"lost: {pk}" for pk, name in senders.acked.items() if rows.get(pk, ("",))[0] != name]
    store = BlobStore(one.data / "files" / "uploads", keys.FILES)
    return lost + [fault for pk, row in rows.items() if (fault := _fault(store, pk, *row))]


def _fault(store: BlobStore, pk: int, name: str, length: int) -> str:
    try:
        return "" if len(store.get(name)) == length else f"cut: {pk}"
    except BlobFault as fault:
        return f"{type(fault).__name__}: {pk}"

"""A disk that is full, and one that takes no writes: nothing is acknowledged falsely, all heals by itself (D11)."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import tempfile
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import connection

from santai.capabilities.sealing import keys
from santai.kernel.blobs import BlobStore
from tests.project.servers import wait_until
from tests.reliability.clients import Clients, faults
from tests.reliability.house import House, house
from tests.reliability.senders import Senders
from tests.reliability.sizes import report, size

ROUNDS = size(1, 50)


def _mount(*arguments: str) -> bool:
    done = subprocess.run(["mount", *arguments], check=False, capture_output=True)
    return done.returncode == 0


@contextmanager
def disk(folder: Path, megabytes: int) -> Iterator[None]:
    """A small disk of its own in the place of this folder."""
    assert _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def may_mount() -> bool:
    if os.geteuid() or not shutil.which("mount"):
        return False
    with tempfile.TemporaryDirectory() as folder:
        try:
            with disk(Path(folder), 1):
                return True
        except AssertionError:
            return False


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not may_mount(), reason="a small disk is mounted, which needs root"),
]


@pytest.fixture(scope="module")
def one(django_db_setup: None) -> Iterator[House]:
    """Everything lies on a disk of its own."""
    folder = Path(tempfile.mkdtemp(prefix="santai-disk-"))
    with disk(folder, 1500):
        folder.chmod(0o755)
        with house(connection.settings_dict["NAME"], folder) as made:
            yield made
    folder.rmdir()


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """The last byte of this disk is taken, by somebody else."""
    filler = folder / "filler"
    try:
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        yield
    finally:
        filler.unlink(missing_ok=True)


def health(one: House) -> str:
    try:
        with urllib.request.urlopen(one.address("/healthz"), timeout=10) as page:
            return str(page.read().decode().strip())
    except OSError as error:
        return str(error)


def test_a_full_disk_takes_nothing_falsely_and_is_well_when_there_is_room(one: House) -> None:
    one.serve()
    clients, slowest = Clients(one), 0.0
    for _ in range(ROUNDS):
        with clients.working(2):
            wait_until(lambda: len(clients.acked) > 10, 30)
            with filled(one.data):
                clients.answers.clear()
                wait_until(lambda: clients.answers[503] > 5, 30)
                said = health(one)
            slowest = max(slowest, one.await_answer(30))
            before = len(clients.acked)
            wait_until(lambda before=before: len(clients.acked) > before, 20)
    clients.settle()
    one.kill_server()
    found = faults(one, clients)
    report("disk-full", rounds=ROUNDS, acknowledged=len(clients.acked), said=said, well_again_s=slowest,
           answers=dict(clients.answers), faults=len(found))  # fmt: skip
    assert found == []
    assert set(clients.answers) <= {200, 201, 503}
    assert said.startswith(("read-only", "HTTP Error 503"))
    assert slowest < 10


@pytest.fixture
def papers(one: House) -> Iterator[Path]:
    """The files lie on another disk, which is small; the database has its own."""
    folder = one.data / "files"
    folder.mkdir(exist_ok=True)
    with disk(folder, 4):
        one.serve()
        yield folder
        one.kill_server()


def give_in(one: House, number: str) -> Senders:
    """One text of 200 kB."""
    senders = Senders(one, number)
    line = http.client.HTTPConnection("127.0.0.1", one.port, timeout=20)
    senders.send(line, os.urandom(100_000).hex().encode())
    line.close()
    return senders


def readable(papers: Path, sent: Senders) -> bool:
    """Whether everything that was acknowledged can be read, to its hash."""
    store = BlobStore(papers / "uploads", keys.FILES)
    return bool(sent.acked) and all(store.get(name) for name in sent.acked.values())


def number_of(one: House) -> str:
    clients = Clients(one)
    with clients.working(1):
        wait_until(lambda: bool(clients.acked), 30)
    return next(iter(clients.acked.values()))


def test_a_full_disk_of_files_stops_files_alone(one: House, papers: Path) -> None:
    number = number_of(one)
    assert give_in(one, number).answers == Counter({201: 1})
    with filled(papers):
        assert give_in(one, number).answers == Counter({503: 1})
        assert health(one) == "read-only: files, disk full"
        assert number_of(one)  # whoever brings no paper is taken in
    sent = give_in(one, number)
    assert sent.answers == Counter({201: 1})
    assert readable(papers, sent)


def test_a_disk_that_takes_no_writes_stops_files_alone(one: House, papers: Path) -> None:
    number = number_of(one)
    before = give_in(one, number)
    assert _mount("-o", "remount,ro", str(papers))
    try:
        assert give_in(one, number).answers == Counter({503: 1})
        assert health(one) == "read-only: files"
        assert readable(papers, before)
    finally:
        assert _mount("-o", "remount,rw", str(papers))
    assert give_in(one, number).answers == Counter({201: 1})

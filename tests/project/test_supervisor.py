"""``santai run`` as a user meets it: up, through accidents, and gone."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.project import servers
from tests.project.servers import postmaster, processes_of, replaced, wait_until

pytestmark = pytest.mark.xdist_group("supervisor")


@dataclass
class Running:
    data: Path
    port: int
    process: subprocess.Popen[str]

    def is_up(self) -> bool:
        return "Santai is at" in _log(self.data, self.port).read_text()

    def well(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as page:
                return bool(page.status == 200)
        except OSError:
            return False


def start(data: Path, port: int) -> subprocess.Popen[str]:
    """What it says goes to a file: a pipe that nobody reads would fill up and stop it."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "SANTAI_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "santai.project.settings",
    }
    with _log(data, port).open("a") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "santai.project.cli", "run", "--no-demo", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


def _log(data: Path, port: int) -> Path:
    return data / f"said-{port}.txt"


@contextmanager
def up(data: Path) -> Iterator[Running]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    found = Running(data, port, start(data, port))
    try:
        # not merely well: until it says so itself, a part that ends means that it cannot start
        wait_until(lambda: found.is_up() or found.process.poll() is not None, 120)
        assert found.process.poll() is None
        yield found
    finally:
        if found.process.poll() is None:
            found.process.kill()
            found.process.wait()


@pytest.fixture(scope="module")
def settled(made: Path) -> Iterator[Path]:
    """A data folder in which it has run once: the tables are made. Copy it, do not start it."""
    with servers.data_folder(like=made) as data:
        with up(data) as found:
            found.process.send_signal(signal.SIGINT)
            assert found.process.wait(30) == 0
        yield data


@pytest.fixture
def running(settled: Path) -> Iterator[Running]:
    with servers.data_folder(like=settled) as data, up(data) as found:
        yield found


def test_it_survives_the_death_of_the_database(running: Running) -> None:
    """D7: well again in ten seconds without a human."""
    old = postmaster(running.data)
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: replaced(running.data, old), 10)
    wait_until(running.well, 10)

    old = postmaster(running.data)
    os.kill(servers.keeper(running.data), signal.SIGKILL)
    wait_until(lambda: replaced(running.data, old), 20)
    wait_until(running.well, 10)


def test_its_parts_are_revived_and_ctrl_c_leaves_nothing_running(running: Running) -> None:
    for part in ("serve", "worker"):
        [old, *_] = parts(running.data, part)
        os.kill(old, signal.SIGKILL)
        wait_until(partial(_renewed, running.data, part, old), 30)
        wait_until(running.well, 30)

    second = start(running.data, running.port)
    assert second.wait(30) == 1
    assert "Is Santai running already?" in _log(running.data, running.port).read_text()

    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(30) == 0
    assert "Santai is at http://127.0.0.1" in _log(running.data, running.port).read_text()
    assert processes_of(running.data) == []


def test_kill_9_leaves_nothing_running_either(running: Running) -> None:
    running.process.kill()
    running.process.wait()
    wait_until(lambda: processes_of(running.data) == [], 20)


def parts(data: Path, name: str) -> list[int]:
    """Processes of one part, the eldest (the one we started) first."""
    return [
        process
        for process in sorted(processes_of(data), key=servers.born)
        if f"cli\0{name}\0" in servers.command(process)
    ]


def _renewed(data: Path, part: str, old: int) -> bool:
    return bool(found := parts(data, part)) and found[0] != old

"""A whole installation of its own for a harness: database, server, a world, somebody who may submit.

The database is a base backup of the tests' own server, which has every migration already.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from santai.project import postgres
from santai.project.backup import base
from santai.project.postgres.place import NAME, SUPERUSER
from tests.project import servers

SERVE = "import sys; from santai.project.cli import main; sys.exit(main(sys.argv[1:]))"
KEYS = """
import django
django.setup()
from santai.capabilities.ledger.actions.keys import make_keys
make_keys()
"""
PEOPLE = """
import json, django
django.setup()
from tests import world as w
from tests.factories.partners import key_of, make_partner
world = w.build()
print(json.dumps(key_of(make_partner(world.office("12345", w.CITY)))))
"""


@dataclass
class House:
    data: Path
    port: int
    key: str = ""
    server: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SANTAI_DATA": str(self.data),
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "santai.project.settings",
        }

    # --- the web server

    def serve(self, *, before: str = "", patience: float = 60, **more: str) -> float:
        """Start it in a process group of its own, doing `before` first; gives seconds to a good answer."""
        begun = time.monotonic()
        with self.log.open("ab") as said:
            self.server = subprocess.Popen(
                [sys.executable, "-c", before + SERVE, "serve", "--port", str(self.port)],
                env={**self.environment, **more},
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        self.await_answer(patience)
        return time.monotonic() - begun

    def await_answer(self, patience: float = 60) -> float:
        begun = time.monotonic()
        while not self.is_well():
            assert time.monotonic() - begun < patience, "no good answer"
            time.sleep(0.05)
        return time.monotonic() - begun

    def is_well(self) -> bool:
        try:
            with urllib.request.urlopen(self.address("/healthz"), timeout=5) as page:
                return bool(page.status == 200)
        except (OSError, urllib.error.HTTPError):
            return False

    def address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def log(self) -> Path:
        """Beside its data, not among them: those are copied and compared."""
        return self.data.with_suffix(".log")

    def said(self, last: int = 20_000) -> str:
        """What its servers wrote about themselves, so many characters from the end; not that the database was away."""
        lines = self.log.read_text(errors="replace").splitlines()
        told = ("Service Unavailable: ", ": database, ")
        return "\n".join(one for one in lines if not any(words in one for words in told))[-last:]

    def kill_server(self) -> None:
        """-9 to everything of it at once: nothing is flushed, nobody says good-bye."""
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    # --- the database

    def kill_database(self) -> None:
        """-9 to the postmaster and everything it started; its keeper starts another."""
        first = servers.postmaster(self.data)
        for process in [first, *_children(first)]:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def await_database(self) -> None:
        servers.wait_until(lambda: servers.answers(self.data), 30)

    def sql(self, query: str, *, superuser: bool = False) -> list[Any]:
        place = postgres.prepare(self.data)
        with psycopg.connect(
            place.conninfo(user=SUPERUSER if superuser else NAME), autocommit=True
        ) as connection:
            done = connection.execute(query)  # type: ignore[arg-type]
            return done.fetchall() if done.description else []


@contextmanager
def house(database: str, folder: Path | None = None) -> Iterator[House]:
    """`database`: the name of this process's test database, which becomes the house's own. `folder`: where it lies."""
    furnished, key = _furnished(database)
    with ExitStack() as stack:
        data = folder or stack.enter_context(servers.data_folder())
        _copy(furnished / "cluster", postgres.prepare(data).cluster)
        _copy(furnished / "keys", data / "keys")
        stack.enter_context(postgres.running(data))
        one = House(data, free_port(), key)
        stack.callback(one.log.unlink, missing_ok=True)
        stack.callback(one.kill_server)
        yield one


@cache
def _furnished(database: str) -> tuple[Path, str]:
    """What every house of this process begins as, made once: its cluster, at rest, its keys, and who may submit."""
    kept = (
        Path(os.environ["SANTAI_DATA"]) / f"house-of-{database}"
    )  # goes with the tests' own server
    with servers.data_folder() as data:
        place = postgres.prepare(data)
        base.copy(place.cluster, base.address())
        place.owner.give(place.cluster)
        for path in place.cluster.rglob("*"):
            place.owner.give(path)
        with postgres.running(data):
            _move_in(place.conninfo(user=SUPERUSER, database="postgres"), database)
            made = subprocess.run(
                [sys.executable, "-c", KEYS + PEOPLE],
                env={**House(data, 0).environment, "DJANGO_SETTINGS_MODULE": "tests.settings"},
                check=True,
                capture_output=True,
                text=True,
            )
        kept.mkdir()
        _copy(place.cluster, kept / "cluster")
        _copy(data / "keys", kept / "keys")
    return kept, json.loads(made.stdout.splitlines()[-1])


def _copy(source: Path, target: Path) -> None:
    subprocess.run(["cp", "-aT", source, target], check=True)


def _move_in(superuser: str, database: str) -> None:
    """Into the one database; those of other processes are left behind."""
    others = "select datname from pg_database where not datistemplate and datname not in ('postgres', %s)"
    with psycopg.connect(superuser, autocommit=True) as connection:
        for (name,) in connection.execute(others, [database]).fetchall():
            connection.execute(f'drop database "{name}"')  # type: ignore[arg-type]
        connection.execute(f'alter database "{database}" rename to "{NAME}"')  # type: ignore[arg-type]


def _children(process: int) -> list[int]:
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdecimal() and _parent(int(entry.name)) == process
    ]


def _parent(process: int) -> int:
    try:
        return servers.parent(process)
    except OSError:
        return 0


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])

"""D10: the server does not serve on unsafe storage settings. Each is planted on a real server."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from santai.project.durability import UnsafeServer, check_durability
from santai.project.postgres.cluster import Server
from santai.project.postgres.place import SUPERUSER, Place, prepare
from tests.project import servers


@pytest.fixture(scope="module")
def place(made: Path) -> Iterator[Place]:
    with servers.data_folder(like=made) as data:
        yield prepare(data)


@contextmanager
def served(place: Place, settings: Mapping[str, str]) -> Iterator[psycopg.Connection[Any]]:
    server = Server(place, settings)
    try:
        server.await_ready()
        with psycopg.connect(place.conninfo(), autocommit=True) as connection:
            yield connection
    finally:
        server.stop()


def as_superuser(place: Place, statement: str) -> None:
    where = place.conninfo(user=SUPERUSER, database="postgres")
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


def test_our_own_settings_are_safe(place: Place) -> None:
    with served(place, {}) as connection:
        check_durability(connection)


@pytest.mark.parametrize("value", ["on", "remote_write", "remote_apply"])
def test_every_way_of_waiting_for_the_disk_is_allowed(place: Place, value: str) -> None:
    with served(place, {"synchronous_commit": value}) as connection:
        check_durability(connection)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fsync", "off"),
        ("full_page_writes", "off"),
        ("synchronous_commit", "off"),
        ("synchronous_commit", "local"),
    ],
)
def test_an_unsafe_setting_is_refused_by_name(place: Place, name: str, value: str) -> None:
    with (
        served(place, {name: value}) as connection,
        pytest.raises(UnsafeServer, match=f"{name} is {value}, should be on"),
    ):
        check_durability(connection)


def test_every_fault_is_named_at_once(place: Place) -> None:
    unsafe = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
    with served(place, unsafe) as connection, pytest.raises(UnsafeServer) as refused:
        check_durability(connection)
    assert str(refused.value).count("should be on") == 3


def test_a_setting_hidden_in_the_role_is_seen(place: Place) -> None:
    with served(place, {}):
        as_superuser(place, "alter role santai set synchronous_commit = off")
        with psycopg.connect(place.conninfo()) as connection, pytest.raises(UnsafeServer):
            check_durability(connection)
        as_superuser(place, "alter role santai reset synchronous_commit")


def test_alter_system_cannot_make_our_own_server_unsafe(place: Place) -> None:
    with served(place, {}):
        as_superuser(place, "alter system set fsync = off")
    with served(place, {}) as connection:
        check_durability(connection)
        as_superuser(place, "alter system reset fsync")


class Old:
    """A connection to PostgreSQL 13, of which no wheel is left."""

    def cursor(self) -> "Old":
        return self

    def __enter__(self) -> "Old":
        return self

    def __exit__(self, *_: object) -> None: ...

    def execute(self, statement: str) -> None: ...

    def fetchone(self) -> tuple[str, ...]:
        return ("130022", "on", "on", "on")


def test_a_server_too_old_is_refused() -> None:
    with pytest.raises(UnsafeServer, match="PostgreSQL 13; Santai needs 14"):
        check_durability(Old())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "command",
    [
        ["-m", "santai.project.cli", "setup-db"],
        ["-m", "santai.project.cli", "serve", "--port", "1"],
        ["-c", "import santai.project.wsgi"],
    ],
)
def test_no_way_of_serving_gets_past_it(
    place: Place, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "santai.project.settings")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://santai@/santai?host={place.socket}")
    with served(place, {"synchronous_commit": "off"}):
        done = subprocess.run(
            [sys.executable, *command], check=False, capture_output=True, text=True
        )
    assert done.returncode == 1
    assert "synchronous_commit is off, should be on" in done.stderr

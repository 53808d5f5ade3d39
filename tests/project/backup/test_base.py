"""Copies of the database while it works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from santai.project import postgres
from santai.project.backup import base
from santai.project.postgres.place import SUPERUSER
from tests.project import servers


@pytest.fixture
def source() -> Iterator[str]:
    with servers.data_folder() as data, postgres.running(data):
        yield postgres.prepare(data).conninfo(user=SUPERUSER, database="postgres")


def test_the_log_that_a_copy_begins_with_outlives_every_checkpoint_until_it_is_done(
    source: str,
) -> None:
    """D9: many copies at once are many checkpoints, and each of them clears the log away."""
    with psycopg.connect(source, autocommit=True) as server:
        with base._log_kept(source):
            [[first]] = server.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchall()
            _go_on(server)
            assert first in _log(server)
        _go_on(server)
        assert first not in _log(server)


def test_a_server_that_keeps_no_log_for_us_is_named(tmp_path: Path) -> None:
    with pytest.raises(base.BackupFailed, match="PostgreSQL"):
        base.copy(tmp_path / "copy", f"host={tmp_path} dbname=nobody")


def _go_on(server: psycopg.Connection) -> None:
    for _ in range(3):
        server.execute("SELECT pg_logical_emit_message(false, 'something', 'was written')")
        server.execute("SELECT pg_switch_wal()")
        server.execute("CHECKPOINT")


def _log(server: psycopg.Connection) -> set[str]:
    return {name for (name,) in server.execute("SELECT name FROM pg_ls_waldir()")}

"""Copies while people work, restored elsewhere and looked through; mutilated ones refused by name (D9)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from santai.kernel.blobs import BlobStore
from santai.project import postgres
from santai.project.backup import keys, manifest, restore, take
from santai.project.backup.drill import drill
from santai.project.backup.manifest import REASONS, Refused
from tests.project.servers import data_folder
from tests.reliability.clients import Clients, faults
from tests.reliability.house import House, house
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
ARRIVED = "select bool_and(flush_lsn >= pg_current_wal_flush_lsn()) from pg_stat_replication"
PASSPHRASE = "二十个字的口令也可以很好记"


@pytest.fixture(scope="module")
def made(django_db_setup: None) -> Iterator[House]:
    with house(connection.settings_dict["NAME"]) as one:
        yield one


@pytest.fixture
def one(made: House, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("SANTAI_DATA", str(made.data))
    monkeypatch.setenv("DATABASE_URL", "")
    return made


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder that the database's user can reach, outside of the installation."""
    with data_folder() as folder:
        yield folder


def test_a_machine_lost_while_people_work_is_made_anew(one: House, elsewhere: Path) -> None:
    """Every receipt given while the copy was taken is good on the new machine, as is every record."""
    clients, found = Clients(one), []
    one.serve()
    for number in range(size(1, 30)):
        work = elsewhere / str(number)
        work.mkdir(mode=0o755)
        with clients.working(2):
            _await(lambda: clients.first_ack > 0)
            seen = drill(one.data, work, lambda: list(clients.acked.values()))
        found += seen.faults
        shutil.rmtree(work)
    clients.settle()
    one.kill_server()
    report("drill", orders=seen.orders, acknowledged=seen.acknowledged, copied_s=seen.copied_in,
           restored_s=seen.restored_in, faults=len(found))  # fmt: skip
    assert (found, faults(one, clients)) == ([], [])
    assert seen.acknowledged > 0


# --- mutilations: each does one thing to a copy and names the refusal it must meet


def _base(copies: Path, path: str = "global/1262") -> Path:
    return take.newest(copies) / "base" / path


def _blob(copies: Path) -> Path:
    return next((copies / "files" / "uploads").glob("*/*/*"))


def _segment(copies: Path, number: int) -> Path:
    return sorted(path for path in (copies / "wal").iterdir() if len(path.name) == 24)[number]


def _change(path: Path, change: Callable[[bytearray], object]) -> None:
    """Into a file of its own: the copies tried here share theirs by hard links."""
    content = bytearray(path.read_bytes())
    change(content)
    path.unlink()
    path.write_bytes(content)


def _flip(path: Path, at: int = 64) -> None:
    def flip(content: bytearray) -> None:
        content[at] ^= 1

    _change(path, flip)


def _cut(path: Path, size: int) -> None:
    _change(path, lambda content: content.__delitem__(slice(size, None)))


MUTILATIONS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a file too many": ("base-extra", lambda c: _base(c, "base/extra").write_text("?")),
    "a file too few": ("base-missing", lambda c: _base(c).unlink()),
    "a file too long": (
        "base-size",
        lambda c: _change(_base(c), lambda content: content.extend(b"x")),
    ),
    "a file cut short": ("base-size", lambda c: _cut(_base(c), 8192 - 1)),
    "one bit of a table": ("base-changed", lambda c: _flip(_base(c))),
    "another manifest": (
        "manifest-changed",
        lambda c: _flip(take.newest(c) / manifest.NAME, 20),
    ),
    "a copy without manifest": (
        "incomplete",
        lambda c: (take.newest(c) / manifest.NAME).unlink(),
    ),
    "a segment of another database": ("system", lambda c: _flip(_segment(c, -1), 24)),
    "a segment missing": ("wal-missing", lambda c: _segment(c, 1).unlink()),
    "the last segment missing": ("wal-missing", lambda c: _segment(c, -1).unlink()),
    "one bit of a segment": ("wal-damaged", lambda c: _flip(_segment(c, 1), 5000)),
    "a segment cut short": ("wal-damaged", lambda c: _cut(_segment(c, 1), 8192)),
    "a paper missing": ("file-missing", lambda c: _blob(c).unlink()),
    "one bit of a paper": ("file-damaged", lambda c: _flip(_blob(c), 1)),
    "no keys": ("key-missing", lambda c: (c.parent / "keys").unlink()),
    "keys that were changed": ("key-wrong", lambda c: _flip(c.parent / "keys", 80)),
}


@pytest.fixture
def copies(one: House, elsewhere: Path) -> Path:
    """A copy with three streamed segments after it, a paper, and sealed keys beside it."""
    folder = elsewhere / "copies"
    BlobStore(one.data / "files" / "uploads").put(b"a paper")
    (one.data / "secret-key").write_text("only for tests")
    with take.streaming(folder):
        take.take(one.data, folder)
        for _ in range(3):
            one.sql("create table if not exists t (i int); insert into t values (1)")
            one.sql("select pg_switch_wal()", superuser=True)
        _await(lambda: _complete(folder) >= 3)
    found = {"secret-key": (one.data / "secret-key").read_bytes()}
    keys.seal(found, PASSPHRASE, folder.parent / "keys")
    return folder


def _complete(copies: Path) -> int:
    """How many whole segments have arrived."""
    return len([path for path in (copies / "wal").iterdir() if len(path.name) == 24])


def _await(true: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_mutilated_copy_is_refused_by_name(copies: Path, tmp_path: Path) -> None:
    """And nothing is made of it; before that, the whole one is found whole."""
    restore.check(take.newest(copies))
    wrong = {}
    for what, (name, mutilate) in MUTILATIONS.items():
        folder = tmp_path / re.sub(r"\W", "-", what)
        shutil.copytree(copies.parent, folder, copy_function=os.link)
        mutilate(folder / "copies")
        sealed = folder / "keys"
        try:
            restore.restore(
                folder / "copies",
                folder / "data",
                sealed=sealed if sealed.exists() else None,
                passphrase=PASSPHRASE,
            )
        except Refused as refused:
            if refused.name != name:
                wrong[what] = refused.name
        else:
            wrong[what] = "restored"
        if (folder / "data").exists():
            wrong[what] = "something was made"
        shutil.rmtree(folder)
    report("mutilations", tried=len(MUTILATIONS), wrong=len(wrong))
    assert wrong == {}
    assert {name for name, _ in MUTILATIONS.values()} <= set(REASONS)


def test_a_whole_copy_is_restored_up_to_a_moment(copies: Path, one: House, elsewhere: Path) -> None:
    """Up to a moment between two deeds: the first is there, the second is not; the keys come back."""
    moment = datetime.now(UTC)
    time.sleep(0.05)
    with take.streaming(copies):
        one.sql("insert into t values (2)")
        one.sql("select pg_switch_wal()", superuser=True)
        _await(lambda: one.sql(ARRIVED, superuser=True) == [(True,)])
    into = elsewhere / "restored"
    sealed = copies.parent / "keys"
    made = restore.restore(copies, into, sealed=sealed, passphrase=PASSPHRASE, at=moment)
    assert (into / "secret-key").read_text() == "only for tests"
    assert set(made.keys) == {"secret-key"}
    with postgres.running(into) as address, psycopg.connect(address) as restored:
        assert restored.execute("select distinct i from t").fetchall() == [(1,)]
    with pytest.raises(Refused, match="not-empty"):
        restore.restore(copies, into, without_keys=True)
    early = datetime(2020, 1, 1, tzinfo=UTC)
    with pytest.raises(Refused, match="moment"):
        restore.restore(copies, elsewhere / "early", without_keys=True, at=early)


def _santai(one: House, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "santai.project.cli", *arguments],
        env={**one.environment, "SANTAI_BACKUP_PASSPHRASE": PASSPHRASE},
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_commands_say_what_they_did(one: House, elsewhere: Path) -> None:
    copies, sealed = str(elsewhere / "copies"), str(elsewhere / "keys")
    assert _santai(one, "backup", str(one.data / "inside")).returncode == 2
    taken = _santai(one, "backup", copies, "--keys", sealed)
    assert (taken.returncode, "备份完成" in taken.stdout) == (0, True), taken
    checked = _santai(one, "restore", copies, "--check")
    assert (checked.returncode, checked.stdout) == (0, "这份备份是完整的。\n"), checked
    _base(elsewhere / "copies").unlink()
    refused = _santai(one, "restore", copies, "--into", str(elsewhere / "new"), "--keys", sealed)
    assert (refused.returncode, "base-missing" in refused.stdout) == (1, True), refused

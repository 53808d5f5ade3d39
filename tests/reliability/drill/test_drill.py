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
from santai.project.backup import keys, manifest, restore, take, wal
from santai.project.backup.drill import drill
from santai.project.backup.manifest import REASONS, Refused
from santai.project.cli import main
from tests.factories.seals import sealer
from tests.project.servers import data_folder
from tests.reliability.clients import Clients, faults
from tests.reliability.house import House, house
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
ARRIVED = "select bool_and(flush_lsn >= pg_current_wal_flush_lsn()) from pg_stat_replication"
RPO = 60  # seconds (D9)
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


@pytest.mark.parametrize("night", range(1, size(1, 30) + 1))
def test_a_machine_lost_while_people_work_is_made_anew(
    django_db_setup: None, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, night: int
) -> None:
    """Every receipt given while the copy was taken is good on the new machine, as is every record."""
    monkeypatch.setenv("DATABASE_URL", "")
    with house(connection.settings_dict["NAME"]) as one:
        monkeypatch.setenv("SANTAI_DATA", str(one.data))
        clients = Clients(one)
        one.serve()
        with clients.working(2):
            _await(lambda: clients.first_ack > 0)
            seen = drill(one.data, elsewhere, lambda: list(clients.acked.values()))
        clients.settle()
        one.kill_server()
        found = [*seen.faults, *faults(one, clients)]
    report(f"drill-{night:02}", orders=seen.orders, acknowledged=seen.acknowledged, copied_s=seen.copied_in,
           restored_s=seen.restored_in, faults=len(found))  # fmt: skip
    assert found == []
    assert seen.acknowledged > 0


def test_what_is_lost_with_the_machine_is_a_moment(
    one: House, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RPO: everything ends in one blow, the receiver of the log as well; nothing is closed in good order."""
    clients, copies, receivers, real = Clients(one), elsewhere / "copies", [], wal.receive
    monkeypatch.setattr(wal, "receive", lambda *of: receivers.append(real(*of)) or receivers[0])
    one.serve()
    with clients.working(2), take.streaming(copies):
        take.take(one.data, copies)
        time.sleep(size(1, 60))
        receivers[0].kill()
        lost_at, told = time.monotonic(), dict(clients.told_at)
    one.kill_server()
    restore.restore(copies, elsewhere / "restored", without_keys=True)
    with postgres.running(elsewhere / "restored") as address, psycopg.connect(address) as line:
        there = {number for (number,) in line.execute("select number from orders_order")}
    missing = [lost_at - at for number, at in told.items() if number not in there]
    report(
        "drill-rpo", told=len(told), missing=len(missing), rpo_s=round(max(missing, default=0), 2)
    )
    assert len(told) > len(missing)
    assert max(missing, default=0) <= RPO


def test_a_record_that_was_changed_before_it_was_copied_is_refused(
    one: House, elsewhere: Path
) -> None:
    """The copy is whole, what it holds is not: the ledger is derived again from the raw rows."""
    copies, sealed = elsewhere / "copies", elsewhere / "keys"
    clients = Clients(one)
    one.serve()
    with clients.working(1):
        _await(lambda: len(clients.acked) > 0)
    one.kill_server()
    assert _santai(one, "ledger", "seal").returncode == 0
    keys.seal(keys.found(one.data), PASSPHRASE, sealed)
    forged = "set session_replication_role = replica; update orders_event set actor_name = '{}' where id = {}"
    ((event, name),) = one.sql("select id, actor_name from orders_event order by id desc limit 1")
    one.sql(forged.format("别人", event), superuser=True)
    take.take(one.data, copies)
    one.sql(forged.format(name, event), superuser=True)
    with pytest.raises(Refused, match="ledger"):
        restore.restore(copies, elsewhere / "new", sealed=sealed, passphrase=PASSPHRASE)


# --- mutilations: each does one thing to a copy and names the refusal it must meet


def _base(copies: Path, path: str = "global/1262") -> Path:
    return take.newest(copies) / "base" / path


def _blob(copies: Path) -> Path:
    return next((copies / "files" / "uploads").glob("*/*/*"))


def _exchange(copies: Path) -> None:
    """Two papers under each other's names, both whole and sealed by us."""
    one, other, *_ = (copies / "files" / "uploads").glob("*/*/*")
    first, second = one.read_bytes(), other.read_bytes()
    for path, content in ((one, second), (other, first)):
        path.unlink()
        path.write_bytes(content)


def _segment(copies: Path, number: int) -> Path:
    return _complete(copies)[number]


def _complete(copies: Path) -> list[Path]:
    """The whole segments that this copy needs; a slot may have kept older ones for an earlier receiver."""
    start = manifest.read(take.newest(copies)).wal_start
    there = (path for path in (copies / "wal").iterdir() if len(path.name) == 24)
    return sorted(path for path in there if path.name >= start)


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
    "a paper cut short": ("file-damaged", lambda c: _cut(_blob(c), 50)),
    "two papers exchanged": ("file-damaged", _exchange),
    "no keys": ("key-missing", lambda c: (c.parent / "keys").unlink()),
    "keys that were changed": ("key-wrong", lambda c: _flip(c.parent / "keys", 80)),
}


@pytest.fixture(scope="module")
def copied(made: House) -> Iterator[Path]:
    """A copy with three streamed segments after it, a paper, and sealed keys beside it."""
    with data_folder() as outside, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SANTAI_DATA", str(made.data))
        patch.setenv("DATABASE_URL", "")
        yield _copied(made, outside / "copies")


@pytest.fixture
def copies(one: House, copied: Path) -> Path:
    return copied


def _copied(one: House, folder: Path) -> Path:
    papers = BlobStore(one.data / "files" / "uploads", sealer())
    for paper in (b"a paper", b"another", bytes(200_000)):
        papers.put(paper)
    (one.data / "secret-key").write_text("only for tests")
    with take.streaming(folder):
        take.take(one.data, folder)
        for _ in range(3):
            one.sql("create table if not exists t (i int); insert into t values (1)")
            one.sql("select pg_switch_wal()", superuser=True)
        _await(lambda: len(_complete(folder)) >= 3)
    keys.seal(keys.found(one.data), PASSPHRASE, folder.parent / "keys")
    return folder


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
    assert {Path(name).name for name in made.keys} == {
        "secret-key",
        "ledger-sha256-ed25519.key",
        "ledger-sha256-ed25519.pub",
    }
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


def test_the_commands_say_what_they_did(
    one: House,
    elsewhere: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SANTAI_BACKUP_PASSPHRASE", PASSPHRASE)
    copies, sealed = str(elsewhere / "copies"), str(elsewhere / "keys")

    def santai(*arguments: str) -> tuple[int, str]:
        return main(arguments), capsys.readouterr().out

    assert santai("backup", str(one.data / "inside"))[0] == 2
    code, said = santai("backup", copies, "--keys", sealed)
    assert (code, "备份完成" in said) == (0, True), said
    assert santai("restore", copies, "--check") == (0, "这份备份是完整的。\n")
    _base(elsewhere / "copies").unlink()
    code, said = santai("restore", copies, "--into", str(elsewhere / "new"), "--keys", sealed)
    assert (code, "base-missing" in said) == (1, True), said

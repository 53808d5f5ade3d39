"""The way back: everything is checked first, then a new data folder is made of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

import psycopg

from santai.project import postgres
from santai.project.backup import base, contents, keys, wal
from santai.project.backup.manifest import Manifest, Refused, read
from santai.project.backup.take import newest
from santai.project.postgres import programs
from santai.project.postgres.place import SUPERUSER, Place

RECOVERY = """
# Written by `santai restore`; gone from force once recovery has ended.
restore_command = 'false'
recovery_target_action = 'promote'
recovery_target_timeline = 'current'
"""
PATIENCE = 900  # seconds for recovery: the goal for a restored service (D9)


def check(copy: Path) -> Manifest:
    """Everything about one copy, without touching anything else. Raises Refused."""
    manifest, store = read(copy), copy.parent
    if manifest.postgres != programs.MAJOR:
        raise Refused("postgres", manifest.postgres)
    base.check(copy / "base", {p: (size, h) for p, (size, h) in manifest.base.items()})
    if base.system(copy / "base") != manifest.system:
        raise Refused("system", copy)
    wal.check(store / "wal", manifest.wal_start, manifest.system)
    contents.check(store / "files", manifest.files)
    return manifest


def restore(
    source: Path,
    data: Path,
    *,
    sealed: Path | None = None,
    passphrase: str = "",
    without_keys: bool = False,
    at: datetime | None = None,
) -> Manifest:
    """Make a data folder of the newest copy in `source`, up to the last thing streamed or to `at`.

    Raises Refused, having changed nothing, or Failed when PostgreSQL cannot recover. Refused by the name
    `ledger` leaves what was made: somebody has to find out who changed the record before it was copied. So does
    `retention`: what people had deleted, or what is past its time, could not be deleted again.
    """
    if data.exists() and any(data.iterdir()):
        raise Refused("not-empty", data)
    copy = newest(source)
    manifest = check(copy)
    opened = _keys(manifest, sealed, passphrase, without_keys)
    if at is not None and at <= datetime.fromisoformat(manifest.made_at):
        raise Refused("moment", at.isoformat())
    data.mkdir(parents=True, exist_ok=True, mode=0o755)
    keys.put_back(opened, {} if without_keys else manifest.keys, data)
    contents.restore(source / "files", data / "files", manifest.files)
    place = postgres.prepare(data)
    _lay(copy / "base", wal.check(source / "wal", manifest.wal_start, manifest.system), place, at)
    _recover(data, place, at, verify=not without_keys)
    return manifest


def _keys(
    manifest: Manifest, sealed: Path | None, passphrase: str, without: bool
) -> dict[str, bytes]:
    if without or not manifest.keys:
        return {}
    if sealed is None:
        raise Refused("key-missing", "、".join(sorted(manifest.keys)))
    return keys.unseal(sealed, passphrase)


def _lay(source: Path, segments: dict[str, Path], place: Place, at: datetime | None) -> None:
    """The base with what was streamed since, as a cluster that recovers when it is started."""
    draft = place.base / "cluster.restored"
    shutil.copytree(source, draft, symlinks=True)
    for name, path in segments.items():
        shutil.copyfile(path, draft / "pg_wal" / name)
    target = f"recovery_target_time = '{at.isoformat()}'\n" if at else ""
    with (draft / "postgresql.auto.conf").open("a") as file:
        file.write(RECOVERY + target)
    (draft / "recovery.signal").touch()
    for path in (draft, *draft.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        place.owner.give(path)
    os.sync()
    draft.rename(place.cluster)


def _recover(data: Path, place: Place, at: datetime | None, *, verify: bool) -> None:
    """Start it, wait until it takes writes, take our words out of its configuration, derive the ledger again."""
    try:
        with postgres.running(data):
            deadline = time.monotonic() + PATIENCE
            with psycopg.connect(
                place.conninfo(user=SUPERUSER, database="postgres"), autocommit=True
            ) as connection:
                while (connection.execute("select pg_is_in_recovery()").fetchone() or (True,))[0]:
                    if time.monotonic() > deadline:
                        raise postgres.Failed(f"recovery takes too long; see {place.log}")
                    time.sleep(0.1)
                for name in ("restore_command", "recovery_target_action", "recovery_target_time",
                             "recovery_target_timeline"):  # fmt: skip
                    connection.execute(f"alter system reset {name}")
            if verify and (findings := santai(data, "ledger", "fsck")):
                raise Refused("ledger", findings[0])
            # What was deleted since the copy was made is in the copy still (个人信息保护法 47).
            if verify and (left := santai(data, "privacy", "retention")):
                raise Refused("retention", left[0])
    except postgres.Failed as error:
        if at is not None and "before configured recovery target" in str(error):
            raise Refused("moment", at.isoformat()) from error
        raise


def santai(data: Path, *arguments: str) -> list[str]:
    """What a command says of a restored folder, line by line; nothing when it is content."""
    done = subprocess.run(
        [sys.executable, "-m", "santai.project.cli", *arguments],
        env={**os.environ, "SANTAI_DATA": str(data), "DATABASE_URL": ""},
        check=False,
        capture_output=True,
        text=True,
    )
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
    return lines or [f"{arguments[0]} {done.returncode}"] if done.returncode else []

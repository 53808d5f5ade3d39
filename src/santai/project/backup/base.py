"""The database as it stands, copied while it works by `pg_basebackup` of the wheel.

What arrived is held against the manifest that the server itself wrote. (`pg_verifybackup` of the wheel, which
would do that, dies with a segmentation fault: docs/decisions/0012.)
"""

from __future__ import annotations

import json
import re
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from santai.project import environment, postgres
from santai.project.backup.manifest import Refused, digest, paths
from santai.project.postgres import programs
from santai.project.postgres.place import SUPERUSER

_FIRST = re.compile(r"START WAL LOCATION: .* \(file ([0-9A-F]{24})\)")


class BackupFailed(Exception):
    """A program of PostgreSQL could not do its part; the message is its own."""


def address() -> str:
    """Who may copy the whole server: its superuser on our own socket, or whoever DATABASE_URL names."""
    if environment.database_url():
        return make_conninfo(environment.database_url())
    return postgres.prepare(environment.data_folder()).conninfo(user=SUPERUSER, database="postgres")


def run(program: str, *arguments: str) -> None:
    done = subprocess.run(
        [programs.installed() / program, *arguments], check=False, capture_output=True, text=True
    )
    if done.returncode:
        raise BackupFailed(f"{program}：{(done.stderr or done.stdout).strip()}")


def copy(into: Path, source: str) -> None:
    """With the write-ahead log that the copy itself needs; on the disk when this returns."""
    with _log_kept(source):
        run("pg_basebackup", "--dbname", source, "--pgdata", str(into), "--format=plain",
            "--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256")  # fmt: skip
    _compare(into, json.loads((into / "backup_manifest").read_text()))


@contextmanager
def _log_kept(source: str) -> Iterator[None]:
    """The log stays from here on. pg_basebackup asks for that only when it follows the log already, and where
    many checkpoints come at once, what it needs may be gone by then."""
    slot = f"santai_copy_{secrets.token_hex(8)}"
    with ExitStack() as stack:
        try:
            holding = stack.enter_context(psycopg.connect(source, autocommit=True))
            holding.execute("SELECT pg_create_physical_replication_slot(%s, true, true)", [slot])
        except psycopg.Error as error:
            raise BackupFailed(f"PostgreSQL：{str(error).strip()}") from error
        yield


def _compare(into: Path, manifest: dict[str, Any]) -> None:
    """Every file as the server read it: a disk that garbles what it is given is found at once."""
    for file in manifest["Files"]:
        path = into / (file.get("Path") or bytes.fromhex(file["Encoded-Path"]).decode())
        if path.stat().st_size != file["Size"] or digest(path) != file["Checksum"]:
            raise BackupFailed(f"{path.name} 与数据库给出的不一致，请检查磁盘")


def hashes(base: Path) -> dict[str, tuple[int, str]]:
    return {path: ((base / path).stat().st_size, digest(base / path)) for path in paths(base)}


def check(base: Path, wanted: dict[str, tuple[int, str]]) -> None:
    """Raises Refused for the first file that is missing, too many or not as it was."""
    there = set(paths(base)) if base.is_dir() else set()
    if missing := sorted(set(wanted) - there):
        raise Refused("base-missing", missing[0])
    if extra := sorted(there - set(wanted)):
        raise Refused("base-extra", extra[0])
    for path, (size, hashed) in sorted(wanted.items()):
        if (base / path).stat().st_size != size:
            raise Refused("base-size", path)
        if digest(base / path) != hashed:
            raise Refused("base-changed", path)


def system(base: Path) -> str:
    """PostgreSQL's number for a cluster, as its control file begins."""
    with (base / "global/pg_control").open("rb") as file:
        return str(int.from_bytes(file.read(8), "little"))


def major(base: Path) -> str:
    return (base / "PG_VERSION").read_text().strip()


def first_segment(base: Path) -> str:
    found = _FIRST.search((base / "backup_label").read_text())
    if found is None:
        raise Refused("base-changed", "backup_label")
    return found[1]

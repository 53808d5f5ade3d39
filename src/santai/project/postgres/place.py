"""Where the embedded server lives.

Everything is reached through ``<data>/postgres``. When the system user that runs the server cannot
reach the data folder (root in /root/…), that name is a link to a folder under /var/lib/santai;
when the path is too long for a socket, ``socket`` inside it is a link to a short one.
"""

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from psycopg.conninfo import make_conninfo

from santai.project.postgres.programs import Owner, owner

NAME = "santai"  # of the database and of its role, which is no superuser
SUPERUSER = "postgres"
LONGEST = 107 - len("/.s.PGSQL.5432")  # the kernel's limit on a socket's path
ELSEWHERE = Path("/var/lib/santai")


@dataclass(frozen=True)
class Place:
    base: Path
    owner: Owner

    @property
    def cluster(self) -> Path:
        return self.base / "cluster"

    @property
    def socket(self) -> Path:
        return (self.base / "socket").resolve()

    @property
    def log(self) -> Path:
        return self.base / "server.log"

    def open_log(self) -> IO[bytes]:
        return os.fdopen(os.open(self.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab")

    @property
    def users(self) -> Path:
        """Locked, shared, by every process that uses the server."""
        return self.base / "users.lock"

    @property
    def keeper(self) -> Path:
        """Locked by the one process that keeps the server."""
        return self.base / "keeper.lock"

    def conninfo(self, *, user: str = NAME, database: str = NAME) -> str:
        return make_conninfo(host=str(self.socket), user=user, dbname=database, connect_timeout=5)


def address(data: Path) -> str:
    """How to connect to the embedded server of this data folder (whether or not it runs)."""
    socket = (data / "postgres" / "socket").resolve()
    return make_conninfo(host=str(socket), user=NAME, dbname=NAME)


def prepare(data: Path) -> Place:
    """Make the folders, as often as you like, from as many processes as you like."""
    link = data / "postgres"
    data.mkdir(parents=True, exist_ok=True)
    who = owner(link)
    if not link.exists():
        _make_base(link, who)
    place = Place(link.resolve(), who)
    if not place.socket.is_dir():  # new, or a short folder in /tmp that a reboot took
        _make_socket(place)
    return place


def _make_base(link: Path, who: Owner) -> None:
    if who.may("-x", link.parent):
        link.mkdir(exist_ok=True)
        link.chmod(0o755)
        return
    base = ELSEWHERE / secrets.token_hex(6)
    base.mkdir(parents=True)
    for folder in (ELSEWHERE, base):
        folder.chmod(0o755)
    try:
        link.symlink_to(base)
    except FileExistsError:  # another process was quicker
        base.rmdir()


def _make_socket(place: Place) -> None:
    name = place.base / "socket"
    folder = name
    if len(os.fsencode(name)) > LONGEST:
        digest = hashlib.sha256(os.fsencode(place.base)).hexdigest()[:16]
        folder = Path(f"/tmp/santai-{digest}")  # noqa: S108 -- checked below to be ours alone
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        place.owner.give(folder)
    if folder.is_symlink() or folder.stat().st_uid != place.owner.uid:
        raise PermissionError(f"{folder} belongs to somebody else; remove it and start again")
    if folder != name and not name.is_symlink():
        with suppress(FileExistsError):
            name.symlink_to(folder)

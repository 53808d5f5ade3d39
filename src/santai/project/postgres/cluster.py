"""One PostgreSQL server: made once, started as our child, stopped with us."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from santai.project.postgres import programs
from santai.project.postgres.place import NAME, SUPERUSER, Place
from santai.project.processes import dying_with_us

# Given on the command line, which neither postgresql.conf nor ALTER SYSTEM can overrule.
SETTINGS: Mapping[str, str] = {
    # An acknowledged order survives kill -9 and a power cut. Never loosen these three.
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # Reached through a socket that only its owner (and root) can open.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Sized for a two-core machine with a few gigabytes that also runs the web server.
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",  # short statements; the cores belong to other requests
    "jit": "off",  # compiling costs more than our statements do
    "wal_compression": "on",
    "max_wal_size": "2GB",
    # A copy that is no longer followed must not fill the disk of what it copies.
    "max_slot_wal_keep_size": "8GB",
    "checkpoint_timeout": "15min",
    "idle_in_transaction_session_timeout": "5min",
    # Statements and key values hold personal data; the log must not.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_line_prefix": "%m [%p] %a ",
}

FAST, AT_ONCE = signal.SIGINT, signal.SIGQUIT


class Failed(Exception):
    """The embedded server cannot run; the message says what was seen and where to read more."""


def make(place: Place) -> None:
    """Create the cluster if there is none: complete or not at all, whenever we are interrupted."""
    if place.cluster.is_dir():
        found = (place.cluster / "PG_VERSION").read_text().strip()
        if found != programs.MAJOR:
            raise Failed(
                f"{place.cluster} was made by PostgreSQL {found}, the programs are of "
                f"{programs.MAJOR}: move the data with pg_dump or pg_upgrade first."
            )
        return
    for left in place.base.glob("cluster.new-*"):
        shutil.rmtree(left)
    draft = place.base / f"cluster.new-{os.getpid()}"
    draft.mkdir(mode=0o700)
    place.owner.give(draft)
    done = subprocess.run(
        [
            *(str(programs.folder(place.owner, place.base) / "initdb"), "-D", str(draft)),
            *("--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--locale", "C"),
            *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8", "--no-instructions"),
        ],
        check=False,
        capture_output=True,
        text=True,
        **place.owner.arguments(),
    )
    if done.returncode:
        raise Failed(f"initdb in {draft} failed:\n{done.stderr.strip()}")
    draft.rename(place.cluster)


class Server:
    """A running server; ours, so it dies with us even if we are killed."""

    def __init__(self, place: Place, settings: Mapping[str, str] | None = None) -> None:
        self.place = place
        _sweep(place.cluster)
        flags = {**SETTINGS, "unix_socket_directories": str(place.socket), **(settings or {})}
        with place.open_log() as log:
            self._process = subprocess.Popen(
                [
                    str(programs.folder(place.owner, place.base) / "postgres"),
                    *("-D", str(place.cluster)),
                    *(part for key, value in flags.items() for part in ("-c", f"{key}={value}")),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us to hear
                preexec_fn=dying_with_us(AT_ONCE),
                **place.owner.arguments(),
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def alive(self) -> bool:
        return self._process.poll() is None

    def was_ready(self) -> bool:
        """Whether it has ever taken connections; true also when it has been killed since.

        The postmaster writes its state into the eighth line of its file (miscadmin.h, PM_STATUS_*).
        """
        try:
            lines = (self.place.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return lines[:1] == [str(self.pid)] and [line.strip() for line in lines[7:8]] == ["ready"]

    def await_ready(self, seconds: float = 60) -> None:
        """Return when it takes connections and has our role and database.

        Crash recovery may take a while after a power cut: ``seconds`` is for a server that says
        nothing, and starts again with every answer.
        """
        deadline = time.monotonic() + seconds
        while True:
            try:
                with psycopg.connect(
                    self.place.conninfo(user=SUPERUSER, database="postgres"), autocommit=True
                ) as connection:
                    return _make_database(connection)
            except psycopg.OperationalError as error:
                if "the database system is" in str(error):  # … starting up, in recovery mode
                    deadline = time.monotonic() + seconds
                if not self.alive() or time.monotonic() > deadline:
                    raise Failed(f"PostgreSQL does not start:\n{tail(self.place.log)}") from error
            time.sleep(0.05)

    def stop(self) -> None:
        """Disconnect everybody, write everything, end; at once if it takes too long."""
        for how, seconds in ((FAST, 20), (AT_ONCE, 5), (signal.SIGKILL, 5)):
            if self.alive():
                self._process.send_signal(how)
            try:
                self._process.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                continue
        _sweep(self.place.cluster)


def _make_database(connection: psycopg.Connection) -> None:
    name = sql.Identifier(NAME)
    if not connection.execute("select from pg_roles where rolname = %s", [NAME]).fetchall():
        # createdb: the tests make databases of their own
        connection.execute(sql.SQL("create role {} login createdb").format(name))
    if not connection.execute("select from pg_database where datname = %s", [NAME]).fetchall():
        connection.execute(sql.SQL("create database {} owner {}").format(name, name))


def _sweep(cluster: Path) -> None:
    """End what a killed server left behind, so that a new one can have the cluster.

    A backend that is busy outlives its postmaster, holds the shared memory, and makes the next
    start fail. Whoever calls this holds the keeper's lock, so nothing found here is in use.
    """
    if sys.platform != "linux":
        return
    deadline = time.monotonic() + 10
    while left := [process for process in _processes_in(cluster) if _signal(process)]:
        if time.monotonic() > deadline:
            raise Failed(f"processes {left} still hold {cluster} and cannot be ended")
        time.sleep(0.02)
    # With nobody in the cluster, the file names a process number that anyone may have by now.
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _processes_in(folder: Path) -> list[int]:
    """Processes whose working directory is the folder: every PostgreSQL process chdirs there."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                inside = (entry / "cwd").readlink() == folder
                named = (entry / "comm").read_text().startswith("postgres")
            except OSError:  # gone, or another user's
                continue
            if inside and named:
                found.append(int(entry.name))
    return found


def _signal(process: int) -> bool:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def tail(log: Path, lines: int = 12) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:]) + f"\n(from {log})"

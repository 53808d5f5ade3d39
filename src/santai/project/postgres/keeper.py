"""Who keeps the server running, and for how long.

Any ``santai`` process may need the server; any may end first, or be killed; so none of them owns
it. Each holds a shared lock on ``users.lock`` while it needs the server. A small process, the
keeper, runs the server as its child, starts it again if it dies, and ends both when it can have
that lock for itself, which is when the last user has gone, however it went. If the keeper is
killed, the kernel ends the server (cluster.py), and any user's next ``hold`` starts another keeper.
"""

import fcntl
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from santai.project.postgres.cluster import Failed, Server, make, tail
from santai.project.postgres.place import Place, address, prepare

PATIENCE = 300  # seconds for the first start: a slow disk, a long recovery
BEAT = 0.2  # seconds between looks at the server
LAST_PAUSE_AT_FIRST = 0.8  # seconds; the pause doubles, so this is the third attempt
MUCH_LOG = 10_000_000  # bytes

# Keepers that this process started, by the folder they keep: a parent waits for its children.
_ours: dict[Path, list[subprocess.Popen[bytes]]] = {}


@contextmanager
def running(data: Path) -> Iterator[str]:
    """Have the server of this data folder running; yields the address to connect to.

    Starts it if nobody has. On leaving, the last one out waits until it has stopped.
    """
    place = prepare(data)
    with place.users.open("a") as file:
        users = file.fileno()
        fcntl.flock(users, fcntl.LOCK_SH)  # waits here while a keeper is on its way out
        try:
            hold(place)
            yield address(data)
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            _see_off(place, users)


def hold(place: Place) -> None:
    """Return when the server answers, having started a keeper if there is none."""
    deadline = time.monotonic() + PATIENCE
    keeper: subprocess.Popen[bytes] | None = None
    while not _answers(place):
        if (keeper and keeper.poll()) or time.monotonic() > deadline:
            raise Failed(f"PostgreSQL does not start:\n{tail(place.log)}")
        if (keeper is None or keeper.poll() is not None) and not _locked(place.keeper):
            keeper = _start_keeper(place)
        time.sleep(0.05)


def _start_keeper(place: Place) -> subprocess.Popen[bytes]:
    with place.open_log() as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", __package__, str(place.base)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    _ours.setdefault(place.base, []).append(keeper)
    return keeper


def kept(place: Place) -> bool:
    """Whether a keeper is there; cheap enough to ask every second."""
    return _locked(place.keeper)


def _answers(place: Place) -> bool:
    try:
        psycopg.connect(place.conninfo()).close()
    except psycopg.OperationalError:
        return False
    return True


def _locked(path: Path) -> bool:
    """Whether somebody holds the lock for himself."""
    with path.open("a") as file:
        return not _take(file.fileno(), fcntl.LOCK_SH)


def _take(file: int, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _see_off(place: Place, users: int) -> None:
    """Wait until the server has stopped, unless others still use it."""
    _meet_the_late()
    while _locked(place.keeper):
        if _take(users, fcntl.LOCK_EX):
            fcntl.flock(users, fcntl.LOCK_UN)  # nobody else; the keeper will notice
        elif _take(users, fcntl.LOCK_SH):
            fcntl.flock(users, fcntl.LOCK_UN)  # shared, so not the keeper: others use it
            return
        time.sleep(0.05)
    for keeper in _ours.pop(place.base, ()):
        keeper.wait()


def _meet_the_late() -> None:
    """Keepers that stayed for others when this process left, and have ended since: nobody else can."""
    for base, keepers in list(_ours.items()):
        if all(keeper.poll() is not None for keeper in keepers):
            del _ours[base]


def keep(place: Place) -> None:
    """Run the server until nobody uses it. The locks are kept until this process has ended."""
    own = os.open(place.keeper, os.O_CREAT | os.O_RDWR, 0o600)
    users = os.open(place.users, os.O_CREAT | os.O_RDWR, 0o600)
    if not _take(own, fcntl.LOCK_EX):
        return  # there is a keeper already
    if place.log.stat().st_size > MUCH_LOG:
        place.log.rename(place.log.with_suffix(".log.1"))
    make(place)
    server: Server | None = None
    been_up = False
    pause = BEAT
    try:
        while not _take(users, fcntl.LOCK_EX):
            if server is None or not server.alive():
                try:
                    server = Server(place)
                    server.await_ready()
                    been_up, pause = True, BEAT
                except Failed as error:
                    # Once it has been up, for us or for a user who was quicker, keep trying: a full
                    # disk may be emptied. Before that a user waits for the reason, but one failure
                    # may be an accident.
                    been_up = been_up or (server is not None and server.was_ready())
                    if not been_up and pause >= LAST_PAUSE_AT_FIRST:
                        raise
                    print(error, flush=True)
                    pause = min(pause * 2, 5)
            time.sleep(pause)
    finally:
        if server:
            server.stop()

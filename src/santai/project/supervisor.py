"""``santai run``: keeps the parts of one installation going, and takes them all down with it.

It is small and does nothing itself, so that it does not fail: the database's keeper, the web server
and the worker are processes of their own. One that fails while we start ends everything, with a
message; later, one that ends is started again, however often.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from santai.project import environment, postgres
from santai.project.processes import dying_with_us

GRACE = 15  # seconds a part gets to finish what it does
LONGEST_PAUSE = 10  # seconds between attempts to start it again


class Stop(BaseException):
    """Ctrl-C, or the service manager, says so."""


class GaveUp(Exception):
    """A part of ours does not start."""


class Part:
    """One ``santai`` sub-command, kept running."""

    def __init__(self, name: str, *arguments: str) -> None:
        self.name = name
        self._command = [sys.executable, "-m", "santai.project.cli", name, *arguments]
        self._pause = 0.0
        self._start()

    def _start(self) -> None:
        self._born = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            start_new_session=True,  # Ctrl-C is for us; we tell them one after the other
            preexec_fn=dying_with_us(signal.SIGTERM),
        )

    def ended(self) -> int | None:
        """Its exit code, if it has ended."""
        return self._process.poll()

    def revive(self) -> None:
        """Start it again if it has ended; sooner if it had been up for long."""
        now = time.monotonic()
        if self.ended() is None:
            if now - self._born > 2 * LONGEST_PAUSE:
                self._pause = 0.0
        elif now - self._born > self._pause:
            self._pause = min(2 * self._pause + 1, LONGEST_PAUSE)
            print(f"santai {self.name} ended ({self.ended()}); starting it again", flush=True)
            self._start()

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def supervise(*, host: str, port: int, demo: bool) -> int:
    """Run until stopped; 0 when that was asked for, 1 when a part could not be kept up."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop)
    try:
        _check_port(host, port)
        with _database() as data:
            _setup_database(demo=demo)
            _make_it_easy()
            _keep_going(data, host, port)
    except GaveUp as error:
        print(error, file=sys.stderr)
        return 1
    except Stop:
        print("stopped", flush=True)
    return 0


def _stop(*_: int | FrameType | None) -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)  # once is enough; a second Ctrl-C must not leave a mess
    raise Stop


@contextmanager
def _database() -> Iterator[Path | None]:
    if environment.database_url():
        yield None
        return
    data = environment.data_folder()
    print(f"database: starting PostgreSQL in {data}", flush=True)
    with postgres.running(data):
        yield data


def _setup_database(*, demo: bool) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "santai.project.cli", "setup-db"),
            *(["--demo"] if demo else []),
        ],
        check=False,
        start_new_session=True,
        preexec_fn=dying_with_us(signal.SIGTERM),
    )
    if done.returncode:
        raise GaveUp("the database could not be prepared")


def _make_it_easy() -> None:
    """Where nothing is real, people try out with a password alone, unless the operator says otherwise."""
    if (environment.data_folder() / environment.DEMONSTRATION).exists():
        os.environ.setdefault("SANTAI_EASY_SIGN_IN", "yes")


def _keep_going(data: Path | None, host: str, port: int) -> None:
    address = f"http://{host}:{port}"
    up = False
    parts: list[Part] = []
    try:
        parts.append(Part("serve", "--host", host, "--port", str(port)))
        parts.append(Part("worker"))
        while True:
            if not up and (up := _answers(f"{address}/healthz")):
                print(f"Santai is at {address} (Ctrl-C stops it)", flush=True)
            if data and not postgres.kept(place := postgres.prepare(data)):
                postgres.hold(place)
            for part in parts:
                if not up and part.ended() is not None:
                    raise GaveUp(f"`santai {part.name}` does not start (code {part.ended()})")
                part.revive()
            time.sleep(1 if up else 0.1)
    finally:
        for part in parts:
            part.stop()


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 -- an address of ours
    except OSError:
        return False
    return True


def _check_port(host: str, port: int) -> None:
    """Say it at once, not after a minute of loading the demo."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise GaveUp(
                f"{host}:{port}: {error.strerror}. Is Santai running already? "
                f"Another port: santai run --port {port + 1}"
            ) from error

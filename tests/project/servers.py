"""Folders for embedded servers, and what is left of them."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from santai.project.postgres import address, prepare


@contextmanager
def data_folder(*, like: Path | None = None) -> Iterator[Path]:
    """A short, reachable data folder, empty or a copy; afterwards nothing of it may be running."""
    data = Path(tempfile.mkdtemp(prefix="santai-"))
    data.chmod(0o755)
    if like:
        subprocess.run(["cp", "-a", f"{like}/.", data], check=True)
    try:
        yield data
        wait_until(lambda: processes_of(data) == [], 10)
    finally:
        for process in processes_of(data):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        if (data / "postgres").is_symlink():
            shutil.rmtree((data / "postgres").resolve())
        shutil.rmtree(data)


def processes_of(data: Path) -> list[int]:
    """Every process that has to do with this data folder, but not the test itself."""
    base = (data / "postgres").resolve()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        try:
            about = (entry / "cmdline").read_text() + (entry / "environ").read_text()
            inside = (entry / "cwd").readlink().is_relative_to(base)
        except (OSError, UnicodeDecodeError):
            continue
        if inside or str(data) in about or str(base) in about:
            found.append(int(entry.name))
    return found


def command(process: int) -> str:
    """Its command line, the words joined by NULs; empty if it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text()
    except OSError:
        return ""


def born(process: int) -> tuple[int, int]:
    """When it was started, in ticks since boot: numbers of processes begin anew at 32768."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, process
    return int(stat[19]), process


def postmaster(data: Path) -> int:
    return int((prepare(data).cluster / "postmaster.pid").read_text().split()[0])


def replaced(data: Path, old: int) -> bool:
    """Whether another postmaster has taken the place of ``old``, and answers."""
    try:
        return postmaster(data) != old and answers(data)
    except (OSError, IndexError):  # the file is away, or being written
        return False


def keeper(data: Path) -> int:
    return parent(postmaster(data))


def parent(process: int) -> int:
    """Its parent; 0 if it has ended."""
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def value(data: Path, query: str) -> object:
    with psycopg.connect(address(data)) as connection:
        row = connection.execute(query).fetchone()
    return row and row[0]


def answers(data: Path) -> bool:
    try:
        return value(data, "select 1") == 1
    except psycopg.OperationalError:
        return False


PATIENCE = 2  # a bound is there to end a test that hangs, not to measure


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    """Fails unless it becomes true within so many seconds of a quiet machine.

    On a busy one everything takes longer in proportion to those who wait for a core.
    """
    busy = PATIENCE * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    deadline = time.monotonic() + seconds * busy
    while not true():
        assert time.monotonic() < deadline, f"not within {seconds} seconds (times {busy:.1f})"
        time.sleep(0.02)


def python(data: Path, code: str) -> subprocess.Popen[str]:
    """Another process, with ``data`` and ``running`` at hand; says a line when told to."""
    head = (
        "import pathlib, sys\n"
        "from santai.project.postgres import running\n"
        f"data = pathlib.Path({str(data)!r})\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", head + code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def hear(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdout
    assert process.stdout.readline() == f"{line}\n"

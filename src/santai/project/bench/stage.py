"""An installation of its own for the benchmark: database, server, a county, a partner, 100,000 open orders."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from santai.project.bench.cpu import cpu_seconds, postmaster
from santai.project.processes import dying_with_us


@dataclass(slots=True)
class Stage:
    """Where the benchmark plays; `cpu()` is what server and database have used together, in seconds."""

    data: Path
    port: int
    server: int

    def cpu(self) -> float:
        return cpu_seconds([self.server, postmaster(self.data)])

    def database_cpu(self) -> float:
        return cpu_seconds([postmaster(self.data)])


@contextmanager
def installation(folder: Path) -> Iterator[Path]:
    """A fresh data folder with a running database, migrated, and Django ready in this process."""
    from santai.project import postgres

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    folder.chmod(0o755)
    os.environ |= {"SANTAI_DATA": str(folder), "SANTAI_SECRET_KEY": "only for the benchmark"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "santai.project.settings"
    os.environ["DATABASE_URL"] = ""
    os.environ["SANTAI_EASY_SIGN_IN"] = "yes"  # the pages are measured, nobody types in six digits
    with postgres.running(folder):
        subprocess.run([sys.executable, "-m", "santai.project.cli", "setup-db"], check=True)
        import django

        django.setup()
        yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def serving(data: Path) -> Iterator[Stage]:
    """The same server that `make run` starts, on a free port."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "santai.project.cli", "serve", "--port", str(port)],
        start_new_session=True,
        preexec_fn=dying_with_us(15),
    )
    try:
        _wait_for(port)
        yield Stage(data, port, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int, seconds: int = 60) -> None:
    for _ in range(seconds * 10):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up")

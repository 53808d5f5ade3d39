"""Answer web requests (part of `santai run`)."""

import argparse
import resource
from typing import Any

LINES = 2048  # connections of one process; those that wait for somebody cost no thread
FILES = 2  # for each of them: the line, and what comes over it when that is long


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--log-requests", action="store_true", help="one line for every request")


def run(args: argparse.Namespace) -> int:
    """Two processes of eight threads: one per core, a database connection per thread."""
    from granian.constants import HTTPModes, Interfaces, Loops
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    from santai.project import environment
    from santai.project.serving import door  # loaded once, here; the workers are forks

    if environment.flag("SANTAI_EASY_SIGN_IN"):
        print("ATTENTION: staff sign in with a password alone (SANTAI_EASY_SIGN_IN)", flush=True)
    _let_open(LINES * FILES)
    server = Server(
        door.__name__ + ":doorman",
        address=args.host,
        port=args.port,
        interface=Interfaces.RSGI,
        workers=environment.whole("SANTAI_PROCESSES", 2),
        http=HTTPModes.http1,
        # Ten seconds for a head of 64 kB at most: who dawdles or floods is cut off before the doorman hears of it.
        http1_settings=HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024),
        backpressure=LINES,
        loop=Loops.asyncio,
        websockets=False,
        log_level=LogLevels.error,
        log_access=args.log_requests,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    server.serve(target_loader=_Application(), wrap_loader=False)
    return 0


def _let_open(files: int) -> None:
    """Many systems begin with 1,024 open files for a process, and let it ask for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = files if hard == resource.RLIM_INFINITY else min(files, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class _Application:
    """What each web process calls for its application; first it ties its life to ours."""

    def __init__(self) -> None:
        import os

        self.parent = os.getpid()

    def __call__(self, *_: object) -> Any:
        import signal

        from santai.project.processes import die_with
        from santai.project.serving import warming
        from santai.project.serving.door import doorman

        die_with(self.parent, signal.SIGKILL)
        warming.begin()
        return doorman()

"""Run psql, pg_dump or another program of PostgreSQL against our database."""

import argparse
import os
import signal
import subprocess


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.prefix_chars = "\0"  # everything that follows is the program's
    parser.add_argument("program", help="psql, pg_dump, pg_restore, vacuumdb, …")
    parser.add_argument("arguments", nargs=argparse.REMAINDER)


def run(args: argparse.Namespace) -> int:
    from django.conf import settings

    from santai.project.postgres import programs

    program = programs.installed() / args.program
    if program.parent != programs.installed() or not program.is_file():
        print("there is", *sorted(path.name for path in programs.installed().iterdir()))
        return 2
    database = settings.DATABASES["default"]
    known = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    running = subprocess.Popen(
        [program, *args.arguments],
        env={**os.environ, **{name: value for name, value in known.items() if value}},
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in psql is for psql
    return running.wait()

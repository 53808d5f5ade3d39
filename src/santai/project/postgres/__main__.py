"""``python -m santai.project.postgres BASE``: the keeper of the server in that folder."""

import os
import signal
import sys
from pathlib import Path

from santai.project.postgres.cluster import Failed
from santai.project.postgres.keeper import keep
from santai.project.postgres.place import Place
from santai.project.postgres.programs import owner


def _end(*_: object) -> None:
    raise SystemExit


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for those who use the server
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    os.chdir("/")
    base = Path(sys.argv[1])
    try:
        keep(Place(base, owner(base)))
    except Failed as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

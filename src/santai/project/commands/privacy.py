"""When data leaked through accounts: whom it concerns, with what of theirs, and what to tell them (PIPL 57).

`santai privacy breach --since 2026-03-01 --account 22-ck --into affected.csv` reads the record of looks and
writes a table of people and what of theirs was seen, for its owner only, with the letter to each beside it.
Without an account: everybody whom anybody looked at in that time.
"""

import argparse
from datetime import datetime
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("breach",))
    parser.add_argument(
        "--since", required=True, type=_moment, help="day or moment, e.g. 2026-03-01T08:00"
    )
    parser.add_argument("--until", type=_moment, help="up to then, without it (default: now)")
    parser.add_argument("--account", action="append", default=[], metavar="USERNAME")
    parser.add_argument("--into", required=True, type=Path, metavar="FILE.csv", help="a new file")


def run(args: argparse.Namespace) -> int:
    from santai.project.people import breach

    return breach.run(args)


def _moment(text: str) -> datetime:
    from santai.kernel.workdays import ZONE

    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)

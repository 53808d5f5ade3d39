"""What is kept of people: whom a leak concerns (PIPL 57), and what is past its time (PIPL 19).

`santai privacy breach --since 2026-03-01 --account 22-ck --into affected.csv` reads the record of looks and
writes a table of people and what of theirs was seen, for its owner only, with the letter to each beside it.
Without an account: everybody whom anybody looked at in that time.

`santai privacy retention` deletes what is past its time, as the worker does every night; with `--dry-run` it only
counts. It can be stopped and run again. After a restore it runs before Santai serves anybody: what was deleted
since the copy was taken is in the copy still.

`santai privacy inventory` writes the table of what is held, as docs/privacy.md shows it.
"""

import argparse
from datetime import datetime
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("breach", "retention", "inventory"))
    parser.add_argument("--since", type=_moment, help="day or moment, e.g. 2026-03-01T08:00")
    parser.add_argument("--until", type=_moment, help="up to then, without it (default: now)")
    parser.add_argument("--account", action="append", default=[], metavar="USERNAME")
    parser.add_argument("--into", type=Path, metavar="FILE.csv", help="a new file")
    parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")


def run(args: argparse.Namespace) -> int:
    if args.what == "breach":
        return _breach(args)
    return _retention(args.dry_run) if args.what == "retention" else _inventory()


def _breach(args: argparse.Namespace) -> int:
    from santai.project.people import breach

    if args.since is None or args.into is None:
        raise SystemExit("santai privacy breach: --since and --into are needed")
    return breach.run(args)


def _retention(dry_run: bool) -> int:
    from django.utils import timezone

    from santai.capabilities.privacy import actions

    now = timezone.now()
    asked = 0 if dry_run else actions.carry_out_all(at=now)
    gone = actions.run(at=now, dry_run=dry_run)
    said = "会删除" if dry_run else "已删除"
    print("\n".join(f"{name}：{said} {count} 项" for name, count in gone.items()))
    if asked:
        print(f"本人要求的：办了 {asked} 件")
    return 0


def _inventory() -> int:
    from santai.project.people.inventory import table

    print(table(), end="")
    return 0


def _moment(text: str) -> datetime:
    from santai.kernel.workdays import ZONE

    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)

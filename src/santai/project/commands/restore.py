"""Make a new data folder of a copy; refuses one that is not whole, and says by name why.

Everything is checked before anything is made. --at stops at a moment (2026-03-02T09:00:00+08:00), for when
somebody deleted what should have stayed. Run `santai check` afterwards.
"""

import argparse
import os
from datetime import datetime
from pathlib import Path

NEEDS_DATABASE = False  # it makes its own


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="the folder of the copies")
    parser.add_argument("--into", type=Path, help="a data folder that does not exist yet")
    parser.add_argument("--keys", type=Path, help="the sealed keys")
    parser.add_argument("--without-keys", action="store_true", help="they are given otherwise")
    parser.add_argument("--at", type=datetime.fromisoformat, help="a moment with its time zone")
    parser.add_argument("--check", action="store_true", help="look whether it could be, no more")


def run(args: argparse.Namespace) -> int:
    from santai.project.backup import keys, restore, take
    from santai.project.backup.manifest import Refused

    if not args.check and args.into is None:
        print("请用 --into 指定新的数据目录，或用 --check 只检查。")
        return 2
    if args.at is not None and args.at.tzinfo is None:
        print("--at 要带时区，例如 2026-03-02T09:00:00+08:00。")
        return 2
    try:
        source = args.folder.resolve()
        if args.check:
            restore.check(take.newest(source))
            print("这份备份是完整的。")
            return 0
        made = restore.restore(
            source,
            args.into.resolve(),
            sealed=args.keys,
            passphrase=os.environ.get("SANTAI_BACKUP_PASSPHRASE", ""),
            without_keys=args.without_keys,
            at=args.at,
        )
    except Refused as error:
        print(f"没有恢复：{error}")
        return 1
    if args.without_keys:
        print(*keys.closed_without(made.keys), sep="\n")
    print(f"已恢复到 {args.into}（备份于 {made.made_at}）。请运行 santai check。")
    return 0

"""Rehearse a restore: copy while it runs, make it anew elsewhere, check every record and file.

Needs room for two more of everything in the folder given, which is left for you to look at. --acks names a
file with one order number on each line, written by somebody outside: each must be found again.
"""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="an empty folder to rehearse in")
    parser.add_argument(
        "--acks", type=Path, help="order numbers somebody was told, one on each line"
    )


def run(args: argparse.Namespace) -> int:
    from santai.project import environment
    from santai.project.backup.base import BackupFailed
    from santai.project.backup.drill import drill
    from santai.project.backup.manifest import Refused

    work = args.folder.resolve()
    if work.is_relative_to(environment.data_folder()):
        print("演练目录不能在数据目录里。")
        return 2
    work.mkdir(parents=True, exist_ok=True)
    work.chmod(0o755)  # the restored server may belong to a system user
    if any(work.iterdir()):
        print("演练目录不是空的。")
        return 2
    acks = (lambda: args.acks.read_text().split()) if args.acks else tuple
    try:
        seen = drill(environment.data_folder(), work, acks)
    except (BackupFailed, Refused) as error:
        print(f"演练失败：{error}")
        return 1
    print(*seen.faults, sep="\n", end="\n" if seen.faults else "")
    print(
        f"备份 {seen.copied_in} 秒，恢复 {seen.restored_in} 秒；{seen.orders} 件工单，"
        f"核对回执 {seen.acknowledged} 件；发现 {len(seen.faults)} 处问题。"
    )
    return 1 if seen.faults else 0

"""Data keys of what lies sealed: `list` them, `rotate` to new ones, `reseal` what older ones sealed.

New keys take two people: one asks at /desk/approvals/, another approves, and `rotate --by` names who asked.
Work goes on meanwhile: old keys open what they sealed until it has been sealed anew, and stay for backups.
"""

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list", "rotate", "reseal"))
    parser.add_argument("--by", default="", metavar="USERNAME", help="who asked for new keys")


def run(args: argparse.Namespace) -> int:
    from django.db import transaction
    from django.utils import timezone

    from santai.capabilities.approvals.enums import Kind
    from santai.capabilities.sealing import actions
    from santai.kernel.errors import Refusal
    from santai.project.commands import files
    from santai.project.people.operator import approved

    if args.action == "list":
        for key in actions.listed():
            print(f"{key.number:>4}  {key.purpose:<10} {key.algorithm:<12} {key.at:%Y-%m-%d %H:%M}")
        return 0
    if args.action == "rotate":
        try:
            with transaction.atomic():
                approved(args.by, Kind.SEALING_KEY, at=timezone.now())
                made = actions.rotate()
        except Refusal as refused:
            print(refused, file=sys.stderr)
            return 1
        print(f"启用了 {len(made)} 把新的数据密钥。正在把已有数据换成新密钥加密……")
    for column, count in actions.reseal():
        print(f"{column}：{count} 条")
    return files.seal(rest=1.0)

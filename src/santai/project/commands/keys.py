"""Data keys of what lies sealed: `list` them, `rotate` to new ones, `reseal` what older ones sealed.

Work goes on meanwhile: old keys open what they sealed until it has been sealed anew, and stay for backups.
"""

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list", "rotate", "reseal"))


def run(args: argparse.Namespace) -> int:
    from santai.capabilities.sealing import actions

    if args.action == "list":
        for key in actions.listed():
            print(f"{key.number:>4}  {key.purpose:<10} {key.algorithm:<12} {key.at:%Y-%m-%d %H:%M}")
        return 0
    if args.action == "rotate":
        made = actions.rotate()
        print(f"启用了 {len(made)} 把新的数据密钥。正在把已有数据换成新密钥加密……")
    for column, count in actions.reseal():
        print(f"{column}：{count} 条")
    return 0

"""Data keys of what lies sealed: `list`, `rotate`, `reseal`, `rotate-index`, `reindex`.

`rotate` makes new ones, `reseal` seals anew what older ones sealed. `rotate-index` makes a new key of the blind
indexes, `reindex` computes them anew, also after it was stopped.

New keys take two people: one asks at /desk/approvals/, another approves, and `--by` names who asked.
Work goes on meanwhile: old keys open what they sealed until it has been sealed anew, and stay for backups.
"""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

T = TypeVar("T")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list", "rotate", "reseal", "rotate-index", "reindex"))
    parser.add_argument("--by", default="", metavar="USERNAME", help="who asked for new keys")


def run(args: argparse.Namespace) -> int:
    from santai.kernel.errors import Refusal

    verbs: dict[str, Callable[[str], int]] = {
        "list": lambda _by: _list(),
        "rotate": _rotate,
        "reseal": lambda _by: _reseal(),
        "rotate-index": _rotate_index,
        "reindex": lambda _by: _reindex(),
    }
    try:
        return verbs[args.action](args.by)
    except Refusal as refused:
        print(refused, file=sys.stderr)
        return 1


def _list() -> int:
    from santai.capabilities.sealing import actions

    for key in actions.listed():
        gone = f"  {key.retired:%Y-%m-%d %H:%M} 停用" if key.retired else ""
        print(
            f"{key.number:>4}  {key.purpose:<10} {key.algorithm:<12} {key.at:%Y-%m-%d %H:%M}{gone}"
        )
    return 0


def _agreed_by_two(by: str, make: Callable[[], T]) -> T:
    """What two people agreed on is used up by what it was for, or by nothing."""
    from django.db import transaction
    from django.utils import timezone

    from santai.capabilities.approvals.enums import Kind
    from santai.project.people.operator import approved

    with transaction.atomic():
        approved(by, Kind.SEALING_KEY, at=timezone.now())
        return make()


def _rotate(by: str) -> int:
    from santai.capabilities.sealing import actions

    made = _agreed_by_two(by, actions.rotate)
    print(f"启用了 {len(made)} 把新的数据密钥。正在把已有数据换成新密钥加密……", flush=True)
    return _reseal()


def _reseal() -> int:
    from santai.capabilities.sealing import actions
    from santai.project.commands import files

    for column, count in actions.reseal():
        print(f"{column}：{count} 条", flush=True)
    return files.seal(rest=1.0)


def _rotate_index(by: str) -> int:
    from santai.capabilities.sealing.actions import indexes

    number = _agreed_by_two(by, indexes.begin)
    print(f"新的索引密钥是 {number} 号。旧的一并查找，直到全部换完。", flush=True)
    return _reindex()


def _reindex() -> int:
    """1 where records stand for each other: the old key then stays in use."""
    from santai.capabilities.sealing.actions import indexes

    ready = indexes.ready_at()
    if ready is None:
        print("没有正在进行的更换。")
        return 0
    wait = (ready - datetime.now(UTC)).total_seconds()
    if wait > 0:
        print(f"等 {wait:.0f} 秒，让所有进程都认得新密钥。", flush=True)
        time.sleep(wait)
    twice = []
    for column, done in indexes.reindex():
        print(f"{column}：{done.written} 条", flush=True)
        twice += done.twice
    if twice:
        print(f"登记重复，请合并以后再运行 santai keys reindex：{'、'.join(twice)}")
        return 1
    if not indexes.finish():
        print("换完以后又有写入，请再运行一次 santai keys reindex。")
        return 1
    print("全部换完，旧的索引密钥已停用。")
    return 0

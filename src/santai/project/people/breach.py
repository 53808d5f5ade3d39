"""Behind `santai privacy breach`: from the record of looks to a table of people, and a letter to them."""

from __future__ import annotations

import csv
import os
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.utils import timezone

from santai.capabilities.people.models import Account, Party
from santai.capabilities.people.queries import to_be_told
from santai.capabilities.reading.enums import Particular, What
from santai.capabilities.reading.queries import Affected, affected
from santai.desk.sheets import DANGEROUS

BATCH = 2000
HEAD = ("当事人", "姓名", "电话", "联系地址", "涉及的信息", "次数", "最早", "最近")
KINDS: Mapping[str, str] = {
    What.ORDER: "办理的事情和答复",
    f"{What.ORDER}-masked": "办理的事情（姓名、号码和地址遮住）",
    What.PAPER: "文书和文件",
    What.PERSON: "登记的个人信息",
    Particular.ID_NUMBER: "证件号码",
    Particular.PHONE: "电话",
    Particular.ADDRESS: "地址",
}
LETTER = """{name}：

    {since}至{until}，有人通过本系统的账号看到了不该看的信息，其中有您的：{kinds}。
    可能的危害：有人冒充您或者冒充我们与您联系。请不要把验证码告诉任何人；自称是我们的人来电，请挂断后拨打 12348 核实。
    我们做了什么：已经停用有关账号，保全了记录，并向主管部门报告。
    想知道详情、要我们更正或者限制使用您的信息，请拨打 12348，或者到办理单位。

                                        （单位名称、联系人、电话、日期）
"""


def run(args: Namespace) -> int:
    accounts = Account.objects.in_bulk(args.account, field_name="username")
    if unknown := [name for name in args.account if name not in accounts]:
        print(f"没有这样的账号：{'、'.join(unknown)}", file=sys.stderr)
        return 2
    until = args.until or timezone.now()
    people = affected(
        since=args.since, until=until, accounts=[account.pk for account in accounts.values()]
    )
    try:
        _write(args.into, _rows(people))
        _write_text(letter_path(args.into), _letter(args.since, until))
    except FileExistsError as there:
        print(f"{there.filename} 已经有了，请换一个名字。", file=sys.stderr)
        return 2
    print(f"涉及 {len(people)} 人，名单在 {args.into}，告知书样式在 {letter_path(args.into)}。")
    return 0


def letter_path(table: Path) -> Path:
    return table.with_name(f"{table.stem}-letter.txt")


def _rows(people: Iterable[Affected]) -> Iterator[list[str]]:
    waiting = iter(people)
    while batch := list(islice(waiting, BATCH)):
        known = to_be_told([one.party for one in batch])
        yield from (_row(one, known.get(one.party)) for one in batch)


def _row(one: Affected, party: Party | None) -> list[str]:
    kinds = "、".join(words for kind, words in KINDS.items() if kind in one.kinds)
    who = (party.name, party.phone, party.address) if party else ("", "", "")
    said = [str(one.party), *who, kinds, str(one.times), _moment(one.first), _moment(one.last)]
    return [f"'{text}" if text.startswith(DANGEROUS) else text for text in said]


def _letter(since: datetime, until: datetime) -> str:
    return LETTER.format(
        name="【姓名】", since=_moment(since), until=_moment(until), kinds="【涉及的信息】"
    )


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _write(path: Path, rows: Iterable[list[str]]) -> None:
    """For its owner only: it is itself what must not leak."""
    with os.fdopen(_new(path), "w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEAD)
        table.writerows(rows)


def _write_text(path: Path, text: str) -> None:
    with os.fdopen(_new(path), "w", encoding="utf-8") as file:
        file.write(text)


def _new(path: Path) -> int:
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)

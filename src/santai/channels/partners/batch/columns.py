"""Which column is which: the names other systems give to the same things."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

ALIASES: Mapping[str, tuple[str, ...]] = {
    "ref": ("ref", "工单编号", "诉求编号", "受理编号", "工单号", "编号"),
    "text": ("text", "诉求内容", "问题描述", "诉求描述", "反映内容", "咨询内容", "内容"),
    "name": ("name", "联系人", "诉求人", "来电人", "姓名"),
    "phone": ("phone", "联系电话", "来电号码", "手机号码", "手机号", "电话"),
    "id_number": ("id_number", "身份证号", "身份证号码", "证件号码"),
    "region": ("region", "所在区域", "事发区域", "所属区域", "区划", "区域", "地区"),
    "address": ("address", "联系地址", "详细地址", "地址"),
    "service": ("service", "事项", "事项名称", "事项类型"),
    "received": ("received", "受理时间", "来电时间", "登记时间", "诉求时间"),
    "source": ("source", "来源", "诉求来源", "来源系统"),
}
SHOWN: Mapping[str, str] = {column: names[1] for column, names in ALIASES.items()}
REQUIRED = ("ref", "text")
_NOTHING = frozenset(
    [
        "",
        "无",
        "-",
        "--",
        "/",
        "—",
        "——",
        "空",
        "未留",
        "不详",
        "未知",
        "匿名",
        "null",
        "none",
        "n/a",
        "nan",
    ]
)


def folded(heading: str) -> str:
    """A heading without what people decorate it with: "＊联系电话 :" is 联系电话."""
    text = unicodedata.normalize("NFKC", heading).strip().lower()
    return "".join(sign for sign in text if sign.isalnum() or sign == "_")


def distinct(headings: Iterable[str]) -> tuple[str, ...]:
    """Headings trimmed and, where one comes again, numbered, so that no column hides another."""
    seen: Counter[str] = Counter()
    named = []
    for heading in headings:
        name = heading.strip()
        seen[name] += bool(name)
        named.append(f"{name}（{seen[name]}）" if seen[name] > 1 else name)
    return tuple(named)


def columns_of(headings: Iterable[str]) -> dict[str, str]:
    """Column → the heading it has in this file. The first of our names that is there wins."""
    present = {folded(heading): heading for heading in headings}
    found = {}
    for column, names in ALIASES.items():
        for name in names:
            if name in present:
                found[column] = present[name]
                break
    return found


def is_nothing(value: Any) -> bool:
    """What people write where there is nothing to write."""
    return value is None or (isinstance(value, str) and value.strip().lower() in _NOTHING)

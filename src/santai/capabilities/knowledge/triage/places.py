"""Where it happened, as far as the text names a place and its level. Codes are looked up by whoever has the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass

from santai.catalogue.schema import Level

PROVINCES = [
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
]
PROVINCE = re.compile("|".join(PROVINCES))
NAME = r"[\u4e00-\u9fff]{2,4}?"
KINDS = (
    (Level.VILLAGE, re.compile(rf"({NAME}(?:村|社区|屯))")),
    (Level.TOWNSHIP, re.compile(rf"({NAME}(?:乡|镇|街道))")),
    (Level.COUNTY, re.compile(rf"({NAME}(?:县|区|旗))")),
    (Level.CITY, re.compile(rf"({NAME}(?:市|地区|自治州|盟))")),
)
COMMON = re.compile(
    r"[我他她你们在是的有到从这那哪个同本全邻城外农乡小地工社校园景山灾厂病居务县镇市区][\u4e00-\u9fff]{0,3}"
)
LEADS = "在到从住是去回我们家里的由叫于来"


@dataclass(frozen=True, slots=True)
class Place:
    name: str = ""
    level: str = ""


def place_in(text: str) -> Place:
    """The smallest place that is named by a name of its own.

    >>> place_in("我在甘肃省山丹县霍城镇打工")
    Place(name='甘肃山丹县霍城镇', level='township')
    >>> place_in("我们村里的事")
    Place(name='', level='')
    """
    province = PROVINCE.search(text)
    rest = re.sub(r"^省?", "", text[province.end() :]) if province else text
    parts: list[tuple[int, str]] = []
    level = Level.PROVINCE.value if province else ""
    for kind, pattern in reversed(KINDS):
        if (match := pattern.search(rest)) and (name := _own(match[1])):
            parts.append((match.start(), name))
            level = kind.value
            rest = rest[match.end() :]
    names = [province[0]] if province else []
    return Place("".join([*names, *(name for _, name in parts)]), level)


def _own(name: str) -> str:
    """The name without what leads up to it; none for words such as 小区, 农村, 我们县."""
    while name and name[0] in LEADS:
        name = name[1:]
    return "" if len(name) < 3 or COMMON.fullmatch(name) else name

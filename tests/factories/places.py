"""Places for tests: Pingdingshan (平顶山) as it is, with real codes, and offices that are not."""

from __future__ import annotations

from itertools import count
from typing import Any

from santai.capabilities.places.codes import ancestors, depth
from santai.capabilities.places.models import Organisation, Region

HENAN = "410000000000"
PINGDINGSHAN = "410400000000"
BAOFENG = "410421000000"  # 宝丰县
LUSHAN = "410423000000"  # 鲁山县
ZHOUZHUANG = "410421101000"  # 宝丰县周庄镇
VILLAGE = "410421101205"  # a village of 周庄镇
ZHENGZHOU = "410100000000"
DONGGUAN = "441900000000"  # a city without counties
DONGCHENG = "441900003000"  # its townships lie directly below it

NAMES = {
    HENAN: "河南省",
    PINGDINGSHAN: "平顶山市",
    "410402000000": "新华区",
    "410403000000": "卫东区",
    "410404000000": "石龙区",
    "410411000000": "湛河区",
    BAOFENG: "宝丰县",
    "410422000000": "叶县",
    LUSHAN: "鲁山县",
    "410425000000": "郏县",
    "410481000000": "舞钢市",
    "410482000000": "汝州市",
    "410421100000": "城关镇",
    ZHOUZHUANG: "周庄镇",
    "410423100000": "鲁阳街道",
    ZHENGZHOU: "郑州市",
    "440000000000": "广东省",
    DONGGUAN: "东莞市",
    DONGCHENG: "东城街道",
}
_serial = count(1)


def make_region(code: str, name: str = "") -> Region:
    """The region and, where they are missing, those around it."""
    above = None
    for part in reversed(ancestors(code)):
        own = name if part == code and name else NAMES.get(part, f"某地{part}")
        before = above.full_name if above else ""
        above, _ = Region.objects.get_or_create(
            code=part,
            defaults={
                "name": own,
                "level": depth(part),
                "parent": above,
                "full_name": before + own,
            },
        )
    assert above is not None
    return above


def make_pingdingshan() -> None:
    """The city, its counties and a few townships."""
    for code in NAMES:
        if code.startswith("4104"):
            make_region(code)


def make_organisation(
    kind: str = "legal-aid-agency", region: str = BAOFENG, **fields: Any
) -> Organisation:
    where = make_region(region)
    serial = next(_serial)
    return Organisation.objects.create(
        **{
            "code": f"TEST-{serial}",
            "name": f"{where.name}{kind}{serial}",
            "short": where.name[0],
            "kind": kind,
            "region": where,
            **fields,
        }
    )

"""The square that a camera reads."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import segno

from santai.pages.qr import square

ADDRESS = "https://sft.example.gov.cn/track/?number=26483920715"


def modules(svg: str) -> int:
    found = re.search(r'viewBox="0 0 (\d+) \1"', svg)
    assert found is not None
    return int(found[1])


def test_it_is_one_sound_picture_without_style_or_script() -> None:
    svg = square(ADDRESS)
    assert ElementTree.fromstring(svg).tag == "svg"
    assert [word for word in ("style", "script", "href", "http:") if word in svg] == []


def test_it_holds_the_address_with_the_quiet_zone_that_cameras_need() -> None:
    assert modules(square(ADDRESS)) == segno.make_qr(ADDRESS, error="m").symbol_size(border=4)[0]


def test_another_address_is_another_picture() -> None:
    assert square(ADDRESS) != square(ADDRESS.replace("715", "716"))

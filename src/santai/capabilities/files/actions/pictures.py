"""Pictures: complete, and of a size that can be shown, judged from the headers without decoding.

A picture of 74 bytes may declare 15 GiB of pixels; whoever decodes it first falls over, so that is
found out here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from santai.capabilities.files.actions.content import Content
from santai.capabilities.files.actions.refusal import FileRefused
from santai.capabilities.files.enums import Type

_STANDALONE = {0x01, *range(0xD0, 0xD9)}  # JPEG markers without a length
_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG markers that carry the dimensions
_SCAN = 0xDA
_EXTENTS = re.compile(rb"ispe.{4}(.{4})(.{4})", re.DOTALL)
_SEGMENTS = 2_000


def jpeg(content: Content) -> Type:
    for marker, offset, length in _segments(content):
        if marker in _FRAMES:
            _measure(content, content.number(offset + 3, 2), content.number(offset + 1, 2))
            if content.find(b"\xff\xd9", offset + length) < 0:
                raise FileRefused("damaged")
            return Type.JPEG
    raise FileRefused("damaged")


def png(content: Content) -> Type:
    if content.at(12, 4) != b"IHDR":
        raise FileRefused("damaged")
    _measure(content, content.number(16, 4), content.number(20, 4))
    if content.find(b"IEND\xaeB`\x82", 33) < 0:
        raise FileRefused("damaged")
    return Type.PNG


def gif(content: Content) -> Type:
    _measure(content, content.little(6, 2), content.little(8, 2))
    return Type.GIF


def webp(content: Content) -> Type:
    chunk, start = content.at(12, 4), 20
    if chunk == b"VP8X":
        _measure(content, content.little(start + 4, 3) + 1, content.little(start + 7, 3) + 1)
    elif chunk == b"VP8L":
        bits = content.little(start + 1, 4)
        _measure(content, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    elif chunk == b"VP8 ":
        width, height = content.little(start + 6, 2), content.little(start + 8, 2)
        _measure(content, width & 0x3FFF, height & 0x3FFF)
    else:
        raise FileRefused("damaged")
    return Type.WEBP


def heic(content: Content) -> Type:
    """Dimensions stand in `ispe` boxes of the leading index: one for the whole, one for each tile."""
    leading = content.at(0, min(content.size, 256 * 1024))
    found = list(_EXTENTS.finditer(leading))
    if not found:
        raise FileRefused("damaged")
    for match in found:
        width, height = (int.from_bytes(part, "big") for part in match.groups())
        _measure(content, width, height)
    return Type.HEIC


def _measure(content: Content, width: int, height: int) -> None:
    if width * height == 0:
        raise FileRefused("damaged")
    if width * height > content.limits.pixels:
        raise FileRefused("too_many_pixels", width=width, height=height)


def _segments(content: Content) -> Iterator[tuple[int, int, int]]:
    """Marker, offset and length of the data of each JPEG segment up to the first scan."""
    place = 2
    for _ in range(_SEGMENTS):
        if content.at(place, 1) != b"\xff":
            raise FileRefused("damaged")
        marker = content.number(place + 1, 1)
        if marker == 0xFF:  # a fill byte
            place += 1
        elif marker in _STANDALONE:
            place += 2
        elif marker == _SCAN:
            return
        else:
            length = content.number(place + 2, 2)
            yield marker, place + 4, length - 2
            place += 2 + max(length, 2)

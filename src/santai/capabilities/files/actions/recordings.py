"""Recordings: MP3, WAV, AMR and the ISO boxes of M4A, MP4 (and HEIC, which is built of the same)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from santai.capabilities.files.actions.content import Content
from santai.capabilities.files.actions.pictures import heic, webp
from santai.capabilities.files.actions.refusal import FileRefused
from santai.capabilities.files.enums import Type

_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MPEG4 = {b"isom", b"mp41", b"mp42", b"avc1", b"M4A ", b"M4B ", b"M4V ", b"dash", b"MSNV", b"mmp4"}
_MPEG4 |= {b"iso%d" % n for n in range(2, 10)}
_PICTURE_TRACK = re.compile(rb"hdlr.{8}vide", re.DOTALL)
_KBPS = {  # MPEG version 1 / 2 and 2.5, layer III
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


def boxes(content: Content) -> Type:
    """A file of ISO boxes: what its brand says, checked against what it holds."""
    brand = content.at(8, 4)
    if brand in _AVIF or (brand in _HEIC and b"avif" in content.head[12:64]):
        raise FileRefused("picture")
    if brand in _HEIC:
        return heic(content)
    if brand not in _MPEG4:
        raise FileRefused("recording")
    index = {name: (start, size) for name, start, size in _top_boxes(content)}.get(b"moov")
    if index is None:  # recorders write it last: the file was cut off
        raise FileRefused("damaged")
    return Type.MP4 if _PICTURE_TRACK.search(content.at(*index)) else Type.M4A


def riff(content: Content) -> Type:
    form = content.at(8, 4)
    if form == b"WEBP":
        return webp(content)
    if form != b"WAVE":
        raise FileRefused("recording")
    if b"fmt " not in content.head or content.find(b"data", 12) < 0:
        raise FileRefused("damaged")
    return Type.WAV


def amr(content: Content) -> Type:
    if not content.head.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        raise FileRefused("recording")
    return Type.AMR


def tagged_mp3(content: Content) -> Type:
    """An ID3 tag, padding, then a frame."""
    size = 0
    for byte in content.at(6, 4):
        size = size << 7 | byte & 0x7F
    if not _frame_bytes(content, content.past(b"\0", 10 + size)):
        raise FileRefused("damaged")
    return Type.MP3


def is_bare_mp3(content: Content) -> bool:
    """Two frames, one exactly behind the other: chance makes one, hardly two."""
    first = _frame_bytes(content, 0)
    return bool(first and (first == content.size or _frame_bytes(content, first)))


def _frame_bytes(content: Content, place: int) -> int:
    """Length of the MPEG layer III frame at this place; 0 when there is none."""
    if place + 4 > content.size:
        return 0
    sync, coded = content.number(place, 2), content.number(place + 2, 1)
    version = sync >> 3 & 3
    if sync >> 5 != 0x7FF or version == 1 or sync >> 1 & 3 != 1:
        return 0
    kbps, rate = coded >> 4, coded >> 2 & 3
    if kbps in {0, 15} or rate == 3:
        return 0
    bits = _KBPS[3 if version == 3 else 2][kbps] * 1000
    return (144 if version == 3 else 72) * bits // _RATES[version][rate] + (coded >> 1 & 1)


def _top_boxes(content: Content) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and size of the data of each outermost box; refuses a file that is cut off."""
    place = 0
    for _ in range(10_000):
        if place + 8 > content.size:
            return
        size, name, header = content.number(place, 4), content.at(place + 4, 4), 8
        if size == 1:
            size, header = content.number(place + 8, 8), 16
        elif size == 0:
            size = content.size - place
        if size < header or place + size > content.size:
            raise FileRefused("damaged")
        yield name, place + header, size - header
        place += size

"""Reads the text out of a PDF made by Typst: what a screen reader or a search finds in it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
STREAM = re.compile(rb"\nstream\n(.*)\nendstream", re.DOTALL)
_SIGN = rb"[^\\()]|\\."
DEEP = 12  # parentheses that match stand as they are, one in the other


def _literal(depth: int) -> bytes:
    inside = rb"|" + _literal(depth - 1) if depth else b""
    return rb"\((?:" + _SIGN + inside + rb")*\)"


LITERAL = _literal(DEEP)
SHOWN = re.compile(
    rb"/(?P<font>f\d+) [\d.]+ Tf"
    rb"|/ActualText\s*(?P<actual><[0-9A-F]*>|" + LITERAL + rb")"
    rb"|(?P<language>/Lang\([^)]*\))"
    rb"|(?P<hex><[0-9A-F]+>)"
    rb"|(?P<artifact>/Artifact)"
    rb"|(?P<end>EMC)"
    rb"|(?P<begin>BDC|BMC)"
    rb"|(?P<glyphs>" + LITERAL + rb")",
    re.DOTALL,
)
ESCAPE = re.compile(rb"\\(\d{1,3}|.)", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes, *, margins: bool = False) -> str:
    """All the text of all pages, without white space; what stands in the margins (and a watermark) if asked."""
    objects = _objects(pdf)
    pages = (_page(page, objects, margins) for page in _pages(objects))
    return "".join("".join(page.split()) for page in pages)


def missing_glyphs(pdf: bytes) -> int:
    """How many characters are drawn as the empty box of a font that does not have them."""
    objects = _objects(pdf)
    contents = (_stream(objects[_reference(page, b"Contents")]) for page in _pages(objects))
    found = (one for content in contents for one in SHOWN.finditer(content))
    drawn = (_codes(one) for one in found if one["hex"] or one["glyphs"])
    return sum(codes[at : at + 2] == b"\0\0" for codes in drawn for at in range(0, len(codes), 2))


def _objects(pdf: bytes) -> dict[int, bytes]:
    return {int(number): body for number, body in OBJECT.findall(pdf)}


def _pages(objects: dict[int, bytes]) -> list[bytes]:
    return [body for body in objects.values() if b"/Type/Page/" in body]


def _page(page: bytes, objects: dict[int, bytes], margins: bool) -> str:
    resources = objects[_reference(page, b"Resources")]
    fonts = {
        name.decode(): _characters(objects[_reference(objects[int(number)], b"ToUnicode")])
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources)
    }
    return "".join(_text(_stream(objects[_reference(page, b"Contents")]), fonts, margins))


def _text(content: bytes, fonts: dict[str, dict[int, str]], margins: bool) -> Iterator[str]:
    marked: list[str] = []  # what each open mark says: its own text, nothing, or ask the glyphs
    font: dict[int, str] = {}
    said = ""
    for found in SHOWN.finditer(content):
        if found["font"]:
            font = fonts[found["font"].decode()]
        elif found["actual"]:
            said = "actual"
            if not any(marked):
                yield _string(found["actual"])
        elif found["artifact"]:
            said = "" if margins else "artifact"
        elif found["begin"]:
            marked.append(said)
            said = ""
        elif found["end"]:
            marked.pop()
        elif not found["language"] and not any(marked):
            codes = _codes(found)
            for place in range(0, len(codes), 2):
                yield font.get(int.from_bytes(codes[place : place + 2], "big"), "")


def _codes(found: re.Match[bytes]) -> bytes:
    return (
        bytes.fromhex(found["hex"][1:-1].decode())
        if found["hex"]
        else _unescape(found["glyphs"][1:-1])
    )


def _characters(cmap: bytes) -> dict[int, str]:
    written = _stream(cmap)
    pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", written)
    return {
        int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in pairs
        if code != b"0000" or text != b"FFFF"
    }


def _string(written: bytes) -> str:
    if written.startswith(b"<"):
        return bytes.fromhex(written[1:-1].decode()).decode("utf-16")
    return _unescape(written[1:-1]).decode("latin-1")


def _unescape(written: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        return bytes([int(sign, 8)]) if sign.isdigit() else LETTERS.get(sign, sign)

    return ESCAPE.sub(one, written)


def _reference(body: bytes, key: bytes) -> int:
    found = re.search(rb"/" + key + rb" (\d+) 0 R", body)
    assert found, f"no {key!r}"
    return int(found[1])


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    assert found, "no stream"
    return zlib.decompress(found[1])

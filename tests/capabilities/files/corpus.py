"""Files made up byte by byte: one of each type that is let in, and everything that is not."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CONTENT_TYPES = b'<?xml version="1.0"?><Types/>'


def png(width: int = 2, height: int = 2) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 6)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(*part) for part in [(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]
    )


def pixel_flood() -> bytes:
    """74 bytes that declare 15 GiB of pixels."""
    return png(0x20000, 0x1E000)[:-8] + png()[-8:]


def jpeg(width: int = 2, height: int = 2, *, whole: bool = True) -> bytes:
    exif = b"\xff\xe1" + struct.pack(">H", 12) + b"Exif\0\0\xff\xd8\xff\xd9"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\0"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\0\0?\0" + b"\x12\x34"
    return b"\xff\xd8" + exif + frame + scan + (b"\xff\xd9" if whole else b"")


def gif(width: int = 2, height: int = 2) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0;"


def webp(width: int = 2, height: int = 2, form: bytes = b"VP8X") -> bytes:
    if form == b"VP8X":
        data = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    elif form == b"VP8L":
        data = b"\x2f" + struct.pack("<I", width - 1 | height - 1 << 14)
    else:
        data = b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height)
    body = b"WEBP" + form + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def box(name: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", 8 + len(data)) + name + data


def heic(width: int = 2, height: int = 2, brand: bytes = b"heic") -> bytes:
    extent = box(b"ispe", struct.pack(">III", 0, width, height))
    meta = box(b"meta", b"\0\0\0\0" + box(b"iprp", box(b"ipco", extent)))
    return box(b"ftyp", brand + b"\0\0\0\0mif1" + brand) + meta


def mp4(brand: bytes = b"isom", track: bytes = b"vide", *, whole: bool = True) -> bytes:
    handler = box(b"hdlr", b"\0" * 8 + track + b"\0" * 13)
    start = box(b"ftyp", brand + b"\0\0\2\0" + brand) + box(b"mdat", b"\0" * 64)
    return start + (box(b"moov", box(b"trak", box(b"mdia", handler))) if whole else b"")


def wav() -> bytes:
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8) + b"data\4\0\0\0abcd"
    return b"RIFF" + struct.pack("<I", len(body)) + body


def mp3(*, tagged: bool = True) -> bytes:
    frame = b"\xff\xfb\x90\x00" + b"\0" * 413  # MPEG 1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes
    tag = b"ID3\x04\0\0\0\0\1\0" + b"T" * 128 + b"\0" * 9
    return (tag if tagged else b"") + frame * 2


def pdf(extra: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + extra + b"\ntrailer<<>>\n%%EOF\n"


def archive(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as made:
        for name, data in parts.items():
            made.writestr(zipfile.ZipInfo(name), data, method)
    return held.getvalue()


def docx(extra: Mapping[str, bytes] | None = None) -> bytes:
    parts = {"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b"<w:document/>"}
    return archive({**parts, **(extra or {})})


def xlsx(extra: Mapping[str, bytes] | None = None) -> bytes:
    parts = {"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": b"<workbook/>"}
    return archive({**parts, **(extra or {})})


def ofd() -> bytes:
    return archive({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"})


def compound(*names: str) -> bytes:
    """A compound file: header, one allocation table, one directory sector per four names."""
    entries = [_entry(name) for name in ("Root Entry", *names)]
    entries += [bytes(128)] * (-len(entries) % 4)
    sectors = len(entries) // 4
    table = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    header = OLE_MAGIC + bytes(16) + struct.pack("<HHHHH6xIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0)
    header += struct.pack("<IIIII", 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    return header + struct.pack("<128I", *table) + b"".join(entries)


def _entry(name: str) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (written.ljust(64, b"\0") + struct.pack("<H", len(written)) + b"\2").ljust(128, b"\0")


def zip_bomb(megabytes: int = 200) -> bytes:
    """A word document of some 200 kB that unfolds to 200 MB."""
    return docx({"word/media/image1.bmp": bytes(megabytes * 1024 * 1024)})


GOOD: dict[str, bytes] = {
    "photo.jpg": jpeg(),
    "scan.png": png(),
    "sticker.webp": webp(),
    "phone.heic": heic(),
    "moving.gif": gif(),
    "contract.pdf": pdf(),
    "statement.docx": docx(),
    "wages.xlsx": xlsx(),
    "old.doc": compound("WordDocument", "1Table"),
    "old.xls": compound("Workbook"),
    "invoice.ofd": ofd(),
    "chat.txt": "老板说：工资下个月发。\n".encode(),
    "memo.txt": "老板说：工资下个月发。\n".encode("gb18030"),
    "call.mp3": mp3(),
    "call.wav": wav(),
    "call.amr": b"#!AMR\n" + bytes(32),
    "call.m4a": mp4(b"M4A ", b"soun"),
    "site.mp4": mp4(),
}

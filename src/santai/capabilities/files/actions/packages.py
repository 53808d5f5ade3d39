"""Office files that are ZIP packages inside: DOCX, XLSX, OFD. Looked into before anybody opens them.

A package is refused when it holds macros, unfolds to more than it should, hides a path that leads
out of it, or carries a document type definition (the way to outside entities). Its declared sizes
are not believed: every part is unfolded once, in pieces, and compared with its checksum.
"""

from __future__ import annotations

import re
import struct
import zlib
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from santai.capabilities.files.actions.content import CHUNK, Content
from santai.capabilities.files.actions.limits import MEGABYTE
from santai.capabilities.files.actions.refusal import FileRefused
from santai.capabilities.files.enums import Type

_END_SIGN = b"PK\x05\x06"
_END = struct.Struct("<10xHI4xH")  # number of parts, bytes of the index, length of the comment
_END_REACH = _END.size + 0xFFFF
_INDEX_BYTES = 512 * 1024  # 2,000 parts need about a quarter of it
_MAIN = {"word/document.xml": Type.DOCX, "xl/workbook.xml": Type.XLSX, "OFD.xml": Type.OFD}
_OTHER_OFFICE = {"ppt/presentation.xml", "META-INF/manifest.xml", "Index/Document.iwa"}
_MACROS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/", re.IGNORECASE)
_MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_LEADS_OUT = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)|\0")
_LINK = 0o120000  # the file type of a symbolic link in Unix attributes
_BROKEN = (BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, OSError)


def package(content: Content) -> Type:
    _check_index(content)
    try:
        with ZipFile(content.file) as archive:
            return _look_into(archive, content)
    except _BROKEN as fault:
        raise FileRefused("damaged") from fault


def _check_index(content: Content) -> None:
    """One index, at the very end, of bearable size: read before the library loads it whole."""
    tail = content.at(max(content.size - _END_REACH, 0), min(content.size, _END_REACH))
    end = tail[max(tail.rfind(_END_SIGN), 0) :]
    if len(end) < _END.size or not end.startswith(_END_SIGN):
        raise FileRefused("damaged")
    count, size, comment = _END.unpack_from(end)
    if len(end) != _END.size + comment:
        raise FileRefused("damaged")
    if count > content.limits.members or size > _INDEX_BYTES:
        raise FileRefused("unfolds")


def _look_into(archive: ZipFile, content: Content) -> Type:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    kind = next((kind for name, kind in _MAIN.items() if name in names), None)
    if kind is None:
        raise FileRefused("document" if _is_office(names) else "archive")
    if len(set(map(str.lower, names))) != len(names) or any(map(_is_unsafe, parts)):
        raise FileRefused("unsafe")
    if any(map(_MACROS.search, names)):
        raise FileRefused("macros")
    _check_sizes(parts, content)
    for part in parts:
        _unfold(archive, part)
    return kind


def _is_office(names: list[str]) -> bool:
    """Slides and open-document files: office files, but none we take."""
    return not _OTHER_OFFICE.isdisjoint(names)


def _is_unsafe(part: ZipInfo) -> bool:
    return (
        bool(_LEADS_OUT.search(part.orig_filename))
        or part.external_attr >> 16 & 0o170000 == _LINK
        or part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}
        or bool(part.flag_bits & 0x1)  # encrypted
    )


def _check_sizes(parts: list[ZipInfo], content: Content) -> None:
    packed = sum(part.compress_size for part in parts)
    unpacked = sum(part.file_size for part in parts)
    if packed > content.size:  # parts lie over each other
        raise FileRefused("unsafe")
    allowed = max(MEGABYTE, content.limits.unpacked_ratio * content.size)
    if unpacked > min(allowed, content.limits.unpacked_bytes):
        raise FileRefused("unfolds")


def _unfold(archive: ZipFile, part: ZipInfo) -> None:
    """Read a part to its end; the library stops at the declared size and compares the checksum."""
    with archive.open(part) as stream:
        start = stream.read(CHUNK)
        while stream.read(CHUNK):
            pass
    if part.filename == "[Content_Types].xml" and _MACRO_TYPE.search(start):
        raise FileRefused("macros")
    # Without its NUL bytes UTF-16 reads like ASCII, so one look finds both.
    if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in start.replace(b"\0", b""):
        raise FileRefused("unsafe")

"""DOC and XLS: the older office files, small file systems of their own (compound files).

Only the names in the directory are read: they tell what the file is, and whether it holds macros or
a password.
"""

from __future__ import annotations

from collections.abc import Iterator

from santai.capabilities.files.actions.content import Content
from santai.capabilities.files.actions.refusal import FileRefused
from santai.capabilities.files.enums import Type

_ENTRY = 128
_NO_SECTOR = 0xFFFFFFFA  # numbers from here on are marks, not sectors
_LONGEST = 4_096  # directory sectors followed before it counts as broken


def compound(content: Content) -> Type:
    names = set(_names(content))
    if "EncryptedPackage" in names:
        raise FileRefused("locked")
    if names & {"Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"}:
        raise FileRefused("macros")
    if "WordDocument" in names:
        return Type.DOC
    if names & {"Workbook", "Book"}:
        return Type.XLS
    raise FileRefused("document" if "PowerPoint Document" in names else "unknown")


def _names(content: Content) -> Iterator[str]:
    shift = content.little(30, 2)
    if shift not in {9, 12}:
        raise FileRefused("damaged")
    sector = content.little(48, 4)
    for _ in range(_LONGEST):
        if sector >= _NO_SECTOR:
            return
        start = (sector + 1) << shift
        for place in range(start, start + (1 << shift), _ENTRY):
            yield _name(content.at(place, _ENTRY))
        sector = _next(content, sector, shift)
    raise FileRefused("damaged")


def _name(entry: bytes) -> str:
    length = min(int.from_bytes(entry[64:66], "little"), 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")


def _next(content: Content, sector: int, shift: int) -> int:
    """The sector that follows, from the allocation table whose first 109 parts the header lists."""
    part, index = divmod(sector, (1 << shift) // 4)
    if part >= 109:  # a directory beyond the first 6 MB: no office program does that
        raise FileRefused("damaged")
    table = content.little(76 + 4 * part, 4)
    return content.little(((table + 1) << shift) + 4 * index, 4)

"""Which encoding a text file has, and what to do with the lines that have another.

Exports come as UTF-8, UTF-8 with a mark, or GB18030 (which holds GBK and GB2312), and are sometimes
pasted together. Lines that do not fit the file's encoding are decoded with their odd bytes escaped,
so that the row can be named, kept byte for byte, and left out.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from santai.channels.partners.batch.records import Unusable

ESCAPED = "surrogateescape"
MARKS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
LONGEST_LINE = 8 * 1024 * 1024  # bytes; a longer one is no text file of rows


@dataclass(frozen=True, slots=True)
class Survey:
    """One pass over a file: its encoding and how many lines are not blank."""

    encoding: str
    lines: int


def survey(path: Path) -> Survey:
    """Raises Unusable for an empty file and for encodings nobody exports rows in."""
    lines = utf8 = other = 0
    mark = False
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise Unusable("有一行超过 8 MB，这不像是逐行的数据。")
            if not lines:
                mark = line.startswith(codecs.BOM_UTF8)
                _refuse_utf16(line)
            lines += bool(line.strip())
            if not line.isascii():
                fits = _is_utf8(line)
                utf8, other = utf8 + fits, other + (not fits)
    if not lines:
        raise Unusable("文件是空的。")
    if mark:
        return Survey("utf-8-sig", lines)
    return Survey("utf-8" if utf8 >= other else "gb18030", lines)


def is_whole(text: str) -> bool:
    """Whether the text could be decoded without escapes."""
    return not any("\udc80" <= sign <= "\udcff" for sign in text)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refuse_utf16(line: bytes) -> None:
    for start, name in MARKS.items():
        if line.startswith(start):
            raise Unusable(f"文件是 {name} 编码，请另存为 UTF-8 再导入。")

"""File names as they are kept: readable, harmless, with the ending the content deserves."""

from __future__ import annotations

import re

from santai.capabilities.files.enums import ENDINGS, Type
from santai.kernel.texts import cut, one_line

LONGEST = 120
NAMELESS = "未命名"
_FORBIDDEN = str.maketrans(dict.fromkeys('<>:"|?*', "_"))  # not allowed in names on Windows
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_ELSEWHERE = """7z apk asp avi avif bat bin bmp cmd com dll docm exe htm html jar js jsp lnk mht mov
    msi php ppt pptx ps1 py rar rtf scr sh svg tif tiff vbs wma wmv xhtml xlsm xml zip 3gp"""
# Endings that promise a type. Only these are taken off: "合同.终稿" keeps its last word.
_PROMISING = frozenset(ending for endings in ENDINGS.values() for ending in endings) | set(
    _ELSEWHERE.split()
)


def clean_name(given: str, kind: Type) -> str:
    """The name to keep for a file of this type: at most 120 characters, never empty, no path.

    "C:\\\\fakepath\\\\合同.pdf.exe" that holds a PDF becomes "合同.pdf".
    """
    last = re.split(r"[\\/]", given)[-1]
    stem = one_line(last, 4 * LONGEST).translate(_FORBIDDEN).strip(". ")
    stem, ending = _split(stem, kind)
    if _DEVICE.match(stem):
        stem = f"_{stem}"
    return f"{cut(stem, LONGEST - len(ending) - 1).strip('. ') or NAMELESS}.{ending}"


def _split(name: str, kind: Type) -> tuple[str, str]:
    """Name without the endings that claim a type, and the ending to give it."""
    fitting = ENDINGS[kind]
    stem, dot, claimed = name.rpartition(".")
    while dot and claimed.lower() in _PROMISING:
        name = stem.rstrip(". ")
        if claimed.lower() in fitting:
            return name, claimed.lower()
        stem, dot, claimed = name.rpartition(".")
    return name, fitting[0]

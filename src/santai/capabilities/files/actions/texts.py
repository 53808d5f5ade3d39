"""Plain text: UTF-8, or GB18030 as older office machines write it. Nothing that could be run."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from santai.capabilities.files.actions.content import CHUNK, Content
from santai.capabilities.files.actions.refusal import FileRefused
from santai.capabilities.files.enums import Type

# What a browser would take for a page, wherever in the text it stands. Plain searches, because a
# pattern that ignores case takes seconds over 20 MB of "<".
_TAGS = "html head body svg script iframe object embed style meta base link form img"
_MARKUP = ("<!doctype", "<?xml", *(f"<{tag}" for tag in _TAGS.split()))
_OTHER = {"{\\rtf": "document", "%!PS": "document", "#!": "program"}
_BOM = "\ufeff"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def text(content: Content) -> Type | None:
    """UTF-8 or GB18030 text; None when it is neither. Refuses pages and scripts."""
    for kind, encoding in ((Type.TEXT, "utf-8"), (Type.TEXT_GB, "gb18030")):
        if _reads_as(content, encoding):
            _refuse_active(content, encoding)
            return kind
    return None


def _reads_as(content: Content, encoding: str) -> bool:
    """Whether all of it decodes and holds no control characters, which text does not have."""
    try:
        return not any(_CONTROLS.search(piece) for piece in _pieces(content, encoding))
    except UnicodeDecodeError:
        return False


def _refuse_active(content: Content, encoding: str) -> None:
    kept = ""
    for place, piece in enumerate(_pieces(content, encoding)):
        start = piece.lstrip(_BOM).lstrip() if place == 0 else ""
        for sign, code in _OTHER.items():
            if start.startswith(sign):
                raise FileRefused(code)
        lowered = (kept + piece).lower()
        if any(mark in lowered for mark in _MARKUP):
            raise FileRefused("web_page")
        kept = piece[-16:]


def _pieces(content: Content, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    content.file.seek(0)
    while chunk := content.file.read(CHUNK):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)

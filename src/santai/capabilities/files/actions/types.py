"""What a file is, by its content alone: the short list of what is let in, and a name for the rest.

What is let in is recognised by checks of ours, each strict about its own format. The library, which
knows hundreds of formats by likelihood, only serves to tell people what they tried and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import puremagic

from santai.capabilities.files.actions.compounds import compound
from santai.capabilities.files.actions.content import CHUNK, Content
from santai.capabilities.files.actions.packages import package
from santai.capabilities.files.actions.pictures import gif, jpeg, png
from santai.capabilities.files.actions.recordings import (
    amr,
    boxes,
    is_bare_mp3,
    riff,
    tagged_mp3,
)
from santai.capabilities.files.actions.refusal import FileRefused
from santai.capabilities.files.actions.texts import text
from santai.capabilities.files.enums import Type

# Forms that calculate carry JavaScript; printed to PDF again they come without it. Every script names this word:
# the shorter /JS would come by chance in the packed pictures of a large file.
_ACTIVE = re.compile(rb"/(?:Launch|JavaScript)(?![A-Za-z0-9])")
_HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
_REACH = 3 * len(b"/JavaScript") + 1


def pdf(content: Content) -> Type:
    if content.find(b"%%EOF") < 0:
        raise FileRefused("damaged")
    if _runs(content):
        raise FileRefused("unsafe")
    return Type.PDF


def _runs(content: Content) -> bool:
    """Whether it starts a program or a script when opened, its names written plainly or in hex (`/L#61unch`)."""
    content.file.seek(0)
    kept = b""
    while chunk := content.file.read(CHUNK):
        piece = kept + chunk
        if b"#" in piece:
            piece = _HEX.sub(lambda sign: bytes([int(sign[1], 16)]), piece)
        if _ACTIVE.search(piece):
            return True
        kept = (kept + chunk)[-_REACH:]
    return False


_SIGNS: tuple[tuple[int, bytes, Callable[[Content], Type]], ...] = (
    (0, b"\xff\xd8\xff", jpeg),
    (0, b"\x89PNG\r\n\x1a\n", png),
    (0, b"GIF87a", gif),
    (0, b"GIF89a", gif),
    (0, b"%PDF-", pdf),
    (0, b"PK\x03\x04", package),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", compound),
    (0, b"RIFF", riff),
    (4, b"ftyp", boxes),
    (0, b"ID3", tagged_mp3),
    (0, b"#!AMR", amr),
)

_REFUSED = {
    "archive": "7z apk ar bz2 bzip2 cab cbr deb gz iso jar lzh rar tar tgz udeb xz zip zst",
    "program": "appimage bat class com dll drv elf exe lnk msi scr sh swf sys",
    "picture": "avif bmp dib ico j2k jp2 jpf psd tif tiff",
    "recording": "3ga 3gp aac asf avi flac flv mkv mov mpg oga ogg ogv vob webm wma wmv",
    "document": "eps odp ods odt ppt pptx ps rtf",
    "web_page": "htm html mht svg xhtml xml",
}
_CODES = {ending: code for code, endings in _REFUSED.items() for ending in endings.split()}


def identify(content: Content) -> Type:
    """The type of this content; FileRefused, with the way on, when it is not let in."""
    for place, sign, look in _SIGNS:
        if content.head.startswith(sign, place):
            return look(content)
    if is_bare_mp3(content):
        return Type.MP3
    found = text(content)
    if found is None:
        raise FileRefused(_code_for(content.head))
    return found


def _code_for(head: bytes) -> str:
    if head.startswith(b"\x7fELF"):
        return "program"
    try:
        likely = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return "unknown"
    codes = (_CODES.get(guess.extension.lstrip(".").lower()) for guess in likely)
    return next((code for code in codes if code), "unknown")

"""An address as a square that a telephone's camera reads (WEB-28)."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe


def square(address: str) -> SafeString:
    """The address as an SVG to stand in a page: no picture is fetched, no script draws it.

    Black on white whatever the page looks like: cameras read nothing else. The style sets its size.
    """
    return _drawn(segno.make_qr(address, error="m"))


def dense_square(text: str) -> SafeString:
    """Much text, such as a compact receipt: as few modules as it needs, so that each is as large as it can be."""
    return _drawn(segno.make_qr(text, error="l"))


def _drawn(code: segno.QRCode) -> SafeString:
    return mark_safe(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True))  # noqa: S308

"""The compact receipt of Santai, as it stands in a QR code: read for santai-verify, in Python's standard library alone.

`SANTAI:R1:` and base32 (RFC 4648, without padding) of: suite, kind, the fields of the content in the order of their
names, salt, index, size of the tree, nodes of the proof, signatures (id of the key and signature; the log's
first). Whole numbers are LEB128 at their shortest. What can be computed (the root) or is known to the reader (the
names of the keys) is left out.
"""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta
from typing import Any

BEGINNING = "SANTAI:R1:"
SUITES = {1: "sha256-ed25519", 2: "sm3-sm2"}
KINDS = {
    1: ("event", {"at": "moment", "code": "text", "hash": "digest", "order": "text", "seq": "number"}),
    2: (
        "evidence",
        {
            "at": "moment",
            "hash": "digest",
            "how": "text",
            "order": "text",
            "seq": "number",
            "sha256": "digest",
            "size": "number",
            "sm3": "digest",
        },
    ),
}  # fmt: skip
START = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST = 10  # bytes of a whole number


class Malformed(ValueError):
    """Not written as a compact receipt is."""


def unpack(written: str) -> dict[str, Any]:
    """What a compact receipt says; nothing is proven by it yet. Raises Malformed."""
    reader = _Reader(_bytes(written.removeprefix(BEGINNING)))
    try:
        suite = SUITES[reader.byte()]
        kind, fields = KINDS[reader.byte()]
    except KeyError:
        raise Malformed("suite or kind") from None
    content = {name: getattr(reader, what)() for name, what in fields.items()}
    found = {
        "suite": suite,
        "content": {"kind": kind, **content},
        "salt": reader.take(16).hex(),
        "index": reader.number(),
        "size": reader.number(),
        "proof": [reader.take(32) for _ in range(reader.byte())],
        "signature": reader.take(4 + 64),
        "cosignatures": [reader.take(4 + 8 + 64) for _ in range(reader.byte())],
    }
    if reader.rest:
        raise Malformed("more than a receipt")
    return found


def _bytes(text: str) -> bytes:
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
    except (ValueError, binascii.Error):
        raise Malformed("base32") from None
    if base64.b32encode(data).decode().rstrip("=") != text:
        raise Malformed("base32 is not canonical")
    return data


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.rest = data

    def take(self, count: int) -> bytes:
        if len(self.rest) < count:
            raise Malformed("too short")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def byte(self) -> int:
        return self.take(1)[0]

    def number(self) -> int:
        value = 0
        for place in range(LONGEST):
            one = self.byte()
            value |= (one & 0x7F) << 7 * place
            if one < 0x80:
                if one == 0 and place:
                    break  # a shorter way of writing it
                return value
        raise Malformed("number")

    def text(self) -> str:
        try:
            return self.take(self.number()).decode()
        except UnicodeDecodeError:
            raise Malformed("text") from None

    def digest(self) -> str:
        return self.take(32).hex()

    def moment(self) -> str:
        try:
            return (START + timedelta(microseconds=self.number())).isoformat()
        except OverflowError:
            raise Malformed("moment") from None

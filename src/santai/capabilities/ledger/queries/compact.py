"""A receipt as short as it can be written, for a QR code that an ordinary telephone reads.

`SANTAI:R1:` and base32, so that the whole of it is in the alphabet QR packs most densely and survives being
copied by hand. A log of a million leaves needs a square of 105 modules, one of a hundred million 117.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from santai.capabilities.ledger.codes import Content

BEGINNING = "SANTAI:R1:"
_SUITES = {"sha256-ed25519": 1, "sm3-sm2": 2}
_START = datetime(1970, 1, 1, tzinfo=UTC)


def _number(value: int) -> bytes:
    """LEB128."""
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])


def _text(value: str) -> bytes:
    data = value.encode()
    return _number(len(data)) + data


def _moment(value: str) -> bytes:
    return _number((datetime.fromisoformat(value) - _START) // timedelta(microseconds=1))


_EVENT: Mapping[str, Callable[..., bytes]] = {
    "at": _moment,
    "code": _text,
    "hash": bytes.fromhex,
    "order": _text,
    "seq": _number,
}
_EVIDENCE: Mapping[str, Callable[..., bytes]] = {
    "at": _moment,
    "hash": bytes.fromhex,
    "how": _text,
    "order": _text,
    "seq": _number,
    "sha256": bytes.fromhex,
    "size": _number,
    "sm3": bytes.fromhex,
}
_KINDS = {"event": (1, _EVENT), "evidence": (2, _EVIDENCE)}


def compact(
    suite: str,
    content: Content,
    salt: str,
    index: int,
    size: int,
    proof: Iterable[bytes],
    signatures: Iterable[bytes],
) -> str:
    """`signatures`: each with the id of its key in front, the log's own first."""
    kind, fields = _KINDS[str(content["kind"])]
    nodes, (own, *others) = list(proof), signatures
    data = b"".join(
        (
            bytes([_SUITES[suite], kind]),
            *(write(content[name]) for name, write in fields.items()),
            bytes.fromhex(salt),
            _number(index),
            _number(size),
            bytes([len(nodes)]),
            *nodes,
            own,
            bytes([len(others)]),
            *others,
        )
    )
    return BEGINNING + base64.b32encode(data).decode().rstrip("=")

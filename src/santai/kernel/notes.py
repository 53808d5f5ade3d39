"""Signed notes and checkpoints as C2SP writes them (signed-note, tlog-checkpoint, tlog-cosignature).

A note is text that ends with a newline, an empty line, and signature lines `— name base64(key id ‖ signature)`.
What signs and verifies is given from outside; here is only how it is written.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

ED25519, COSIGNATURE, OTHER = b"\x01", b"\x04", b"\xff"
SM2 = OTHER + b"sm2-with-sm3"  # C2SP leaves 0xff and a name to algorithms it does not list
KINDS = (ED25519, COSIGNATURE, SM2)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key by which notes are verified, written `name+id+base64(kind ‖ key)`."""

    name: str
    kind: bytes
    key: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_text(self.kind + self.key)}"

    @classmethod
    def read(cls, text: str) -> PublicKey:
        """Raises ValueError."""
        try:
            name, _, key = text.strip().split("+", 2)
            data = base64.b64decode(key, validate=True)
        except (ValueError, binascii.Error):
            raise ValueError("not a verifier key: name+id+base64") from None
        kind = next((kind for kind in KINDS if data.startswith(kind)), None)
        if kind is None:
            raise ValueError("a verifier key of an unknown kind")
        found = cls(name, kind, data[len(kind) :])
        if str(found) != text.strip():
            raise ValueError("the id of this verifier key is not its own")
        return found


@dataclass(frozen=True, slots=True)
class Head:
    """A head of a log: what a checkpoint says."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_text(self.root)}\n"

    @classmethod
    def read(cls, text: str) -> Head:
        """Raises ValueError for anything that is not written exactly as `text` writes it."""
        origin, size, root = text.split("\n")[:3]
        found = cls(origin, int(size), base64.b64decode(root, validate=True))
        if found.text() != text:
            raise ValueError("not a checkpoint")
        return found


def body(note: str) -> str:
    """What a note says, without its signatures."""
    return note.rpartition("\n\n")[0] + "\n"


def signature_line(key: PublicKey, signature: bytes) -> str:
    return f"— {key.name} {_text(key.id + signature)}\n"


def signatures(note: str, key: PublicKey) -> list[bytes]:
    """What this key put under a note."""
    found = []
    for line in note.rpartition("\n\n")[2].splitlines():
        dash, _, rest = line.partition(" ")
        name, _, data = rest.partition(" ")
        if dash == "—" and name == key.name:
            raw = base64.b64decode(data)
            found += [raw[4:]] if raw[:4] == key.id else []
    return found


def all_signatures(note: str) -> list[bytes]:
    """Every signature under a note, each with the id of its key in front."""
    lines = note.rpartition("\n\n")[2].splitlines()
    return [base64.b64decode(line.rpartition(" ")[2]) for line in lines]


def cosigned(text: str, time: int) -> bytes:
    """What a witness signs: that at this POSIX time it had seen no other history (tlog-cosignature)."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()

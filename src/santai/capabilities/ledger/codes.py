"""What a leaf of the ledger says: a salted commitment, and nothing that names anybody."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from santai.kernel.merkle import Digest, sha256, sm3

Content = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Suite:
    """A hash and a signature that belong together; a log keeps to one for ever."""

    name: str
    digest: Digest


SUITES = {s.name: s for s in (Suite("sha256-ed25519", sha256), Suite("sm3-sm2", sm3))}
SALT_BYTES = 16
# Made once: json.dumps with these makes one each time, which is a third of its time.
_JSON = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(content: Content) -> bytes:
    """Sorted keys, UTF-8 in NFC, no spaces; there are only texts and whole numbers in it."""
    return unicodedata.normalize("NFC", _JSON.encode(content)).encode()


def commitment(content: Content, salt: bytes, digest: Digest) -> bytes:
    """The entry of the log. Without the salt nobody can try out what it stands for (个人信息保护法 47)."""
    return digest(salt + canonical(content))


@dataclass(frozen=True, slots=True)
class Source:
    """Where leaves of one kind come from, so that they can be derived again from the rows themselves.

    `raw` gives for each (owner, seq) what its leaf must commit to, or what is wrong with the row;
    `without_leaf` counts the rows that have no leaf; `beside` says what is wrong with rows that rest on these.
    """

    raw: Callable[[list[tuple[int, int]]], list[Content | str]]
    without_leaf: Callable[[], int]
    beside: Callable[[], Iterable[str]] = tuple


SOURCES: dict[str, Source] = {}

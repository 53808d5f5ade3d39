"""Chinese text as numbers: every term is one 64-bit code, so that counting terms is sorting integers.

Two readings of a text: *grams* (every Chinese character and every pair of neighbours; they need no dictionary
and forgive typing) and *words* (cut by a dictionary). Latin letters and digits count as whole runs.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint64]

SHORT = 3  # characters that fit into a code as they are; what is longer is hashed
BITS = 21  # of a code point
HASHED = np.uint64(1 << 63)
RUN = re.compile(r"[A-Za-z0-9]+")
TERM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]")


def plain(text: str) -> str:
    """Full-width letters and digits as ordinary ones, in lower case."""
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=200_000)
def code(term: str) -> int:
    if len(term) <= SHORT:
        packed = 0
        for character in term:
            packed = packed << BITS | ord(character)
        return packed
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big") | int(HASHED)


def grams(text: str) -> Codes:
    """The codes of all characters, pairs and runs of a text, with repetitions."""
    text = plain(text)
    points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
    chinese = (points >= 0x4E00) & (points <= 0x9FFF)
    pairs = points[:-1] << np.uint64(BITS) | points[1:]
    runs = np.array([code(run) for run in RUN.findall(text)], np.uint64)
    return np.concatenate([points[chinese], pairs[chinese[:-1] & chinese[1:]], runs])


def split(text: str) -> list[str]:
    """The words of a text in their order, punctuation left out."""
    import rjieba

    return [word for word in rjieba.cut(plain(text)) if TERM.match(word)]


def words(text: str) -> Codes:
    return np.array([code(word) for word in split(text)], np.uint64)

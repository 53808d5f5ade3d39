"""Ciphers of the store: what a sealed value looks like and how it is made and opened. Knows no Django.

`AES-256-GCM` is the rule; `SM4-GCM` (GM/T 0002) for a bureau that must use the national suite. The nonce is
96 random bits for each value: a key may seal 2^32 of them (NIST SP 800-38D), and is changed long before.
"""

from __future__ import annotations

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

AES, SM4 = "aes-256-gcm", "sm4-gcm"
KEY_BYTES = {AES: 32, SM4: 16}
NONCE, TAG = 12, 16
BLIND_LENGTH = 22  # characters: 128 bits in base64
NOTHING = "-" * BLIND_LENGTH  # stands where there is nothing to look for


class Broken(Exception):
    """A sealed value that cannot be opened: changed, moved from elsewhere, or of another key."""


class Aead(Protocol):
    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes: ...


class Sm4Gcm:
    """SM4 in the manner of the library's AESGCM."""

    def __init__(self, key: bytes) -> None:
        self._key = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        work = Cipher(self._key, modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(associated_data or b"")
        return work.update(data) + work.finalize() + work.tag

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None) -> bytes:
        body, tag = data[:-TAG], data[-TAG:]
        work = Cipher(self._key, modes.GCM(nonce, tag)).decryptor()
        work.authenticate_additional_data(associated_data or b"")
        return work.update(body) + work.finalize()


def aead(algorithm: str, key: bytes) -> Aead:
    if len(key) != KEY_BYTES[algorithm]:
        raise ValueError(f"{algorithm} wants {KEY_BYTES[algorithm]} bytes")
    return AESGCM(key) if algorithm == AES else Sm4Gcm(key)


def seal(cipher: Aead, plain: bytes, bound_to: bytes) -> str:
    """Letters and digits that say nothing, and open only with the same key and the same `bound_to`."""
    nonce = os.urandom(NONCE)
    return urlsafe_b64encode(nonce + cipher.encrypt(nonce, plain, bound_to)).decode()


def unseal(cipher: Aead, sealed: str, bound_to: bytes) -> bytes:
    """Raises Broken."""
    try:
        raw = urlsafe_b64decode(sealed)
        return cipher.decrypt(raw[:NONCE], raw[NONCE:], bound_to)
    except (InvalidTag, ValueError) as error:
        raise Broken("a sealed value does not open") from error


def derived(master: bytes, what: str, length: int) -> bytes:
    """A key that only the holder of the master key can make again (RFC 5869)."""
    return HKDF(hashes.SHA256(), length, salt=None, info=f"santai {what}".encode()).derive(master)


class Blinder:
    """Blind indexes: the same words give the same 22 characters, and nobody without the key can tell which."""

    def __init__(self, key: bytes) -> None:
        self._begun = hmac.new(key, digestmod=sha256)

    def blind(self, text: str, bound_to: bytes) -> str:
        if not text:
            return NOTHING
        work = self._begun.copy()
        work.update(bound_to + b"\0" + text.encode())
        return urlsafe_b64encode(work.digest()[:16])[:BLIND_LENGTH].decode()

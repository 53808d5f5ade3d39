"""Small secrets at rest: sealed with a key of the installation, opened only for what they were sealed for."""

from __future__ import annotations

import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12


def seal(content: bytes, purpose: str) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher().encrypt(nonce, content, purpose.encode())


def unseal(sealed: bytes, purpose: str) -> bytes:
    """Raises cryptography's InvalidTag for what was altered, or sealed for something else."""
    return _cipher().decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())


def _cipher() -> AESGCM:
    hkdf = HKDF(SHA256(), length=32, salt=None, info=b"santai identity sealing")
    return AESGCM(hkdf.derive(settings.SECRET_KEY.encode()))

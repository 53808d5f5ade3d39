"""Small secrets at rest, sealed by the keys of all that lies sealed, and opened only for what they were sealed for.

Secrets from before there were data keys were sealed by the key of the installation; they still open.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from santai.capabilities.sealing import envelope, keys

MARK = b"\0sealed\0"  # then the number of the key, a dot, the ciphertext; the older ones began with a nonce


def seal(content: bytes, purpose: str) -> bytes:
    number, cipher = keys.sealing("identity")
    return MARK + f"{number}.{envelope.seal(cipher, content, purpose.encode())}".encode()


def unseal(sealed: bytes, purpose: str) -> bytes:
    """Raises Broken for what was altered, or sealed for something else."""
    if not sealed.startswith(MARK):
        return _unseal_older(sealed, purpose)
    number, _dot, body = sealed.removeprefix(MARK).decode().partition(".")
    if not number.isdecimal():
        raise envelope.Broken("not a sealed secret")
    return envelope.unseal(keys.opening(int(number)), body, purpose.encode())


def _unseal_older(sealed: bytes, purpose: str) -> bytes:
    hkdf = HKDF(SHA256(), length=32, salt=None, info=b"santai identity sealing")
    cipher = AESGCM(hkdf.derive(settings.SECRET_KEY.encode()))
    nonce, body = sealed[: envelope.NONCE], sealed[envelope.NONCE :]
    try:
        return cipher.decrypt(nonce, body, purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise envelope.Broken("a sealed secret does not open") from error

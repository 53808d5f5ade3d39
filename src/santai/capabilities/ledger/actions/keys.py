"""The ledger's own keys: files of the data folder, readable by the account of the service alone.

Only the sequencer signs. A key is changed by two people (`rotation`): what it signed stays verifiable by its public
half, which is kept and published. A new suite begins a new log.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from gmssl import sm2

from santai.kernel.notes import ED25519, SM2, PublicKey

SM2_ORDER = int(sm2.default_ecc_table["n"], 16)


class Scheme(Protocol):
    kind: bytes

    def new(self) -> bytes: ...
    def public(self, private: bytes) -> bytes: ...
    def sign(self, private: bytes, message: bytes) -> bytes: ...
    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool: ...


class Ed25519:
    kind = ED25519

    def new(self) -> bytes:
        return Ed25519PrivateKey.generate().private_bytes_raw()

    def public(self, private: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()

    def sign(self, private: bytes, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(private).sign(message)

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Sm2:
    """GB/T 32918.2 with SM3 and the customary identity 1234567812345678; keys and signatures as 32-byte pairs."""

    kind = SM2

    def new(self) -> bytes:
        return (secrets.randbelow(SM2_ORDER - 2) + 1).to_bytes(32, "big")

    def public(self, private: bytes) -> bytes:
        curve = sm2.CryptSM2(private_key=private.hex(), public_key="")
        point: str = curve._kg(int(private.hex(), 16), curve.ecc_table["g"])
        return bytes.fromhex(point)

    def sign(self, private: bytes, message: bytes) -> bytes:
        made: str = self._pair(private, self.public(private)).sign_with_sm3(message)
        return bytes.fromhex(made)

    def verify(self, public: bytes, signature: bytes, message: bytes) -> bool:
        return bool(self._pair(b"", public).verify_with_sm3(signature.hex(), message))

    def _pair(self, private: bytes, public: bytes) -> sm2.CryptSM2:
        pair = sm2.CryptSM2(private_key=private.hex(), public_key=public.hex())
        # The library takes a key that begins with 04 for one with a mark in front, and cuts that off.
        pair.public_key = public.hex()
        return pair


SCHEMES: dict[str, Scheme] = {"sha256-ed25519": Ed25519(), "sm3-sm2": Sm2()}


def scheme() -> Scheme:
    return SCHEMES[settings.LEDGER_SUITE]


def public_key() -> PublicKey | None:
    """The key the world verifies by; None before there is one."""
    try:
        return PublicKey.read(_file("pub").read_text())
    except FileNotFoundError:
        return None


def make_keys() -> PublicKey:
    """Make the pair of this installation; what is there already stays."""
    if found := public_key():
        return found
    private = scheme().new()
    name = settings.LEDGER_ORIGIN or f"santai/{secrets.token_hex(4)}"
    public = PublicKey(name, scheme().kind, scheme().public(private))
    _write(_file("key"), json.dumps({"name": name, "private": private.hex()}), 0o600)
    _write(_file("pub"), f"{public}\n", 0o644)
    return public


def former_keys() -> list[PublicKey]:
    """Public keys that signed before, oldest first."""
    root = Path(settings.KEYS_ROOT)
    found = root.glob(f"ledger-{settings.LEDGER_SUITE}.former-*.pub")
    return [PublicKey.read(path.read_text()) for path in sorted(found)]


def known_keys() -> list[PublicKey]:
    """Every key whose signature under a checkpoint counts, the one in use first; none before there is one."""
    key = public_key()
    return [key, *former_keys()] if key else []


def replace() -> tuple[PublicKey, PublicKey]:
    """Make a new pair in place of the old, whose private half is gone then. For `rotation` alone.

    A stop in between leaves a key that does not fit its public half: nothing is signed, and it is done again.
    """
    old = public_key()
    if old is None:
        raise FileNotFoundError("there is no key to replace")
    former = Path(settings.KEYS_ROOT) / f"ledger-{settings.LEDGER_SUITE}.former-{_count():04}.pub"
    if old not in former_keys():
        _write(former, f"{old}\n", 0o644)
    private = scheme().new()
    new = PublicKey(old.name, scheme().kind, scheme().public(private))
    for kind, text, mode in (
        ("key", json.dumps({"name": old.name, "private": private.hex()}), 0o600),
        ("pub", f"{new}\n", 0o644),
    ):
        draft = _file(f"{kind}.new")
        draft.unlink(missing_ok=True)
        _write(draft, text, mode)
        draft.replace(_file(kind))
    return old, new


def _count() -> int:
    return len(former_keys())


def sign(text: str) -> tuple[PublicKey, bytes]:
    """Sign with the ledger's key. For the sequencer alone. Raises FileNotFoundError without one."""
    kept = json.loads(_file("key").read_text())
    private = bytes.fromhex(kept["private"])
    public = PublicKey(kept["name"], scheme().kind, scheme().public(private))
    return public, scheme().sign(private, text.encode())


def _file(kind: str) -> Path:
    return Path(settings.KEYS_ROOT) / f"ledger-{settings.LEDGER_SUITE}.{kind}"


def _write(path: Path, text: str, mode: int) -> None:
    path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())

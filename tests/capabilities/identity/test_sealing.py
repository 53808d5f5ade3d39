"""One mechanism seals what is small and secret too; what older versions sealed still opens (SEC-05)."""

from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from santai.capabilities.identity.sealing import seal, unseal
from santai.capabilities.sealing.actions import rotate
from santai.capabilities.sealing.envelope import Broken

pytestmark = pytest.mark.django_db
SECRET = b"12345678901234567890"


def older(content: bytes, purpose: str) -> bytes:
    """As it was sealed before there were data keys."""
    hkdf = HKDF(SHA256(), length=32, salt=None, info=b"santai identity sealing")
    nonce = os.urandom(12)
    key = hkdf.derive(settings.SECRET_KEY.encode())
    return nonce + AESGCM(key).encrypt(nonce, content, purpose.encode())


def test_what_is_sealed_opens_for_its_purpose_and_for_no_other() -> None:
    sealed = seal(SECRET, "totp 1")
    assert SECRET not in sealed
    assert unseal(sealed, "totp 1") == SECRET
    with pytest.raises(Broken):
        unseal(sealed, "totp 2")


def test_what_older_versions_sealed_still_opens() -> None:
    assert unseal(older(SECRET, "totp 1"), "totp 1") == SECRET
    with pytest.raises(Broken):
        unseal(older(SECRET, "totp 1"), "totp 2")


@pytest.mark.usefixtures("ring_put_back")
def test_a_secret_outlives_a_new_key() -> None:
    sealed = seal(SECRET, "totp 1")
    rotate()
    assert unseal(sealed, "totp 1") == SECRET
    assert seal(SECRET, "totp 1").split(b".")[0] != sealed.split(b".")[0]


@pytest.mark.parametrize(
    "broken", [b"", b"short", b"\0sealed\0", b"\0sealed\0x.y", b"\0sealed\01."]
)
def test_what_was_not_sealed_here_is_refused(broken: bytes) -> None:
    with pytest.raises(Broken):
        unseal(broken, "totp 1")

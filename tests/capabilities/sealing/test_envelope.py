"""Ciphers of the store (P2; 等保三级 8.1.4.8)."""

from __future__ import annotations

import pytest

from santai.capabilities.sealing import envelope
from santai.capabilities.sealing.envelope import AES, KEY_BYTES, SM4, Blinder, Broken, aead

BOTH = pytest.mark.parametrize("algorithm", [AES, SM4])


def _cipher(algorithm: str, fill: bytes = b"k") -> envelope.Aead:
    return aead(algorithm, fill * KEY_BYTES[algorithm])


@BOTH
def test_what_was_sealed_opens_and_shows_nothing(algorithm: str) -> None:
    sealed = envelope.seal(_cipher(algorithm), b"13800138000", b"a.b")
    assert "13800138000" not in sealed
    assert envelope.unseal(_cipher(algorithm), sealed, b"a.b") == b"13800138000"


@BOTH
def test_the_same_value_never_looks_the_same(algorithm: str) -> None:
    cipher = _cipher(algorithm)
    assert len({envelope.seal(cipher, b"x", b"a") for _ in range(100)}) == 100


@BOTH
def test_moved_elsewhere_or_under_another_key_it_does_not_open(algorithm: str) -> None:
    sealed = envelope.seal(_cipher(algorithm), b"x", b"people.party.phone")
    for cipher, bound in (
        (_cipher(algorithm), b"people.party.address"),
        (_cipher(algorithm, b"o"), b"people.party.phone"),
    ):
        with pytest.raises(Broken):
            envelope.unseal(cipher, sealed, bound)


@BOTH
def test_any_letter_changed_is_found(algorithm: str) -> None:
    cipher = _cipher(algorithm)
    sealed = envelope.seal(cipher, b"310101199001011234", b"a")
    for place, letter in enumerate(sealed):
        if letter == "=":
            continue
        changed = sealed[:place] + ("A" if letter != "A" else "B") + sealed[place + 1 :]
        try:
            same = envelope.unseal(cipher, changed, b"a") == b"310101199001011234"
        except Broken:
            continue
        assert (same, place) == (
            True,
            len(sealed.rstrip("=")) - 1,
        )  # unused bits of the last letter


def test_sm4_is_the_national_cipher() -> None:
    """RFC 8998, A.2.1: the published SM4-GCM vector."""
    cipher = aead(SM4, bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    nonce = bytes.fromhex("00001234567800000000ABCD")
    known = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    sealed = cipher.encrypt(nonce, plain, known)
    assert sealed[-16:].hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"
    assert cipher.decrypt(nonce, sealed, known) == plain


def test_a_blind_index_is_stable_keyed_and_of_one_field() -> None:
    blinder = Blinder(b"key")
    same = blinder.blind("13800138000", b"people.party.phone")
    assert len(same) == envelope.BLIND_LENGTH
    assert same == blinder.blind("13800138000", b"people.party.phone")
    others = {
        blinder.blind("13800138001", b"people.party.phone"),
        blinder.blind("13800138000", b"people.account.phone"),
        Blinder(b"other").blind("13800138000", b"people.party.phone"),
    }
    assert len(others) == 3
    assert same not in others

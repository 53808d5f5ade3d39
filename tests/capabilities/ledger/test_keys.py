"""The two schemes sign what the second program verifies (GB/T 32918.2, RFC 8032)."""

from __future__ import annotations

import pytest

import santai_signatures
from santai.capabilities.ledger.actions.keys import SCHEMES

# The library takes a leading 04 for the mark of an uncompressed point and cuts it off: one key in 256 begins so.
ELEVENTH = (11).to_bytes(32, "big")


@pytest.mark.parametrize("private", [ELEVENTH, (12).to_bytes(32, "big")])
def test_every_key_of_sm2_signs_what_others_verify(private: bytes) -> None:
    scheme = SCHEMES["sm3-sm2"]
    public = scheme.public(private)
    assert public.hex().startswith("04") == (private == ELEVENTH)
    signature = scheme.sign(private, b"text")
    assert santai_signatures.sm2(public, signature, b"text")
    assert scheme.verify(public, signature, b"text")
    assert not santai_signatures.sm2(public, signature, b"tex7")


def test_a_seed_of_ed25519_is_the_key_of_the_second_program() -> None:
    scheme, seed = SCHEMES["sha256-ed25519"], bytes(range(32))
    assert scheme.public(seed) == santai_signatures.ed25519_public(seed)
    assert scheme.sign(seed, b"text") == santai_signatures.ed25519_sign(seed, b"text")

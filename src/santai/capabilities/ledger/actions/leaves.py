"""Writing leaves."""

from __future__ import annotations

import os

from django.conf import settings

from santai.capabilities.ledger.codes import SALT_BYTES, SUITES, Content, commitment
from santai.capabilities.ledger.models import Leaf


def leaf(kind: str, owner: int, seq: int, content: Content) -> Leaf:
    """The row that commits to this; to be written in the same transaction as what it commits to."""
    salt = os.urandom(SALT_BYTES)
    entry = commitment(content, salt, SUITES[settings.LEDGER_SUITE].digest)
    return Leaf(kind=kind, owner=owner, seq=seq, salt=salt.hex(), entry=entry.hex())

"""Reading the ledger: nodes of its tree, and what is handed out of it."""

from santai.capabilities.ledger.queries.papers import (
    alarms,
    at_size,
    changes_of_keys,
    compact_receipt,
    consistency,
    export,
    first_over,
    newest,
    place,
    places,
    receipt,
    sealed,
    signed,
    standing,
)

__all__ = [
    "alarms",
    "at_size",
    "changes_of_keys",
    "compact_receipt",
    "consistency",
    "export",
    "first_over",
    "newest",
    "place",
    "places",
    "receipt",
    "sealed",
    "signed",
    "standing",
]

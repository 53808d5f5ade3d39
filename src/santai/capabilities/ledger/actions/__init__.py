"""The ledger (存证账本): leaves, their sequencer, checkpoints, and deriving it all again."""

from santai.capabilities.ledger.actions.leaves import leaf

__all__ = ["leaf"]

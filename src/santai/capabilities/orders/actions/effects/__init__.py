"""What actions do beyond moving an order. Importing this package registers every effect with the door."""

from santai.capabilities.orders.actions.effects import (
    deadlines,
    evaluation,
    handlers,
    materials,
    routing,
    sides,
)

__all__ = ["deadlines", "evaluation", "handlers", "materials", "routing", "sides"]

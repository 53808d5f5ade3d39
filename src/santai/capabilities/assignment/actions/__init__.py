"""Everything that says who acts. Importing this package registers its effects with the door."""

from santai.capabilities.assignment.actions.assigning import assign, assign_best
from santai.capabilities.assignment.actions.drawing import draw, settle, take_drawn

__all__ = ["assign", "assign_best", "draw", "settle", "take_drawn"]

"""The library of law: what brings laws in, and what that touches."""

from santai.capabilities.knowledge.actions.laws.bringing_in import BroughtIn, bring_in_laws
from santai.capabilities.knowledge.actions.laws.opening import laws_in
from santai.capabilities.knowledge.actions.laws.touching import looked_at, touch
from santai.capabilities.knowledge.actions.laws.written import (
    BadLaw,
    WrittenArticle,
    WrittenLaw,
    WrittenPart,
)

__all__ = [
    "BadLaw",
    "BroughtIn",
    "WrittenArticle",
    "WrittenLaw",
    "WrittenPart",
    "bring_in_laws",
    "laws_in",
    "looked_at",
    "touch",
]

"""Every write to the knowledge base: answers, cases, their review, and what is found out about them."""

from santai.capabilities.knowledge.actions.answers import (
    Drafted,
    draft_answer,
    found,
    revise,
)
from santai.capabilities.knowledge.actions.cases import DraftedCase, draft_case
from santai.capabilities.knowledge.actions.flags import check_citations, flag, seen
from santai.capabilities.knowledge.actions.gaps import Missed, keep_gaps
from santai.capabilities.knowledge.actions.importing import bring_in
from santai.capabilities.knowledge.actions.laws import (
    BadLaw,
    BroughtIn,
    bring_in_laws,
    laws_in,
    looked_at,
)
from santai.capabilities.knowledge.actions.reviewing import review, submit, withdraw

__all__ = [
    "BadLaw",
    "BroughtIn",
    "Drafted",
    "DraftedCase",
    "Missed",
    "bring_in",
    "bring_in_laws",
    "check_citations",
    "draft_answer",
    "draft_case",
    "flag",
    "found",
    "keep_gaps",
    "laws_in",
    "looked_at",
    "review",
    "revise",
    "seen",
    "submit",
    "withdraw",
]

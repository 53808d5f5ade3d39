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
from santai.capabilities.knowledge.actions.talking import (
    Reply,
    answered,
    begin_talk,
    forget_talk,
    hear,
    plain,
    say_plainly,
    story_of,
    sweep_talks,
    transcript_of,
)

__all__ = [
    "BadLaw",
    "BroughtIn",
    "Drafted",
    "DraftedCase",
    "Missed",
    "Reply",
    "answered",
    "begin_talk",
    "bring_in",
    "bring_in_laws",
    "check_citations",
    "draft_answer",
    "draft_case",
    "flag",
    "forget_talk",
    "found",
    "hear",
    "keep_gaps",
    "laws_in",
    "looked_at",
    "plain",
    "review",
    "revise",
    "say_plainly",
    "seen",
    "story_of",
    "submit",
    "sweep_talks",
    "transcript_of",
    "withdraw",
]

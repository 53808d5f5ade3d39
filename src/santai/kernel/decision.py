"""Answers to questions of law: yes, no or not known yet, with the reasons that decided.

Facts come in one by one, so a question is often asked before everything is known. Three-valued
logic (Kleene) never guesses: an answer is given only if no missing fact could change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from santai.kernel.citation import Citation


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


OPPOSITE = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence for people, the law behind it, and the facts it speaks about."""

    text: str
    citations: tuple[Citation, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer, why, and while it is unknown the facts that would settle it."""

    answer: Answer
    reasons: tuple[Reason, ...] = ()
    missing: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.missing and self.answer is not Answer.UNKNOWN:
            raise ValueError(f"a question answered {self.answer} misses no fact: {self.missing}")


def all_of(*decisions: Decision) -> Decision:
    """Yes if every one is, no as soon as one is. Of nothing: yes."""
    return _settle(decisions, by=Answer.NO, otherwise=Answer.YES)


def any_of(*decisions: Decision) -> Decision:
    """Yes as soon as one is, no if every one is. Of nothing: no."""
    return _settle(decisions, by=Answer.YES, otherwise=Answer.NO)


def negate(decision: Decision) -> Decision:
    """The opposite answer for the same reasons; what is not known stays so."""
    return Decision(OPPOSITE[decision.answer], decision.reasons, decision.missing)


def _settle(decisions: Sequence[Decision], *, by: Answer, otherwise: Answer) -> Decision:
    """The answer `by` wins, then what is unknown; the reasons kept are those of the winners."""
    if len(decisions) == 1:
        return decisions[0]
    given = {decision.answer for decision in decisions}
    answer = next((one for one in (by, Answer.UNKNOWN) if one in given), otherwise)
    deciding = [decision for decision in decisions if decision.answer is answer]
    reasons = dict.fromkeys(chain.from_iterable(decision.reasons for decision in deciding))
    missing = chain.from_iterable(decision.missing for decision in deciding)
    return Decision(answer, tuple(reasons), frozenset(missing))

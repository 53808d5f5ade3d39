"""What somebody filled in, read back before it is sent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from santai.pages.forms.intake import ANSWERS_, Intake
from santai.pages.forms.questions import Question, Typed, said

KEPT_OUT = ("csrfmiddlewaretoken", "step", "key")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it is read back."""

    label: str
    text: str


def read_back(intake: Intake, answered: Collection[str]) -> list[tuple[str, list[Said]]]:
    """By heading. `answered`: the answers that will be kept; others are left out, as the door does."""
    found = [(section.title, _said(section.questions, answered)) for section in intake.sections()]
    return [(title, lines) for title, lines in found if lines]


def hidden(typed: Typed) -> list[tuple[str, str]]:
    """Everything typed, to be sent along unchanged."""
    return [(k, v) for k in typed if k not in KEPT_OUT for v in typed.getlist(k)]


def _said(questions: Sequence[Question], answered: Collection[str]) -> list[Said]:
    return [
        Said(question.label, said(question))
        for question in questions
        if any(question.values) and _kept(question.name, answered)
    ]


def _kept(name: str, answered: Collection[str]) -> bool:
    return not name.startswith(ANSWERS_) or name.removeprefix(ANSWERS_) in answered

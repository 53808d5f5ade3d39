"""What somebody is asked who takes a ticket: what about, and whether they go first."""

from __future__ import annotations

from collections.abc import Mapping

from santai.capabilities.reception.enums import Priority
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Door
from santai.kernel.words import said, say, word
from santai.pages.forms.questions import Choice, Question, Typed
from santai.pages.forms.services import services_at

ANYTHING = word("说不清，先问问")


def lines_at_counter(region: str = "") -> list[Choice]:
    """The lines of which something can be asked for at a counter."""
    at_counter = {service.line for service in services_at(Door.COUNTER, region)}
    lines = catalogue().lines.values()
    return [Choice(line.id, line.title.said) for line in lines if line.id in at_counter]


def line_titles() -> Mapping[str, str]:
    return {"": said(ANYTHING), **{line.id: line.title.said for line in catalogue().lines.values()}}


def queue_questions(typed: Typed, wrong: Mapping[str, str]) -> list[Question]:
    """`wrong`: what was refused before, by field."""
    lines = (Choice("", said(ANYTHING)), *lines_at_counter())
    first = (Choice("", say("没有")), *(Choice(p.value, str(p.label)) for p in Priority))
    return [
        Question(
            name,
            label,
            "radios",
            (typed.get(name) or "",),
            choices,
            required=True,
            error=wrong.get(name, ""),
            hint=hint,
        )
        for name, label, choices, hint in (
            ("line", say("办哪一类事"), lines, ""),
            ("priority", say("需要优先吗"), first, say("说一声就行，不用出示证件。")),
        )
    ]

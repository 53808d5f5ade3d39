"""An answer in plainer words, by a language model that the operator set up; our own words wherever it fails.

What leaves the house is our answer, its sources, and the question with people taken out of it; a question in which
something of somebody is left does not go. What comes back is kept sentence by sentence where a source supports it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings

from santai.capabilities.identity.actions import budgets
from santai.capabilities.knowledge.masking import deidentified, leaks
from santai.capabilities.knowledge.rewording import (
    BadModel,
    Breaker,
    Model,
    NoAnswer,
    kept_of,
    reword,
)

logger = logging.getLogger(__name__)

LONGEST = 500  # signs of a question, and of a source
breaker = Breaker()


def reworded(
    question: str, ours: Sequence[str], sources: Sequence[str] = (), *, at: datetime
) -> list[str]:
    """Lines to show in place of ours; none where no model is set up, or nothing that it said is supported."""
    if not settings.MODEL_URL or not ours:
        return []
    with_sources = [one[:LONGEST] for one in sources]
    try:
        with breaker.turn() as may:
            if not may or _spent(at):
                return []
            said = reword(_model(), masked(question), ours, with_sources)
    except (NoAnswer, BadModel, OSError) as error:
        logger.warning("the language model: %s", error)
        return []
    return kept_of(said, ours, with_sources)


def masked(question: str) -> str:
    """The question without people; empty where something of somebody is left in it."""
    told = "".join(one.text for one in deidentified(question))[:LONGEST]
    return "" if leaks(told) else told


def _spent(at: datetime) -> bool:
    """One budget for the whole house."""
    daily = budgets.Budget("model", ((budgets.DAY, settings.MODEL_DAILY),))
    return budgets.spend(daily, "all", at=at) is not None


def _model() -> Model:
    path = settings.MODEL_KEY_FILE
    key = Path(path).read_text(encoding="utf-8").strip() if path else ""
    return Model(settings.MODEL_URL, settings.MODEL_NAME, key, settings.MODEL_SECONDS)

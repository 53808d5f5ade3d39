"""Training the model: labelled questions, each with what the rules saw in it."""

from __future__ import annotations

from collections.abc import Sequence

from santai.capabilities.knowledge.triage.deciding import NONE, marks
from santai.capabilities.knowledge.triage.model import Model, train
from santai.capabilities.knowledge.triage.patterns import normal
from santai.capabilities.knowledge.triage.rules import rules
from santai.catalogue.triage import NOT_OURS


def trained(texts: Sequence[str], services: Sequence[str]) -> Model:
    """A model of what the rules here and now see: train again when the rules have changed much."""
    known = rules()
    seen = [marks(known, normal(text)) for text in texts]
    return train(texts, [NONE if one == NOT_OURS else one for one in services], seen)

"""The ranker in use: the index, what was learned over it if anything, and every answer that is approved today."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from santai.capabilities.knowledge.enums import State
from santai.capabilities.knowledge.models import AnswerVersion
from santai.capabilities.knowledge.queries.index import folder, index
from santai.capabilities.knowledge.queries.laws import article_title
from santai.capabilities.knowledge.ranking import (
    Index,
    NotTrained,
    Ranker,
    RankingError,
    files,
    trained,
)
from santai.capabilities.knowledge.ranking.trained import Trained
from santai.kernel.citation import Citation

logger = logging.getLogger(__name__)


def trained_file(*, measuring: bool = False) -> Path:
    """Beside the folder of the index, which is changed for a new one as a whole."""
    place = folder(measuring=measuring)
    return place.with_name(f"{place.name}.trained.npz")


def ranker(*, on: date) -> Ranker | None:
    """None where there is no index. Approved answers teach it at once, without any training (HOT-14, KB-06)."""
    made = index()
    if made is None:
        return None
    found = Ranker(made, _learned(made))
    found.remember_all(_approved(made, on))
    return found


def _learned(made: Index) -> Trained | None:
    """What does not fit the library any more is not used, and said in the log."""
    try:
        return trained.load(trained_file(), made)
    except NotTrained:
        return None
    except RankingError as error:
        logger.warning("%s", error)
        return None


def _approved(made: Index, on: date) -> Iterator[tuple[str, list[str], str]]:
    rows = AnswerVersion.objects.filter(
        state=State.APPROVED, valid_from__lte=on, valid_until__gte=on
    )
    for one in rows.order_by("pk"):  # of every place: which article is right does not depend on it
        names = [name for cited in one.citations for name in _names(Citation.parse(cited))]
        keys = [made.keys[at] for at in files.positions(made, names)]
        for way in (one.question, *one.ways):
            yield way, keys, one.text


def _names(cited: Citation) -> list[str]:
    """Of the articles that a citation means; a law as a whole means none in particular."""
    if cited.article is None:
        return []
    last = cited.to or cited.article
    return [cited.law + article_title(no, cited.inserted) for no in range(cited.article, last + 1)]

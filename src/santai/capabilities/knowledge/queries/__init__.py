"""What everybody may read: approved answers and cases, and what was told on a day."""

from santai.capabilities.knowledge.queries.answers import (
    Likeness,
    Told,
    answer_by_key,
    answers_for,
    answers_like,
    end_of_day,
    found_of,
    told_on,
    versions_of,
    ways_of_asking,
)
from santai.capabilities.knowledge.queries.boxes import Boxes, boxes, waits_for
from santai.capabilities.knowledge.queries.cases import ToldCase, case_by_key, cases
from santai.capabilities.knowledge.queries.changes import (
    Difference,
    before,
    differences,
)
from santai.capabilities.knowledge.queries.citing import Citing, citing, names_of
from santai.capabilities.knowledge.queries.files import PACKAGED, files_of, topics
from santai.capabilities.knowledge.queries.index import build_index, index
from santai.capabilities.knowledge.queries.laws import (
    Passage,
    article_of_version,
    article_title,
    beside,
    has_laws,
    law_named,
    part_of_version,
    passages,
    pieces,
    plain_name,
    public_laws,
    standing,
    version_of_day,
    version_on,
)
from santai.capabilities.knowledge.queries.proposed import Proposed, proposed
from santai.capabilities.knowledge.queries.rankers import build_ranker
from santai.capabilities.knowledge.queries.search import (
    Results,
    search,
    source,
    suggestions,
    warm_search,
)
from santai.capabilities.knowledge.queries.talks import is_kept, turns_of
from santai.capabilities.knowledge.queries.touches import laws_held, touches

__all__ = [
    "PACKAGED",
    "Boxes",
    "Citing",
    "Difference",
    "Likeness",
    "Passage",
    "Proposed",
    "Results",
    "Told",
    "ToldCase",
    "answer_by_key",
    "answers_for",
    "answers_like",
    "article_of_version",
    "article_title",
    "before",
    "beside",
    "boxes",
    "build_index",
    "build_ranker",
    "case_by_key",
    "cases",
    "citing",
    "differences",
    "end_of_day",
    "files_of",
    "found_of",
    "has_laws",
    "index",
    "is_kept",
    "law_named",
    "laws_held",
    "names_of",
    "part_of_version",
    "passages",
    "pieces",
    "plain_name",
    "proposed",
    "public_laws",
    "search",
    "source",
    "standing",
    "suggestions",
    "told_on",
    "topics",
    "touches",
    "turns_of",
    "version_of_day",
    "version_on",
    "versions_of",
    "waits_for",
    "warm_search",
    "ways_of_asking",
]

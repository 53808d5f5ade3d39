"""Build a ranker in a process of its own: what that takes (up to a gigabyte) is given back when it ends.

On standard input a job as JSON: `index`, `trained`, `into` (folders and a file), `answered` (lists of a question,
names of articles, an answer). What cannot be used is left aside and said on standard error.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from santai.capabilities.knowledge.ranking import files, kept, trained
from santai.capabilities.knowledge.ranking.errors import NotTrained, RankingError
from santai.capabilities.knowledge.ranking.index import Index
from santai.capabilities.knowledge.ranking.ranker import Ranker
from santai.capabilities.knowledge.ranking.trained import Trained

KINDLY = 10  # those who serve go first


def build(job: dict[str, Any]) -> Ranker:
    index = Index.load(Path(job["index"]))
    ranker = Ranker(index, _learned(Path(job["trained"]), index))
    ranker.remember_all(
        (text, [index.keys[at] for at in files.positions(index, names)], answer)
        for text, names, answer in job["answered"]
    )
    kept.save(ranker, Path(job["into"]))
    return ranker


def _learned(path: Path, index: Index) -> Trained | None:
    """What does not fit the library any more is not used, and said."""
    try:
        return trained.load(path, index)
    except NotTrained:
        return None
    except RankingError as error:
        print(error, file=sys.stderr)
        return None


if __name__ == "__main__":
    os.nice(KINDLY)
    build(json.load(sys.stdin))

"""The ranker in a folder: built by the worker when the index, the order or an answer is new, served by everybody.

Beside the index lie folders of rankers, and a file that names the one in use, which is changed as a whole. Approved
answers teach it without any training (HOT-14, KB-06).
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic

from django.db.models import Count, Max, QuerySet, Sum

from santai.capabilities.knowledge.enums import State
from santai.capabilities.knowledge.models import AnswerVersion
from santai.capabilities.knowledge.queries.index import folder, index
from santai.capabilities.knowledge.queries.laws import article_title
from santai.capabilities.knowledge.ranking import building
from santai.kernel.citation import Citation

logger = logging.getLogger(__name__)

PATIENCE = 600  # seconds; 6,000 answered questions take about a minute
KEPT = 2  # folders: the one in use, and the one before, which some process may be opening right now
PAUSE = 600  # seconds until a ranker that could not be built is tried again
_failed: dict[str, float] = {}


class NotBuilt(Exception):
    """Why stands in the log; the ranker before serves on."""


def trained_file(*, measuring: bool = False) -> Path:
    """Beside the folder of the index, which is changed for a new one as a whole."""
    place = folder(measuring=measuring)
    return place.with_name(f"{place.name}.trained.npz")


def rankers() -> Path:
    return folder().with_name(f"{folder().name}.rankers")


def in_use() -> Path | None:
    """The folder of the ranker in use; None where none was built."""
    try:
        name = (rankers() / "in-use").read_text(encoding="utf-8")
    except OSError:
        return None
    return rankers() / name


def build_ranker(*, on: date) -> bool:
    """Build what is new, if anything is, in a process of its own; says whether there is another one now.

    Until it is there the one before serves.
    """
    made = index()
    if made is None:
        return False
    name = _name(made.digest, on)
    place = rankers() / name
    if in_use() == place or _failed.get(name, 0) > monotonic():
        return False
    if not place.is_dir():
        rankers().mkdir(parents=True, exist_ok=True)
        draft = Path(mkdtemp(prefix=".", dir=rankers()))
        _build(name, draft, on)
        draft.chmod(0o755)
        draft.rename(place)
    _use(name)
    return True


def _name(digest: str, on: date) -> str:
    """Of all that a ranker is made from: another name, another ranker."""
    answers = _valid(on).aggregate(Count("pk"), Max("reviewed_at"), Max("pk"), Sum("pk"))
    told = (digest, _changed_at(trained_file()), *sorted(map(str, answers.values())))
    return blake2b(repr(told).encode(), digest_size=12).hexdigest()


def _build(name: str, into: Path, on: date) -> None:
    job = {"index": str(folder()), "trained": str(trained_file()), "into": str(into)}
    done = subprocess.run(
        [sys.executable, "-m", building.__name__],
        input=json.dumps({**job, "answered": list(_answered(on))}),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONIOENCODING": "utf-8"},
    )
    for line in done.stderr.splitlines():
        logger.warning("%s", line)
    if done.returncode:
        _failed[name] = monotonic() + PAUSE
        shutil.rmtree(into, ignore_errors=True)
        raise NotBuilt(f"the ranker was not built (code {done.returncode})")


def _use(name: str) -> None:
    """Change over in one step, and put away what nobody uses any more."""
    draft = rankers() / ".in-use"
    draft.write_text(name, encoding="utf-8")
    draft.replace(rankers() / "in-use")
    held = [path for path in rankers().iterdir() if path.is_dir() and path.name != name]
    for old in sorted(held, key=_changed_at, reverse=True)[KEPT - 1 :]:
        shutil.rmtree(old, ignore_errors=True)


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _answered(on: date) -> Iterator[tuple[str, list[str], str]]:
    for one in _valid(on).order_by("pk"):
        names = [name for cited in one.citations for name in _names(Citation.parse(cited))]
        for way in (one.question, *one.ways):
            yield way, names, one.text


def _valid(on: date) -> QuerySet[AnswerVersion]:
    """Of every place: which article is right does not depend on it."""
    return AnswerVersion.objects.filter(
        state=State.APPROVED, valid_from__lte=on, valid_until__gte=on
    )


def _names(cited: Citation) -> list[str]:
    """Of the articles that a citation means; a law as a whole means none in particular."""
    if cited.article is None:
        return []
    last = cited.to or cited.article
    return [cited.law + article_title(no, cited.inserted) for no in range(cited.article, last + 1)]

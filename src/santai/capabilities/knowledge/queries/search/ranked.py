"""The ranker that this process serves with: mapped from its folder, and changed for a new one in the background.

Nobody's request waits for it. Until the first is there the index alone answers; until a new one is there, the last.
"""

from __future__ import annotations

import logging
from collections import deque
from pathlib import Path
from threading import Lock, Thread

from santai.capabilities.knowledge.queries.index import index
from santai.capabilities.knowledge.queries.rankers import in_use
from santai.capabilities.knowledge.ranking import Hit, Index, Ranker, RankingError, kept

logger = logging.getLogger(__name__)

_held: dict[str, tuple[Path, Ranker]] = {}
_tried: dict[str, tuple[Path, str]] = {}  # the last that was opened, or is being opened
_opening: deque[Thread] = deque(maxlen=1)
_one_at_a_time = Lock()


def ranked(text: str, limit: int) -> list[Hit]:
    """The articles that answer best; none where there is no index."""
    made = index()
    if made is None:
        return []
    place = in_use()
    if place and _tried.get("ranker") != (place, made.digest):
        _opening.append(Thread(target=_open, args=(place, made), daemon=True))
        _opening[-1].start()
    held = _held.get("ranker")
    if held is None or held[1].index.digest != made.digest:
        return made.search(text, limit)
    return held[1].rank(text, limit)


def open_ranker() -> bool:
    """Open the one in use now; says whether there is one. For a process that has begun, and has nobody waiting."""
    made, place = index(), in_use()
    if made is not None and place is not None:
        _open(place, made)
    return "ranker" in _held


def wait_for_opening() -> None:
    """Until what is being opened is open; for measuring."""
    for thread in list(_opening):
        thread.join()


def forget() -> None:
    """Serve as a process that has just begun."""
    _held.clear()
    _tried.clear()


def _open(place: Path, made: Index) -> None:
    with _one_at_a_time:
        if _tried.get("ranker") == (place, made.digest):
            return
        _tried["ranker"] = (place, made.digest)
        try:
            _held["ranker"] = (place, kept.load(place, made))
        except RankingError as error:
            logger.info("%s", error)  # of another library: the worker builds the one that fits
        except OSError:
            _tried.pop("ranker")  # put away while we opened it: the next one asks again

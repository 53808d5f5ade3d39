"""What can be said of a page without a browser. An empty list is good news."""

from __future__ import annotations

from tests.crawling.reading import Ways
from tests.crawling.walk import MOST, REFUSALS, Seen, Walk
from tests.factories.pages import Page


def faults_of(seen: Seen) -> list[str]:
    faults = [f"{seen}: {fault}" for fault in _status(seen)]
    if seen.whole:
        faults += [f"{seen}: {fault}" for fault in _page(seen.body.decode())]
    if seen.step.sends is None and len(seen.queries) > MOST:
        faults.append(f"{seen}: {len(seen.queries)} queries: {_short(seen)}")
    return faults


def dearer(walk: Walk) -> list[str]:
    """Pages that ask more than when they were seen first, as the world has grown meanwhile.

    Each is asked twice: what is known for minutes only may just have to be looked up again.
    """
    found = []
    for before in walk.seen:
        first, asked = len(before.queries), len(walk.visit(before.step).queries)
        if asked > first and (asked := len(walk.visit(before.step).queries)) > first:
            found.append(f"{before}: {first} queries, then {asked}")
    return found


def _status(seen: Seen) -> list[str]:
    """What is offered can be done: a link leads somewhere, a form is refused for what is in it only."""
    meant = REFUSALS if seen.view == "refusal" else {200, 204, 302}
    if seen.step.sends is not None:
        meant = {200, 302, 409, 422}
    return [] if seen.status in meant else ["was offered, and is refused"]


def _page(source: str) -> list[str]:
    ways = Ways(source)
    faults = list(Page(source).faults)
    if not ways.title.strip():
        faults.append("no title")
    if not ways.lang:
        faults.append("no language")
    return faults


def _short(seen: Seen) -> list[str]:
    return [sql.partition(" FROM ")[2][:80] or sql[:80] for sql in seen.queries]

"""Every service from the application to the archive, by plan: every deed of every state is taken, every state reached,
every limit kept and passed, every paper made and looked at (goal C3; M1; ORD-09).

`make reliability-model` tours all of them and keeps one of each paper in `build/documents` for people to look at; with
TOUR=brief it does what every order can do anyway once in a service instead of in every state. So does the short form,
of a few services, others with each seed. What cannot be seen is in `unseen`, with the reason.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from typing import TypeVar

import pytest

from santai.capabilities.documents import actions as printing
from santai.capabilities.fees.queries import charges
from santai.catalogue.schema import Service
from tests import world as w
from tests.reliability.model import seen as all_of
from tests.reliability.model import unseen
from tests.reliability.model.seen import Seen
from tests.reliability.model.till import OF_BILLS
from tests.reliability.model.tour import Tour
from tests.reliability.model.walker import COUNTED, COVERED, REFUSED, services, transitions
from tests.reliability.sizes import LONG, ROOT, report, size

pytestmark = pytest.mark.django_db
PARTS = size(16, 8)  # the short form tours one of them, another with each seed
BRIEF = not LONG or os.environ.get("TOUR") == "brief"
NAME = "model-tour-brief" if BRIEF else "model-tour"
T = TypeVar("T")
PAPERS = ROOT / "build" / "documents"


def tour(town: w.World, toured: list[Service]) -> Tour:
    made = Tour(town, Seen(PAPERS if LONG else None), brief=BRIEF)
    for service in toured:
        made.through(service)
    return made


def judge(name: str, tour: Tour, toured: list[Service]) -> None:
    """Everything the files offer was seen, but for what nobody can see and why."""
    seen, hidden = tour.seen, unseen.transitions(toured)
    report(
        name,
        **COUNTED,
        services=len(toured),
        transitions=len(transitions(toured)),
        taken=len(COVERED),
        impossible=Counter(hidden.values()),
        states=len(seen.states),
        limits=len(all_of.clocks(toured)),
        kept=len(seen.met),
        passed=len(seen.breached),
        papers=len(seen.papers),
        signed=len(seen.signed),
        pages=seen.pages,
        faults=len(seen.faults),
        refusals=dict(REFUSED),
    )
    left = {one for one in transitions(toured) - COVERED - hidden.keys() if not tour.spares(*one)}
    wrong = {
        "not taken": {one: tour.refused.get(one, "never got there") for one in sorted(left)},
        "taken, and cannot be": COVERED & hidden.keys(),
        **unlike("states", all_of.states(toured), seen.states, unseen.states(toured)),
        **unlike("kept", all_of.clocks(toured), seen.met, unseen.kept(toured)),
        **unlike("passed", all_of.clocks(toured), seen.breached, unseen.passed(toured)),
        **unlike("papers", all_of.papers(toured), seen.papers, unseen.papers(toured)),
        **unlike("signed", all_of.to_be_signed(toured), seen.signed, {}),
        "passed in vain": seen.passed_in_vain,
        "faults": seen.faults,
    }
    assert {what: found for what, found in wrong.items() if found} == {}


def unlike(what: str, there: set[T], found: set[T], hidden: dict[T, str]) -> dict[str, object]:
    """What there is and was not seen, and what was seen though it is said that nobody can."""
    return {
        f"{what}: not seen": sorted(map(str, there - found - hidden.keys())),
        f"{what}: seen, and cannot be": sorted(map(str, found & hidden.keys())),
    }


@pytest.mark.parametrize("part", range(PARTS) if LONG else ["drawn"])
def test_every_service_runs_from_the_application_to_the_archive(
    town: w.World, part: int | str
) -> None:
    first = part if isinstance(part, int) else random.randrange(PARTS)
    toured = services()[first::PARTS]
    judge(f"{NAME}-{first:02}", tour(town, toured), toured)


@pytest.fixture
def at_the_till(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers are worded and numbered but not set in type, and no limit passes: the others look at both."""
    monkeypatch.setattr(printing, "render", lambda data, **_: f"%PDF {data['number']}".encode())
    for what in ("look_round", "let_limits_pass"):
        monkeypatch.setattr(Seen, what, lambda *_: None)


@pytest.mark.usefixtures("at_the_till")
def test_every_way_of_a_bill_is_walked(town: w.World) -> None:
    """LEARN-20, NOT-32: proved, sent back, confirmed, looked at again, let off, given back, void."""
    made, toured = Tour(town, brief=True), [one for one in services() if charges(one)]
    for service in toured:
        made.through(service)
    hidden = unseen.transitions(toured).keys()
    left = {one for one in transitions(toured) - COVERED - hidden if not made.spares(*one)}
    assert {one: made.refused.get(one, "never got there") for one in sorted(left)} == {}
    assert {action for _, _, action in COVERED} >= OF_BILLS
    assert {one.id for one in toured} >= {"notary/certificate", "notary/inheritance"}

"""What was said in a session reaches those who were invited, and nobody else by the way of an action's own words."""

from __future__ import annotations

import pytest

from tests.catalogue.workshop import Workshop

SERVICE = "services/aid/lantern/2022-01-01.yaml"
WAY = "      supply: {title: 补齐"
MEET = "      meet: {title: 开过会了, by: clerk, with: minutes%s}\n"
KEY = "states.waiting.actions.meet"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        (", tells: []", []),
        ("", [f"{KEY}.tells: tells applicant of a session besides"]),
        (", tells: [agency]", [f"{KEY}.tells: tells agency of a session besides"]),
        (", tells: [], passes: minutes", [f"{KEY}.passes: passes on what was said in a session"]),
    ],
)
def test_the_session_alone_tells_of_itself(workshop: Workshop, more: str, found: list[str]) -> None:
    workshop.change(SERVICE, WAY, MEET % more + WAY)
    said = [text.split(" ", 1)[1].split(". ", 1)[0] for text in workshop.problems()]
    assert said == found

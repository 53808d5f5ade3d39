"""A clock whose number the place sets: read by region and day, only ever better, marked until confirmed."""

from __future__ import annotations

from datetime import date

import pytest

from santai.catalogue.betterment import worse
from santai.catalogue.describe import outline
from santai.catalogue.diagram import svg
from santai.catalogue.limits import measure, unconfirmed
from santai.catalogue.schema import ClockSpec, Service
from santai.kernel.workdays import Term
from tests.catalogue.edits import clock
from tests.catalogue.workshop import COUNTY, DAY, ELSEWHERE, Workshop, lantern

SERVICE = "services/aid/lantern/2022-01-01.yaml"


def reviewed(workshop: Workshop, region: str = ELSEWHERE) -> tuple[Service, ClockSpec]:
    service = lantern(workshop.load(), region)
    return service, service.states["submitted"].clocks[0]


@pytest.fixture
def by_place(workshop: Workshop) -> Workshop:
    workshop.change(SERVICE, "limit: 7 days", "limit: region.review_days")
    return workshop


@pytest.mark.parametrize(
    ("region", "on", "days"),
    [
        ("", DAY, 30),
        (ELSEWHERE, DAY, 30),
        (COUNTY, DAY, 20),
        (COUNTY, date(2026, 5, 31), 20),
        (COUNTY, date(2026, 6, 1), 10),
    ],
)
def test_a_limit_is_what_the_place_has_set_that_day(
    by_place: Workshop, region: str, on: date, days: int
) -> None:
    _, spec = reviewed(by_place)
    found = measure(spec, by_place.load(), region, on)
    assert (str(found.term), spec.parameter) == (f"{days} days", "review_days")


def test_what_nobody_has_confirmed_is_marked_wherever_it_is_said(by_place: Workshop) -> None:
    loaded = by_place.load()
    service, spec = reviewed(by_place)
    marked = measure(spec, loaded, ELSEWHERE, DAY).said
    assert marked == "30 日（待核实）"
    assert measure(spec, loaded, COUNTY, DAY).said == "20 日"
    assert [(c.name, m.said) for c, m in unconfirmed(service, loaded)] == [("submitted", marked)]
    assert [line.text for line in outline(service, loaded) if marked in line.text] != []
    assert marked in svg(service, {spec.name: marked})
    assert marked not in svg(service)


def test_a_layer_cannot_put_a_number_over_what_places_set(by_place: Workshop) -> None:
    """A value of the place has a proof of its own; which of the two ends sooner changes with the day."""
    service, _ = reviewed(by_place)
    shorter = clock("submitted", limit=Term.parse("1 day"), parameter="")(service)
    assert [(p.key, "parameters/review_days.yaml" in p.fix) for p in worse(service, shorter)] == [
        ("states.submitted.clock.limit", True)
    ]


def test_a_layer_cannot_leave_a_number_to_the_place(workshop: Workshop) -> None:
    service, _ = reviewed(workshop)
    after = clock("submitted", parameter="review_days")(service)
    assert [problem.key for problem in worse(service, after)] == ["states.submitted.clock.limit"]


def test_time_that_is_the_applicants_own_may_only_grow(by_place: Workshop) -> None:
    state = "turn: agency\n    clock:\n      limit: region.review_days"
    by_place.change(SERVICE, state, state.replace("agency", "applicant"))
    (problem,) = by_place.problems()
    assert problem.endswith(
        "review_days does not say that higher is better. Write `better: higher` into parameters/review_days.yaml."
    )


def test_a_smaller_area_may_not_take_longer(by_place: Workshop) -> None:
    by_place.change("parameters/review_days.yaml", "value: 20", "value: 31")
    assert [said.rsplit(": ", 1)[1] for said in by_place.problems()] == ["write 30 or less."]

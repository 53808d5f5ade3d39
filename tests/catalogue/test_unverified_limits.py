"""Limits that were seen in excerpts only stand in a parameter that says so, and the services keep to them."""

from __future__ import annotations

import pytest

from santai.catalogue.current import catalogue
from santai.catalogue.limits import unconfirmed
from santai.catalogue.schema import ParameterValue
from tests.catalogue.offered import NATION, TODAY, clock, service

# parameter: where the services use it, and the unit it counts in
CLOCKS = {
    "limit_notary_verification": ("notary/certificate", "verifying", "month"),
    "limit_notary_review": ("notary/review", "submitted", "days"),
    "limit_notary_correction": ("notary/certificate", "correcting", "days"),
    "limit_appraisal_acceptance": ("appraisal/entrustment", "submitted", "working days"),
    "limit_appraisal_completion": ("appraisal/entrustment", "in_hand", "working days"),
    "limit_appraisal_complaint_notice": ("appraisal/complaint", "telling", "working days"),
    "limit_arbitration_answer": ("arbitration/commercial-answer", "asked", "days"),
}
REMEDIES = {
    "limit_notary_review_request": ("notary/certificate", "issued", "year"),
    "limit_notary_dispute": ("notary/review", "maintained", "days"),
    "limit_appraisal_complaint": ("appraisal/entrustment", "issued", "years"),
}


def value(name: str) -> ParameterValue:
    found = catalogue().parameter(name, NATION, TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize("name", [*CLOCKS, *REMEDIES, "limit_appraisal_extension"])
def test_what_is_not_verified_says_so(name: str) -> None:
    """It shows as 待核实 until somebody has read the official text."""
    assert (value(name).verified, "核对" in value(name).source) == (False, True)


@pytest.mark.parametrize(("name", "place"), CLOCKS.items())
def test_a_clock_runs_as_long_as_its_parameter_says(name: str, place: tuple[str, str, str]) -> None:
    """APP-09, NOT-20, NOT-51: read from there when it starts, so that it is corrected in one place."""
    id_, state, unit = place
    spec = clock(id_, state)
    assert (str(spec.limit), spec.parameter) == (f"{value(name).value} {unit}", name)


def test_every_clock_that_counts_by_such_a_number_reads_it() -> None:
    """Seven services of today; the rest of what they say names no number that could be wrong."""
    found = {
        (id_, spec.name, spec.parameter)
        for id_ in catalogue().ids
        for spec, _ in unconfirmed(service(id_), catalogue())
    }
    assert {parameter for _, _, parameter in found} == set(CLOCKS)
    assert len(found) == 11


@pytest.mark.parametrize(("name", "place"), REMEDIES.items())
def test_a_way_on_stays_open_as_long_as_its_parameter_says(
    name: str, place: tuple[str, str, str]
) -> None:
    id_, state, unit = place
    remedy = service(id_).states[state].remedy
    assert remedy is not None
    assert str(remedy.within) == f"{value(name).value} {unit}"


def test_an_extension_is_as_long_as_its_parameter_says() -> None:
    """司法鉴定程序通则 28."""
    extend = clock("appraisal/entrustment", "in_hand").extend
    assert extend is not None
    days = value("limit_appraisal_extension").value
    assert (str(extend.by), extend.times, extend.approver) == (
        f"{days} working days", 1, ("body-head",),
    )  # fmt: skip

"""What the checks on a whole service let pass; what they refuse stands in `broken/`."""

from __future__ import annotations

from tests.catalogue.workshop import Workshop

SERVICE = "services/aid/lantern/2022-01-01.yaml"
AGAIN = "  again: {title: 再来一次, turn: agency, actions: {go: {title: 重办, by: clerk, to: hanging}}}\n"


def test_a_state_may_be_reached_by_doing_the_work_again_only(workshop: Workshop) -> None:
    workshop.change(SERVICE, "redo: hanging", AGAIN + "redo: again")

    assert workshop.problems() == []


def test_an_action_may_stay_in_its_state(workshop: Workshop) -> None:
    workshop.change(
        SERVICE, "      supply: {", "      ring: {title: 打电话, by: clerk}\n      supply: {"
    )

    assert workshop.problems() == []


def test_a_clock_may_pause_in_a_state_behind_another_pause(workshop: Workshop) -> None:
    workshop.change(SERVICE, "pause: waiting", "pause: [waiting, lapsed]")
    workshop.change(SERVICE, "by: system, to: withdrawn", "by: system, to: lapsed")
    lapsed = "  lapsed: {title: 失效, turn: applicant, stage: completed}\n"
    workshop.change(SERVICE, "  granted:\n", lapsed + "  granted:\n")

    assert workshop.problems() == []


def test_a_service_may_end_on_the_day_it_begins(workshop: Workshop) -> None:
    workshop.change(SERVICE, "effective: 2022-01-01", "effective: 2022-01-01\nuntil: 2022-01-01")

    assert workshop.problems() == []

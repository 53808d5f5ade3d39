"""What the checks on a whole service let pass; what they refuse stands in `broken/`."""

from __future__ import annotations

import pytest

from santai.catalogue.schema import PICKED, Kind, Stage
from tests.catalogue.workshop import DAY, Workshop

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


def test_the_system_may_leave_open_what_need_not_be_told(workshop: Workshop) -> None:
    workshop.change(SERVICE, "by: system, to: withdrawn", "by: system, to: withdrawn, needs: note")

    assert workshop.problems() == []


def test_the_other_side_may_be_told(workshop: Workshop) -> None:
    workshop.change(SERVICE, "to: granted, suggests", "to: granted, tells: [opposite], suggests")

    assert workshop.problems() == []


def test_an_action_of_a_service_may_archive(workshop: Workshop) -> None:
    """ORD-14 holds: the effect asks whether the order was rated."""
    file_away = "actions: {put_away: {title: 收起来, by: clerk, to: archived, effect: archive}}"
    workshop.change(
        SERVICE,
        "    remedy: {service: aid/appeal",
        f"    {file_away}\n    remedy: {{service: aid/appeal",
    )

    assert workshop.problems() == []


def test_a_state_in_the_place_of_a_common_one_keeps_its_stage(workshop: Workshop) -> None:
    away = "  archived: {title: 收起来了, turn: nobody}\n"
    workshop.change(SERVICE, "  refused:\n    title: 不准", f"{away}  refused:\n    title: 不准")
    archived = workshop.load().service("aid/lantern", "", DAY).state("archived")

    assert (archived.title.zh, archived.stage) == ("收起来了", Stage.CLOSED)


@pytest.mark.parametrize("kind", PICKED)
def test_an_action_may_ask_for_what_is_picked_from_a_list(kind: Kind, workshop: Workshop) -> None:
    asked = f"needs: {{which: {{ask: 哪一个, {kind}: true}}}}"
    workshop.change(SERVICE, "to: submitted}", f"to: submitted, {asked}}}")

    assert workshop.problems() == []


NAMED = "  found: {title: 查验单, short: 风验, body: '经办人{assignee.name}'}\n"


def test_a_paper_may_name_who_handles_it_once_somebody_was_assigned(workshop: Workshop) -> None:
    workshop.change(
        SERVICE, "by: assignee, to: checking", "by: assignee, to: checking, document: found"
    )
    workshop.change(SERVICE, "documents:\n", "documents:\n" + NAMED)

    assert workshop.problems() == []


def test_a_limit_that_passes_names_nobody_where_nobody_may_be_assigned_yet(
    workshop: Workshop,
) -> None:
    workshop.change(
        SERVICE, "by: system, to: withdrawn", "by: system, to: withdrawn, document: found"
    )
    assign = "      assign: {title: 指派, by: clerk, with: assignment}\n"
    workshop.change(SERVICE, "      supply: {", assign + "      supply: {")
    workshop.change(SERVICE, "documents:\n", "documents:\n" + NAMED)

    [problem] = workshop.problems()
    assert "states.waiting.actions.lapse: 'lapse' names who handles it" in problem

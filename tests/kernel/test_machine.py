"""Plans of states: where a move leads, and what is wrong with a plan before anyone follows it."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.kernel import machine
from santai.kernel.machine import IllegalMove, Machine, Move

AID = Machine(
    "submitted",
    ["submitted", "awaiting_applicant", "granted", "refused"],
    [
        Move("submitted", "ask_for_more", "awaiting_applicant"),
        Move("awaiting_applicant", "supply", "submitted"),
        Move("submitted", "note", "submitted"),
        Move("submitted", "grant", "granted"),
        Move("submitted", "refuse", "refused"),
    ],
    ["granted", "refused"],
)


def test_step_leads_to_the_target() -> None:
    assert AID.step("submitted", "ask_for_more") == "awaiting_applicant"
    assert AID.step("awaiting_applicant", "supply") == "submitted"
    assert AID.step("submitted", "note") == "submitted"


def test_illegal_move_says_what_is_possible_instead() -> None:
    with pytest.raises(IllegalMove, match="'grant' is not possible in 'awaiting_applicant'") as no:
        AID.step("awaiting_applicant", "grant")
    assert (no.value.state, no.value.name) == ("awaiting_applicant", "grant")
    assert no.value.allowed == ("supply",)


def test_nothing_is_possible_where_nothing_leads_on() -> None:
    with pytest.raises(IllegalMove, match="possible there: nothing") as no:
        AID.step("granted", "refuse")
    assert no.value.allowed == ()


def test_state_that_does_not_exist_is_an_error_and_not_an_illegal_move() -> None:
    with pytest.raises(KeyError, match="lost"):
        AID.step("lost", "grant")


def test_sound_plan_has_nothing_unreachable_and_no_dead_end() -> None:
    assert AID.unreachable() == frozenset()
    assert AID.dead_ends() == frozenset()


def test_unreachable_states_are_found() -> None:
    plan = Machine(
        "a", "abcd", [Move("a", "go", "b"), Move("c", "go", "b"), Move("d", "x", "c")], "b"
    )
    assert plan.unreachable() == {"c", "d"}


def test_dead_ends_are_found_even_where_they_run_in_circles() -> None:
    moves = [
        Move("a", "go", "b"),
        Move("a", "stray", "c"),
        Move("c", "on", "d"),
        Move("d", "on", "c"),
    ]
    assert Machine("a", "abcd", moves, "b").dead_ends() == {"c", "d"}


def test_plan_without_final_states_is_all_dead_ends() -> None:
    assert Machine("a", "ab", [Move("a", "go", "b")], []).dead_ends() == {"a", "b"}


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (("x", "ab", [], "b"), "'x' is not one of the states"),
        (("a", "ab", [], "c"), "'c' is not one of the states"),
        (("a", "ab", [Move("a", "go", "c")], "b"), "'c' is not one of the states"),
        (("a", "ab", [Move("c", "go", "a")], "b"), "'c' is not one of the states"),
        (
            ("a", "ab", [Move("a", "go", "a"), Move("a", "go", "b")], "b"),
            "'go' leads from 'a' to two places",
        ),
    ],
)
def test_plan_that_is_not_closed_is_refused(
    plan: tuple[str, str, list[Move], str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Machine(*plan)


def test_same_move_said_twice_is_one_move() -> None:
    assert Machine("a", "ab", [Move("a", "go", "b")] * 2, "b").step("a", "go") == "b"


STATES = "abcde"


@given(
    st.dictionaries(
        st.tuples(st.sampled_from(STATES), st.sampled_from("xyz")), st.sampled_from(STATES)
    ),
    st.sets(st.sampled_from(STATES)),
)
def test_reachable_states_are_those_some_walk_gets_to(
    targets: dict[tuple[str, str], str], final: set[str]
) -> None:
    """Compared with walks of every length that matters, one step at a time."""
    plan = Machine("a", STATES, [Move(*key, target) for key, target in targets.items()], final)
    arrived = {start: {start} for start in STATES}
    for _ in STATES:
        for start in STATES:
            arrived[start] |= {
                plan.step(state, name) for state, name in targets if state in arrived[start]
            }
    assert plan.unreachable() == set(STATES) - arrived["a"]
    assert plan.dead_ends() == {state for state in STATES if not arrived[state] & final}


def test_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(machine).failed == 0

"""What the tests of our services ask: a service somewhere, one of its clocks or actions, an answer of law.

Places: the nation as such, 郑州 in Henan (which has its province's layer only), 平顶山 and its county 鲁山.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from santai.catalogue.current import catalogue
from santai.catalogue.evaluate import evaluate
from santai.catalogue.schema import ActionSpec, ClockSpec, Service, StateSpec
from santai.kernel.decision import Decision

NATION, ZHENGZHOU, PINGDINGSHAN, LUSHAN = "", "410100000000", "410400000000", "410423000000"
BEIJING = "110100000000"
TODAY = date(2026, 11, 24)


def service(id_: str, region: str = NATION) -> Service:
    return catalogue().service(id_, region, TODAY)


def clock(id_: str, state: str, region: str = NATION) -> ClockSpec:
    (only,) = service(id_, region).states[state].clocks
    return only


def action(id_: str, state: str, name: str) -> ActionSpec:
    return service(id_).states[state].actions[name]


def cited(thing: Any) -> list[str]:
    return [str(citation) for citation in thing.basis]


def asked(rule: str, region: str = PINGDINGSHAN, **facts: Any) -> Decision:
    """The answer to a rule of civil legal aid about these facts in a place."""
    return evaluate(
        rule,
        service("legal-aid/civil", region),
        {"groups": [], **facts},
        lambda name: catalogue().parameter(name, region, TODAY),
    )


def said(decision: Decision) -> set[str]:
    return {str(citation) for reason in decision.reasons for citation in reason.citations}


def moves(id_: str) -> Iterator[tuple[StateSpec, ActionSpec, StateSpec]]:
    states = service(id_).states
    for state in states.values():
        for spec in state.actions.values():
            yield state, spec, states[spec.to or state.name]

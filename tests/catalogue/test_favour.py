"""Whom a yes helps: what a layer may widen, and what it may not (CAT-18, CAT-32)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from santai.catalogue import Catalogue
from santai.catalogue.favour import favour
from santai.catalogue.schema import (
    Any_,
    Condition,
    Field,
    Not,
    RuleRef,
    Service,
    Stage,
    StateSpec,
    Text,
    Turn,
)
from tests.catalogue.edits import action, put
from tests.catalogue.offered import TODAY

GOOD, BAD, BOTH = {True}, {False}, {True, False}
REASON = (Field("reason", Text("理由"), required=True),)


def test_a_yes_is_good_where_it_grants_and_bad_where_it_excludes(service: Service) -> None:
    assert favour(service) == {
        "eligible": {True},
        "exempt": {True},
        "elderly": {True},
        "poor": {True},
        "dangerous": {False},
    }


def test_not_turns_good_into_bad_and_back(service: Service) -> None:
    def with_eligible(yes: Condition, no: Condition) -> Service:
        eligible = replace(service.rules["eligible"], yes_if=(yes,), no_if=(no,))
        return replace(service, rules={**service.rules, "eligible": eligible})

    plain = favour(with_eligible(RuleRef("poor"), RuleRef("dangerous")))
    once = favour(with_eligible(Not(RuleRef("poor")), Not(RuleRef("dangerous"))))
    twice = favour(
        with_eligible(Not(Not(RuleRef("poor"))), Not(Any_((Not(RuleRef("dangerous")),))))
    )

    assert [found["poor"] for found in (plain, once, twice)] == [{True}, {False}, {True}]
    assert [found["dangerous"] for found in (plain, once, twice)] == [{False}, {True}, {False}]


def test_a_rule_that_makes_a_question_arise_is_a_burden(service: Service) -> None:
    first, *rest = service.form
    asked = replace(service, form=(replace(first, when=RuleRef("elderly")), *rest))

    assert favour(asked)["elderly"] == {True, False}
    assert favour(asked)["poor"] == {True}


def test_a_question_that_an_action_puts_to_the_applicant_is_a_burden_too(service: Service) -> None:
    def asking(**how: Any) -> Service:
        field = Field("more", Text("还有什么"), **how)
        return action("waiting", "supply", needs=(field,))(service)

    assert favour(asking(when=RuleRef("elderly")))["elderly"] == BOTH
    assert favour(asking(unless=RuleRef("dangerous")))["dangerous"] == BOTH


# --- what actions are asked for -----------------------------------------------------------------


def of(service: Service, state: str, name: str, **advice: str) -> set[bool]:
    """Whom a yes to `dangerous` helps where this action alone asks for it."""
    eligible = replace(service.rules["eligible"], no_if=())
    alone = replace(service, rules={**service.rules, "eligible": eligible})
    return favour(action(state, name, **advice)(alone)).get("dangerous", set())


@pytest.mark.parametrize("how", ["requires", "suggests"])
@pytest.mark.parametrize(
    ("state", "name", "whom"),
    [
        ("submitted", "grant", GOOD),  # gives a result nobody needs a remedy against
        ("submitted", "refuse", BAD),  # leads to a remedy
        ("submitted", "ask", BAD),  # asks something of the applicant
        ("checking", "object", GOOD),  # theirs to do or to leave
        ("waiting", "lapse", BOTH),  # what time brings
        ("granted", "assign", BOTH),  # on the way: nobody can tell
    ],
)
def test_a_yes_is_as_good_as_the_action_it_is_for(
    state: str, name: str, whom: set[bool], how: str, service: Service
) -> None:
    assert of(service, state, name, **{how: "dangerous"}) == whom


def test_what_two_actions_require_is_good_and_bad(service: Service) -> None:
    both = action("submitted", "refuse", requires="dangerous")(service)
    both = action("submitted", "grant", requires="dangerous")(both)

    assert favour(both)["dangerous"] == BOTH


def test_what_granting_and_refusing_both_show_is_meant_to_help(service: Service) -> None:
    both = action("submitted", "refuse", suggests="eligible")(service)

    assert favour(both) == favour(service)


def test_what_only_asking_and_refusing_show_is_a_ground_against(service: Service) -> None:
    asking = action("submitted", "ask", suggests="dangerous")(service)

    assert of(asking, "submitted", "refuse", suggests="dangerous") == BAD


def test_advice_beside_a_deed_that_decides_nothing_helps_on_the_way(service: Service) -> None:
    assert of(service, "submitted", "note", suggests="dangerous") == GOOD
    assert of(service, "submitted", "note", requires="dangerous") == BOTH
    refusing = action("submitted", "refuse", suggests="dangerous")(service)
    assert of(refusing, "submitted", "note", suggests="dangerous") == BAD


def test_an_end_that_needs_a_reason_is_against_the_applicant(service: Service) -> None:
    """Also without a remedy: who grants need not say why."""
    ended: dict[str, Any] = {"to": "completed", "outcome": "closed"}
    plain = action("submitted", "grant", **ended)(service)
    explained = action("submitted", "grant", **ended, needs=REASON)(service)

    assert of(plain, "submitted", "grant", requires="dangerous") == GOOD
    assert of(explained, "submitted", "grant", requires="dangerous") == BAD


def test_an_outcome_is_bad_wherever_it_is_given(service: Service) -> None:
    """Refused by another way, to a state that names no remedy."""
    no = StateSpec("no", Text("不行"), Text("不行"), Turn.APPLICANT, Stage.COMPLETED)
    other = action("submitted", "grant", to="no", outcome="refused")(put(service, no))

    assert of(other, "submitted", "grant", requires="dangerous") == BAD


def test_what_is_behind_a_ground_for_refusal_turns_round(service: Service) -> None:
    rules = {name: service.rules[name] for name in ("elderly", "poor", "dangerous")}
    hidden = (Not(RuleRef("elderly")), RuleRef("poor"))
    rules["dangerous"] = replace(rules["dangerous"], yes_if=hidden)
    service = replace(service, rules=rules, materials=(), form=())
    service = action("submitted", "grant", suggests="")(service)

    assert favour(action("submitted", "refuse", requires="dangerous")(service)) == {
        "dangerous": BAD,
        "elderly": GOOD,
        "poor": BAD,
    }


# --- our own services ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "id_", ["legal-aid/civil", "consultation/legal", "referral/outside", "complaint/service"]
)
def test_a_place_may_widen_every_rule_of_ours(id_: str, packaged: Catalogue) -> None:
    """AID-06: a province adds what it has added; refusing and granting aid both show `eligible`."""
    ours = packaged.service(id_, "", TODAY)

    assert favour(ours) == dict.fromkeys(ours.rules, GOOD)

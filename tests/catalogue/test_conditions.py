"""Whether one condition follows from another, checked against what evaluating them says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.catalogue.conditions import circle, facts_in, implies
from santai.catalogue.evaluate import evaluate
from santai.catalogue.schema import (
    All,
    Any_,
    Condition,
    Not,
    ParameterRef,
    Rule,
    RuleRef,
    Service,
    Test,
)
from santai.kernel.decision import Answer
from tests.catalogue.workshop import no_parameters

CHOICES = ["灯笼", "风筝", "彩旗"]
GROUPS = ["农民工", "老年人", "残疾人"]


def several(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, unique=True).map(tuple)


LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Test, st.just("matter"), st.just("is"), st.sampled_from(CHOICES)),
    st.builds(Test, st.just("matter"), st.just("in"), several(CHOICES)),
    st.builds(Test, st.just("groups"), st.just("has"), st.sampled_from(GROUPS)),
    st.builds(Test, st.just("groups"), st.just("has"), several(GROUPS)),
    st.builds(
        Test, st.just("count"), st.sampled_from(["at_most", "at_least", "is"]), st.integers(1, 5)
    ),
    st.builds(Test, st.just("lit"), st.just("is"), st.booleans()),
    st.builds(RuleRef, st.sampled_from(["elderly", "dangerous"])),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Any_(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "matter": st.sampled_from(CHOICES),
        "groups": st.lists(st.sampled_from(GROUPS), unique=True),
        "count": st.integers(0, 6),
        "lit": st.booleans(),
        "risks": st.lists(st.sampled_from(["火", "风", "电"]), unique=True),
    },
)


def answer(condition: Condition, service: Service, facts: dict[str, Any]) -> Answer:
    return evaluate(condition, service, facts, no_parameters).answer


@given(one=CONDITIONS, other=CONDITIONS, facts=FACTS)
def test_what_is_implied_holds_whenever_the_first_does(
    one: Condition, other: Condition, facts: dict[str, Any], service: Service
) -> None:
    for first, second in ((one, other), (one, Any_((other, one))), (All((one, other)), one)):
        if implies(first, second) and answer(first, service, facts) is Answer.YES:
            assert answer(second, service, facts) is Answer.YES


@given(one=CONDITIONS, other=CONDITIONS)
def test_an_added_alternative_is_always_seen_to_be_wider(one: Condition, other: Condition) -> None:
    assert implies(one, one)
    assert implies(one, Any_((other, one)))
    assert implies(All((one, other)), one)
    assert implies(Not(Any_((other, one))), Not(one))


def fact(name: str, op: str, value: Any) -> Test:
    return Test(name, op, value)


LIT, OLD = fact("lit", "is", True), fact("groups", "has", "老年人")
FEW = fact("count", "at_most", 3)


@pytest.mark.parametrize(
    ("one", "other", "follows"),
    [
        (fact("matter", "is", "灯笼"), fact("matter", "in", ("灯笼", "风筝")), True),
        (fact("matter", "in", ("灯笼", "风筝")), fact("matter", "is", "灯笼"), False),
        (fact("groups", "has", "农民工"), fact("groups", "has", ("农民工", "老年人")), True),
        (fact("groups", "has", ("农民工", "老年人")), fact("groups", "has", "农民工"), False),
        (fact("count", "at_most", 3), fact("count", "at_most", 4), True),
        (fact("count", "at_most", 4), fact("count", "at_most", 3), False),
        (fact("count", "at_least", 4), fact("count", "at_least", 3), True),
        (fact("count", "at_least", 3), fact("count", "at_least", 4), False),
        (fact("count", "at_most", 3), fact("count", "at_least", 3), False),
        (fact("count", "is", 3), fact("count", "at_most", 3), True),
        (fact("count", "is", 3), fact("count", "at_least", 3), True),
        (fact("count", "is", 3), fact("count", "at_least", 4), False),
        (fact("income", "is", "90.00"), fact("income", "at_most", "1000.00"), True),
        (fact("income", "at_most", "1000.00"), fact("income", "at_most", "900.00"), False),
        (fact("matter", "is", "灯笼"), fact("risks", "is", "灯笼"), False),
        (
            fact("income", "at_most", "1.00"),
            fact("income", "at_most", ParameterRef("hardship_line")),
            False,
        ),
        (
            fact("matter", "in", ("灯笼", "风筝")),
            fact("matter", "in", ("风筝", "灯笼")),
            True,
        ),
        (
            fact("groups", "has", ("农民工", "老年人")),
            fact("groups", "has", ("老年人", "农民工")),
            True,
        ),
        (Any_((LIT, OLD)), LIT, False),
        (Any_((LIT, OLD)), OLD, False),
        (Any_((LIT, OLD)), Any_((FEW, OLD, LIT)), True),
        (Any_((LIT, OLD)), Any_((FEW, LIT)), False),
        (LIT, All((LIT, OLD)), False),
        (OLD, All((LIT, OLD)), False),
        (All((LIT, OLD)), All((OLD, LIT)), True),
        (All((LIT, OLD)), FEW, False),
        (All((LIT, OLD)), Any_((FEW, OLD)), True),
        (RuleRef("elderly"), RuleRef("elderly"), True),
        (RuleRef("elderly"), RuleRef("exempt"), False),
        (Not(fact("count", "at_most", 4)), Not(fact("count", "at_most", 3)), True),
        (Not(fact("count", "at_most", 3)), Not(fact("count", "at_most", 4)), False),
    ],
)
def test_one_follows_from_the_other(one: Condition, other: Condition, follows: bool) -> None:
    assert implies(one, other) is follows


def test_facts_are_found_behind_rules(service: Service) -> None:
    assert facts_in([RuleRef("eligible")], service.rules) == {"groups", "matter", "income", "risks"}


def test_rules_that_refer_to_each_other_are_found() -> None:
    def rule(name: str, *asks: str) -> Rule:
        return Rule(name, name, tuple(Not(RuleRef(ask)) for ask in asks))

    assert circle({"a": rule("a", "b"), "b": rule("b", "c"), "c": rule("c")}) == ()
    assert circle({"a": rule("a", "b"), "b": rule("b", "c"), "c": rule("c", "b")}) == ("b", "c")
    assert circle({"a": rule("a", "a")}) == ("a",)

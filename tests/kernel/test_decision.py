"""Three-valued logic: never guess, and keep just the reasons that decided."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.kernel.citation import Citation
from santai.kernel.decision import Answer, Decision, Reason, all_of, any_of, negate

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
HERO = Reason("见义勇为不受经济困难条件限制", (Citation("法律援助法", 32),), ("matter",))
WAGES = Reason(
    "农民工请求支付劳动报酬免予核查", (Citation("法律援助法", 42),), ("groups", "matter")
)
INCOME = Reason("还不知道家庭人均月收入", (), ("income",))


def is_(answer: Answer) -> Decision:
    return Decision(answer, (Reason(answer),), frozenset({"fact"} if answer is UNKNOWN else ()))


# Kleene's strong tables, written out.
ALL = {
    (YES, YES): YES, (YES, UNKNOWN): UNKNOWN, (YES, NO): NO,
    (UNKNOWN, YES): UNKNOWN, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, NO): NO,
    (NO, YES): NO, (NO, UNKNOWN): NO, (NO, NO): NO,
}  # fmt: skip
ANY = {
    (YES, YES): YES, (YES, UNKNOWN): YES, (YES, NO): YES,
    (UNKNOWN, YES): YES, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, NO): UNKNOWN,
    (NO, YES): YES, (NO, UNKNOWN): UNKNOWN, (NO, NO): NO,
}  # fmt: skip


@pytest.mark.parametrize("pair", list(product(Answer, repeat=2)))
def test_two_answers_combine_by_the_tables(pair: tuple[Answer, Answer]) -> None:
    assert all_of(*map(is_, pair)).answer is ALL[pair]
    assert any_of(*map(is_, pair)).answer is ANY[pair]


def test_nothing_asked_of_all_is_yes_and_of_any_is_no() -> None:
    assert all_of() == Decision(YES)
    assert any_of() == Decision(NO)


def test_one_yes_decides_for_any_with_its_reason_alone() -> None:
    hero = Decision(YES, (HERO,))
    unknown = Decision(UNKNOWN, (INCOME,), frozenset({"income"}))
    assert any_of(unknown, hero, Decision(NO, (WAGES,))) == hero


def test_one_no_decides_for_all_with_its_reason_alone() -> None:
    unknown = Decision(UNKNOWN, (INCOME,), frozenset({"income"}))
    refused = Decision(NO, (WAGES,))
    assert all_of(Decision(YES, (HERO,)), unknown, refused) == refused


def test_everything_that_agreed_is_named_when_all_had_to() -> None:
    both = all_of(Decision(YES, (HERO,)), Decision(YES, (WAGES,)))
    assert both == Decision(YES, (HERO, WAGES))


def test_reason_given_twice_is_kept_once() -> None:
    assert all_of(Decision(YES, (HERO,)), Decision(YES, (HERO, WAGES))).reasons == (HERO, WAGES)


def test_unknown_collects_the_facts_that_would_settle_it() -> None:
    income = Decision(UNKNOWN, (INCOME,), frozenset({"income"}))
    groups = Decision(UNKNOWN, (), frozenset({"groups", "income"}))
    found = any_of(income, Decision(NO, (WAGES,)), groups)
    assert found == Decision(UNKNOWN, (INCOME,), frozenset({"income", "groups"}))


def test_negation_turns_the_answer_and_keeps_the_reasons() -> None:
    assert negate(Decision(YES, (HERO,))) == Decision(NO, (HERO,))
    unknown = Decision(UNKNOWN, (INCOME,), frozenset({"income"}))
    assert negate(unknown) == unknown


def test_answered_question_misses_no_fact() -> None:
    with pytest.raises(ValueError, match="answered yes misses no fact"):
        Decision(YES, (), frozenset({"income"}))


answers = st.lists(st.sampled_from(Answer), max_size=6)
decisions = st.lists(
    st.builds(
        lambda answer, number: Decision(
            answer,
            (Reason(f"{answer} {number}"),),
            frozenset({f"fact {number}"} if answer is UNKNOWN else ()),
        ),
        st.sampled_from(Answer),
        st.integers(0, 9),
    ),
    max_size=6,
)


@given(decisions)
def test_de_morgan_holds_for_answers_reasons_and_missing_facts(given_: list[Decision]) -> None:
    assert negate(all_of(*given_)) == any_of(*map(negate, given_))
    assert negate(any_of(*given_)) == all_of(*map(negate, given_))


@given(decisions, decisions)
def test_grouping_does_not_matter(first: list[Decision], second: list[Decision]) -> None:
    assert all_of(all_of(*first), all_of(*second)) == all_of(*first, *second)
    assert any_of(any_of(*first), any_of(*second)) == any_of(*first, *second)


@given(decisions)
def test_reasons_kept_are_those_of_the_answer(given_: list[Decision]) -> None:
    for found in (all_of(*given_), any_of(*given_)):
        agreed = [one for one in given_ if one.answer is found.answer]
        assert set(found.reasons) == {reason for one in agreed for reason in one.reasons}


@given(answers, st.data())
def test_learning_a_fact_never_overturns_an_answer(
    known: list[Answer], data: st.DataObject
) -> None:
    """What was answered yes or no stays so however the unknown parts turn out."""
    learned = [
        data.draw(st.sampled_from(Answer)) if answer is UNKNOWN else answer for answer in known
    ]
    for combine in (all_of, any_of):
        before = combine(*map(is_, known)).answer
        after = combine(*map(is_, learned)).answer
        assert before in {UNKNOWN, after}


@given(answers)
def test_unknown_is_said_only_where_the_facts_could_go_either_way(known: list[Answer]) -> None:
    for combine in (all_of, any_of):
        if combine(*map(is_, known)).answer is UNKNOWN:
            outcomes = {
                combine(*(is_(turn if one is UNKNOWN else one) for one in known)).answer
                for turn in (YES, NO)
            }
            assert outcomes == {YES, NO}

"""The law and the promises of lawyers' services, grassroots services, advisers, legal education and foreign law."""

from __future__ import annotations

import pytest

from santai.catalogue.current import catalogue
from santai.catalogue.evaluate import evaluate
from santai.catalogue.schema import Door
from santai.kernel.decision import Answer
from tests.catalogue.offered import action, cited, clock, moves, said, service

LINES = ("lawyer/", "grassroots/", "adviser/", "publicity/", "foreign/", "consultation/")
ASKED = [
    (id_, state.name)
    for id_ in catalogue().ids
    if id_.startswith(LINES)
    for state in service(id_).states.values()
    if "unanswered" in state.actions
]
VILLAGE = ("adviser/question", "adviser/duty-day", "adviser/review", "adviser/law-savvy")
STEPS = {"public_heard": "已经完成", "experts_heard": "依法不需要", "risk_assessed": "已经完成"}


def answer(id_: str, rule: str, **facts: object) -> Answer:
    return evaluate(rule, service(id_), {"groups": [], **facts}, lambda _: None).answer


# --- lawyers ------------------------------------------------------------------------------------


def test_nobody_acts_before_saying_that_there_is_no_conflict() -> None:
    """律师法 23, 39, 41: the check comes before the talk, and the answer to it is required."""
    accept = action("lawyer/engage", "checking", "accept")
    assert (accept.to, accept.effect) == ("talking", "accept")
    assert {"checked", "meet_on"} == {field.key for field in accept.needs if field.required}
    assert {"律师法 39", "律师法 41"} <= set(cited(accept))


@pytest.mark.parametrize("id_", ["lawyer/engage", "grassroots/representation"])
def test_a_contract_is_signed_by_whoever_acts_and_the_client_may_end_it(id_: str) -> None:
    """律师法 25.1, 32.1."""
    assert action(id_, "in_hand", "change").by[0] == "applicant"
    signing = [spec for _, spec, _ in moves(id_) if spec.name == "sign"]
    assert [(spec.by, bool(spec.documents)) for spec in signing] == [(("assignee",), True)]


@pytest.mark.parametrize(("id_", "name"), ASKED)
def test_whoever_is_asked_may_decline_and_is_asked_for_a_day_or_two_only(
    id_: str, name: str
) -> None:
    """律师法 39: a conflict is always a reason; without an answer somebody else is asked."""
    state = service(id_).states[name]
    assert state.clocks[0].then == "unanswered"
    assert str(state.clocks[0].limit) in {"1 working day", "2 working days"}
    assert state.actions["decline"].effect == "decline"


@pytest.mark.parametrize("id_", ["lawyer/engage", "grassroots/representation"])
def test_only_a_lawyer_defends(id_: str) -> None:
    """律师法 13."""
    rule = "lawyer_only" if id_ == "lawyer/engage" else "lawyer_needed"
    facts = {"matter": "刑事案件", "help": []}
    assert answer(id_, rule, **facts) is Answer.YES
    assert "律师法 13" in cited(service(id_).rules[rule])


def test_paying_somebody_privately_is_named_unlawful() -> None:
    """律师法 25.1, 40(1)."""
    assert answer("lawyer/licence-query", "private_fee", asked_money=True) is Answer.YES
    assert answer("lawyer/licence-query", "private_fee") is Answer.UNKNOWN


# --- what is reviewed before it binds -----------------------------------------------------------


@pytest.mark.parametrize(("days", "expected"), [(7, Answer.YES), (6, Answer.NO)])
def test_seven_working_days_are_left_for_the_review(days: int, expected: Answer) -> None:
    """重大行政决策程序暂行条例 26.2."""
    assert answer("lawyer/decision-review", "enough_time", days_left=days) is expected


@pytest.mark.parametrize("step", STEPS)
def test_one_step_of_the_law_left_out_makes_the_procedure_incomplete(step: str) -> None:
    """重大行政决策程序暂行条例 14, 19, 22, 27(2); what is not known is not guessed."""
    id_, rule = "lawyer/decision-review", "procedure_done"
    assert answer(id_, rule, **STEPS) is Answer.YES
    assert answer(id_, rule, **{**STEPS, step: "还没有做"}) is Answer.NO
    known = {key: value for key, value in STEPS.items() if key != step}
    assert answer(id_, rule, **known) is Answer.UNKNOWN


def test_a_normative_document_is_reviewed_within_fifteen_working_days() -> None:
    """LAW-08; a changed draft gets five."""
    first, again = (clock("lawyer/document-review", s) for s in ("submitted", "rechecking"))
    assert (str(first.limit), str(again.limit)) == ("15 working days", "5 working days")
    facts = {"binds_public": True, "repeated": True, "internal_only": False}
    assert answer("lawyer/document-review", "normative", **facts) is Answer.YES
    inside = {**facts, "internal_only": True}
    assert answer("lawyer/document-review", "normative", **inside) is Answer.NO


def test_an_organ_is_warned_before_it_stands_surety() -> None:
    """民法典 683.1."""
    warned = evaluate(
        "organ_as_surety", service("lawyer/contract-review"), {"security": True}, lambda _: None
    )
    assert (warned.answer, "民法典 683.1" in said(warned)) == (Answer.YES, True)


# --- grassroots, villages -----------------------------------------------------------------------


def test_a_will_needs_two_witnesses_and_no_heir_among_them() -> None:
    """民法典 1135, 1136, 1140."""
    will = {"act": "代书遗嘱", "heir": True}
    assert answer("grassroots/witness", "two_witnesses", **will) is Answer.YES
    assert answer("grassroots/witness", "barred_witness", **will) is Answer.YES
    loan = {"act": "借款还款", "heir": True}
    assert answer("grassroots/witness", "barred_witness", **loan) is Answer.NO


@pytest.mark.parametrize("id_", VILLAGE)
def test_a_village_reaches_its_adviser_where_it_is(id_: str) -> None:
    """CEN-21, CEN-22, ADV-06."""
    assert Door.VILLAGE in service(id_).doors


@pytest.mark.parametrize(
    ("days", "content", "complaints", "expected"),
    [(12, 80, 1, Answer.YES), (11, 80, 0, Answer.NO), (30, 99, 2, Answer.NO)],
)
def test_an_adviser_is_judged_by_days_by_villagers_and_by_complaints(
    days: int, content: int, complaints: int, expected: Answer
) -> None:
    """ADV-05, ADV-11."""
    facts = {"days_held": days, "satisfied": content, "complaints": complaints}
    assert answer("adviser/assessment", "qualified", **facts) is expected


# --- teaching the law ---------------------------------------------------------------------------


def test_a_reminder_comes_before_criticism_and_criticism_only_after_no_improvement() -> None:
    """法治宣传教育法 57, 59.2."""
    ways = {
        (state.name, spec.name)
        for state, spec, target in moves("publicity/responsibility")
        if target.name == "criticised" != state.name
    }
    assert ways == {("criticising", "criticise")}
    reminded = clock("publicity/responsibility", "reminded")
    assert action("publicity/responsibility", "reminded", reminded.then).to == "criticising"


@pytest.mark.parametrize(
    ("rank", "held", "expected"),
    [
        ("县级", "还没有称号", Answer.YES),
        ("市级", "还没有称号", Answer.NO),
        ("省级", "市级", Answer.YES),
        ("国家级", "县级", Answer.NO),
    ],
)
def test_a_model_village_rises_rank_by_rank(rank: str, held: str, expected: Answer) -> None:
    """ADV-14."""
    assert answer("publicity/model-village", "step_by_step", rank=rank, held=held) is expected


# --- other countries ----------------------------------------------------------------------------


def test_who_chose_a_foreign_law_brings_it() -> None:
    """涉外民事关系法律适用法 10.1; FOR-06."""
    assert answer("foreign/law-finding", "parties_bring_it", chosen=True) is Answer.YES
    assert answer("foreign/law-finding", "parties_bring_it") is Answer.UNKNOWN


def test_danger_abroad_goes_to_consular_protection_first() -> None:
    """FOR-09, FOR-10; 法治宣传教育法 32."""
    assert answer("foreign/going-abroad", "consular_help", danger=True) is Answer.YES
    assert action("foreign/going-abroad", "submitted", "consular").spawns == "referral/outside"

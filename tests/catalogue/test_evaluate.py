"""Questions of law: yes, no, not known yet; both sides of every boundary, with the reasons people read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santai.catalogue import Catalogue
from santai.catalogue.evaluate import Parameters, evaluate, judge
from santai.catalogue.schema import (
    All,
    Condition,
    Field,
    Kind,
    ParameterRef,
    ParameterValue,
    Service,
    Test,
    Text,
)
from santai.kernel.decision import Answer, Decision
from tests.catalogue.test_conditions import CONDITIONS, FACTS
from tests.catalogue.workshop import CITY, DAY, ELSEWHERE, PROVINCE, no_parameters

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def at(catalogue: Catalogue, region: str) -> Parameters:
    return lambda name: catalogue.parameter(name, region, DAY)


def ask(
    question: str | Condition,
    service: Service,
    parameters: Parameters = no_parameters,
    **facts: Any,
) -> Decision:
    return evaluate(question, service, facts, parameters)


def texts(decision: Decision) -> list[str]:
    return [reason.text for reason in decision.reasons]


# --- boundaries ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "income", "answer"),
    [
        (PROVINCE, "1199.99", YES),  # the line of 2025 is 1200.00
        (PROVINCE, "1200.00", YES),
        (PROVINCE, "1200.01", NO),
        (CITY, "1500.00", YES),  # the city's own is 1500.00
        (CITY, "1500.01", NO),
        (ELSEWHERE, "0.00", UNKNOWN),  # nobody has set one: never a guess
    ],
)
def test_income_is_compared_with_the_line_of_the_place(
    region: str, income: str, answer: Answer, service: Service, catalogue: Catalogue
) -> None:
    assert ask("poor", service, at(catalogue, region), income=income).answer is answer


@pytest.mark.parametrize(
    ("op", "count", "answer"),
    [
        ("at_most", 3, YES),
        ("at_most", 4, NO),
        ("at_least", 3, YES),
        ("at_least", 2, NO),
        ("is", 3, YES),
        ("is", 2, NO),
    ],
)
def test_numbers_are_compared_on_both_sides(
    op: str, count: int, answer: Answer, service: Service
) -> None:
    assert ask(Test("count", op, 3), service, count=count).answer is answer


@pytest.mark.parametrize(("count", "answer"), [(19, YES), (20, YES), (21, NO)])
def test_a_multiple_of_a_parameter(
    count: int, answer: Answer, service: Service, catalogue: Catalogue
) -> None:
    twice = Test("count", "at_most", ParameterRef("quota", Decimal(2)))  # the quota is 10

    assert ask(twice, service, at(catalogue, ""), count=count).answer is answer


def test_a_switch_that_differs_by_place(service: Service, catalogue: Catalogue) -> None:
    late = Test("lit", "is", ParameterRef("open_late"))

    assert ask(late, service, at(catalogue, PROVINCE), lit=True).answer is YES
    assert ask(late, service, at(catalogue, PROVINCE), lit=False).answer is NO
    assert ask(late, service, at(catalogue, ELSEWHERE), lit=True).answer is UNKNOWN
    twice = Test("lit", "is", ParameterRef("open_late", Decimal(2)))  # a switch has no double
    assert ask(twice, service, at(catalogue, PROVINCE), lit=True).answer is YES


@pytest.mark.parametrize(
    ("groups", "answer"),
    [(["老年人"], YES), (["残疾人", "老年人"], YES), (["残疾人"], NO), ([], NO), (None, UNKNOWN)],
)
def test_one_of_several_groups_is_enough(
    groups: list[str] | None, answer: Answer, service: Service
) -> None:
    assert ask("elderly", service, groups=groups).answer is answer


# --- not known yet ------------------------------------------------------------------------------


def test_what_is_missing_is_named(service: Service, catalogue: Catalogue) -> None:
    assert ask("exempt", service, groups=["农民工"]).missing == {"matter"}
    assert ask("exempt", service).missing == {"groups", "matter"}
    assert ask("poor", service, income="5.00").missing == {"region.hardship_line"}
    assert ask("eligible", service, at(catalogue, CITY), groups=[]).missing == {"income", "risks"}


def test_a_fact_that_cannot_matter_is_not_missed(service: Service) -> None:
    """Not a migrant worker and not old: whatever the matter is."""
    decision = ask("exempt", service, groups=["残疾人"])

    assert (decision.answer, decision.missing) == (NO, frozenset())


def test_a_blank_answer_is_no_answer(service: Service) -> None:
    for blank in (None, ""):
        assert ask(Test("matter", "is", "灯笼"), service, matter=blank).answer is UNKNOWN


def test_nonsense_instead_of_a_number_is_not_known(service: Service) -> None:
    decision = ask(Test("count", "at_most", 3), service, count="三盏")

    assert (decision.answer, texts(decision)) == (UNKNOWN, ["几盏填写得不对"])


def test_a_ground_for_no_wins(service: Service, catalogue: Catalogue) -> None:
    here = at(catalogue, CITY)
    facts: dict[str, Any] = {"groups": ["老年人"], "income": "1.00"}

    assert ask("eligible", service, here, **facts, risks=["风"]).answer is YES
    assert ask("eligible", service, here, **facts, risks=["风", "火"]).answer is NO
    assert ask("eligible", service, here, **facts).answer is UNKNOWN


@given(condition=CONDITIONS, facts=FACTS, more=FACTS)
def test_more_facts_never_turn_an_answer_round(
    condition: Condition, facts: dict[str, Any], more: dict[str, Any], service: Service
) -> None:
    before = evaluate(condition, service, facts, no_parameters)
    after = evaluate(condition, service, more | facts, no_parameters)

    if before.answer is not UNKNOWN:
        assert after.answer is before.answer
    assert bool(before.missing) is (before.answer is UNKNOWN)


@given(condition=CONDITIONS, facts=FACTS)
def test_giving_what_is_missing_settles_it(
    condition: Condition, facts: dict[str, Any], service: Service
) -> None:
    given_ = {"matter": "灯笼", "groups": [], "count": 3, "lit": True, "risks": []}
    decision = evaluate(condition, service, facts, no_parameters)
    rest = {key: given_[key] for key in decision.missing}

    assert evaluate(condition, service, facts | rest, no_parameters).answer is not UNKNOWN


@given(first=CONDITIONS, second=CONDITIONS, facts=FACTS)
def test_many_questions_at_once_are_answered_like_each_alone(
    first: Condition, second: Condition, facts: dict[str, Any], service: Service
) -> None:
    ask_all = judge(service, facts, no_parameters)

    for condition in (first, second, first):
        assert ask_all(condition) == evaluate(condition, service, facts, no_parameters)


# --- reasons ------------------------------------------------------------------------------------


def test_what_holds_together_is_one_reason_with_the_article_behind_it(service: Service) -> None:
    decision = ask("exempt", service, groups=["农民工"], matter="灯笼")

    assert texts(decision) == ["属于农民工且申请事项为灯笼"]
    assert [str(c) for c in decision.reasons[0].citations] == ["试验法 5.2"]
    assert decision.reasons[0].about == ("groups", "matter")


def test_a_reason_cites_the_rule_that_has_it_not_those_above(
    service: Service, catalogue: Catalogue
) -> None:
    decision = ask("eligible", service, at(catalogue, CITY), groups=["老年人"], risks=[])

    assert texts(decision) == ["属于老年人"]
    assert [str(c) for c in decision.reasons[0].citations] == ["试验法 5.1"]


def test_a_no_gives_the_reason_of_every_ground(service: Service, catalogue: Catalogue) -> None:
    decision = ask("eligible", service, at(catalogue, CITY), groups=[], income="1500.01", risks=[])

    assert texts(decision) == [
        "不属于农民工",
        "不属于老年人",
        "家庭人均月收入 1500.01 元，超过困难标准 1500.00 元/月（待核实）",
    ]


@pytest.mark.parametrize(
    ("condition", "facts", "text"),
    [
        (Test("matter", "is", "灯笼"), {"matter": "灯笼"}, "申请事项为灯笼"),
        (Test("matter", "is", "灯笼"), {"matter": "风筝"}, "申请事项不是灯笼"),
        (Test("matter", "in", ("灯笼", "彩旗")), {"matter": "风筝"}, "申请事项不是灯笼、彩旗"),
        (Test("lit", "is", True), {"lit": True}, "晚上点亮：是"),
        (Test("lit", "is", True), {"lit": False}, "晚上点亮：否"),
        (Test("risks", "has", ("火", "电")), {"risks": ["风", "电"]}, "有什么危险包括电"),
        (Test("risks", "has", ("火", "电")), {"risks": []}, "有什么危险不包括火、电"),
        (Test("groups", "has", ("老年人", "残疾人")), {"groups": ["残疾人"]}, "属于残疾人"),
        (Test("channel", "is", "counter"), {"channel": "counter"}, "办理渠道为窗口"),
        (Test("level", "in", ("city", "county")), {"level": "village"}, "办理层级不是市级、县级"),
        (Test("count", "at_least", 3), {"count": 2}, "几盏 2，不到 3"),
        (Test("count", "at_least", 3), {"count": 3}, "几盏 3，达到 3"),
        (
            Test("income", "at_most", "9.00"),
            {"income": "8.00"},
            "家庭人均月收入 8.00 元，不超过 9.00 元",
        ),
        (Test("matter", "is", "灯笼"), {}, "还不知道申请事项"),
        (Test("groups", "has", "老年人"), {}, "还不知道人群类别"),
        (Test("channel", "is", "counter"), {}, "还不知道办理渠道"),
        (Test("level", "is", "city"), {}, "还不知道办理层级"),
        (
            Test("count", "at_most", ParameterRef("none")),
            {"count": 1},
            "几盏要和本地的标准比，本地还没有设定",
        ),
    ],
)
def test_reasons_are_plain_chinese(
    condition: Condition, facts: dict[str, Any], text: str, service: Service
) -> None:
    assert texts(evaluate(condition, service, facts, no_parameters)) == [text]


def test_a_multiple_is_said_with_its_sum(service: Service, catalogue: Catalogue) -> None:
    twice = Test("income", "at_most", ParameterRef("hardship_line", Decimal("1.5")))

    assert texts(ask(twice, service, at(catalogue, PROVINCE), income="1.00")) == [
        "家庭人均月收入 1.00 元，不超过困难标准的 1.5 倍 1800.00 元/月"
    ]


def test_a_question_without_a_noun_is_quoted(service: Service) -> None:
    questions = (
        Field("safe", Text("现在安全吗？"), Kind.YES_NO),
        Field("who", Text("您是谁？"), Kind.CHOICE, ("本人", "家人")),
    )
    asked = replace(service, form=(*service.form, *questions))

    assert texts(ask(Test("safe", "is", True), asked, safe=False)) == ["“现在安全吗”答“否”"]
    assert texts(ask(Test("who", "is", "本人"), asked, who="本人")) == ["“您是谁”答“本人”"]
    assert texts(ask(Test("who", "is", "本人"), asked, who="家人")) == ["“您是谁”答的不是“本人”"]


def test_what_an_action_asks_has_its_name_too(service: Service) -> None:
    assert texts(ask(Test("missing", "is", "图"), service, missing="图")) == ["缺什么为图"]


def test_a_condition_that_no_rule_asks_cites_nothing(service: Service) -> None:
    both = All((Test("lit", "is", True), Test("count", "is", 2)))
    decision = ask(both, service, lit=True, count=2)

    assert texts(decision) == ["晚上点亮：是且几盏为2"]
    assert decision.reasons[0].citations == ()


@given(value=st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.lists(st.integers())))
def test_no_fact_breaks_a_question(value: Any, service: Service, catalogue: Catalogue) -> None:
    here = at(catalogue, CITY)
    for name in service.rules:
        facts = dict.fromkeys(("groups", "matter", "income", "risks", "count", "lit"), value)
        assert evaluate(name, service, facts, here).answer in Answer


def test_the_value_of_the_day_counts(service: Service, catalogue: Catalogue) -> None:
    def on(day: date) -> Parameters:
        def value(name: str) -> ParameterValue | None:
            return catalogue.parameter(name, PROVINCE, day)

        return value

    assert ask("poor", service, on(date(2024, 12, 31)), income="1100.00").answer is NO
    assert ask("poor", service, on(date(2025, 1, 1)), income="1100.00").answer is YES

"""The law of civil legal aid and of the objection, in sentences a lawyer can check against the statute book."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from santai.catalogue.current import catalogue
from santai.catalogue.evaluate import evaluate
from santai.kernel.decision import Answer
from santai.kernel.workdays import ZONE, Pause, Term, due
from tests.catalogue.offered import (
    BEIJING,
    PINGDINGSHAN,
    ZHENGZHOU,
    action,
    asked,
    cited,
    clock,
    said,
    service,
)

# --- the limits ---------------------------------------------------------------------------------


def test_legal_aid_is_decided_seven_days_after_receipt() -> None:
    limit = clock("legal-aid/civil", "submitted")
    assert (limit.limit, limit.start) == (Term.parse("7 days"), "received")
    assert "法律援助法 43.1" in cited(limit)


def test_the_seven_days_are_calendar_days_and_the_last_one_rolls_over_a_holiday() -> None:
    """法律援助法 43, 民法典 201, 203: received on Friday 25 September 2026, which is itself a holiday."""
    received = datetime(2026, 9, 25, 10, tzinfo=ZONE)
    assert due(catalogue().calendar, received, Term.parse("7 days")).on == date(2026, 10, 8)


def test_the_days_the_applicant_takes_for_papers_do_not_count() -> None:
    limit = clock("legal-aid/civil", "submitted")
    assert "awaiting_applicant" in limit.pause
    received, asked_on, back = (datetime(2026, 11, day, 10, tzinfo=ZONE) for day in (2, 4, 14))
    pause = Pause(asked_on, back, "补正")
    assert limit.limit is not None
    assert due(catalogue().calendar, received, limit.limit, pauses=[pause]).on == date(2026, 11, 19)


def test_papers_are_asked_for_once_and_silence_is_a_withdrawal() -> None:
    ask = action("legal-aid/civil", "submitted", "ask_for_more")
    waiting = clock("legal-aid/civil", "awaiting_applicant")
    lapse = action("legal-aid/civil", "awaiting_applicant", waiting.then)
    assert (ask.once, ask.documents, cited(ask)) == (
        True,
        ("supplement_notice",),
        ["法律援助法 43.2"],
    )
    assert waiting.set_by in {field.key for field in ask.needs}
    assert (lapse.by, lapse.outcome, cited(lapse)) == (
        ("system",), "deemed_withdrawn", ["法律援助法 43.2"],
    )  # fmt: skip


def test_after_the_grant_somebody_is_assigned_in_three_days_and_a_refusal_to_act_gives_no_more() -> (
    None
):
    limit = clock("legal-aid/civil", "granted")
    assert (limit.limit, limit.start, cited(limit)) == (
        Term.parse("3 days"), "entered", ["法律援助法 43.1"],
    )  # fmt: skip
    assert limit.pause == ("assigned",)  # goes on, not anew, when the proposed lawyer declines


def test_a_lawyer_declines_only_for_a_named_reason() -> None:
    decline = action("legal-aid/civil", "assigned", "decline")
    reason = decline.needs[0]
    assert (reason.required, reason.options[0]) == (True, "利益冲突")
    assert "法律援助法 46.1" in cited(decline)


def test_urgent_matters_are_aided_first_even_while_papers_are_missing() -> None:
    for state in ("submitted", "awaiting_applicant"):
        first = action("legal-aid/civil", state, "aid_first")
        assert (first.to, cited(first)) == ("granted", ["法律援助法 44.1", "法律援助法 44.2"])
    assert action("legal-aid/civil", "in_hand", "late_papers").basis
    answer = asked("urgent_case", urgent=["离时效或者期限届满不足七天"])
    assert (answer.answer, "法律援助法 44.1.1" in said(answer)) == (Answer.YES, True)
    assert asked("urgent_case", urgent=["没有"]).answer is Answer.NO


def test_aid_is_terminated_for_the_eight_causes_of_article_48_only() -> None:
    """Seven are chosen; the eighth, the recipient's own wish, has a button of its own."""
    terminate = action("legal-aid/civil", "in_hand", "terminate")
    own_wish = action("legal-aid/civil", "in_hand", "withdraw")
    assert len(terminate.needs[0].options) == 7
    assert (own_wish.by, own_wish.to, cited(own_wish)) == (
        ("aid-approver",), "terminated", ["法律援助法 48.1.7"],
    )  # fmt: skip


def test_the_recipient_may_ask_for_somebody_else_and_is_answered() -> None:
    assert cited(action("legal-aid/civil", "in_hand", "ask_replacement")) == ["法律援助法 55"]
    assert action("legal-aid/civil", "in_hand", "replace").to == "granted"
    assert action("legal-aid/civil", "in_hand", "keep_assignee").needs[0].required


def test_the_lawyer_reports_and_the_agency_completes() -> None:
    """AID-24: nobody who handled the case signs it off."""
    report, complete = (
        action("legal-aid/civil", "in_hand", "report"),
        action("legal-aid/civil", "reported", "complete"),
    )
    assert (report.by, report.to, "法律援助法 50" in cited(report)) == (
        ("assignee",),
        "reported",
        True,
    )
    assert (complete.by, complete.to, complete.outcome) == (
        ("aid-clerk", "aid-approver"), "completed", "aided",
    )  # fmt: skip


# --- who gets it --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("matter", "item"),
    [
        ("英烈人格权益", "法律援助法 32..1"),
        ("见义勇为", "法律援助法 32..2"),
        ("再审改判无罪", "法律援助法 32..3"),
        ("家庭暴力", "法律援助法 32..4"),
        ("虐待遗弃", "法律援助法 32..4"),
    ],
)
def test_these_matters_need_no_hardship(matter: str, item: str) -> None:
    """AID-09; 法律援助法 32(1) to (4)."""
    answer = asked("no_hardship_condition", matter=matter)
    assert (answer.answer, said(answer)) == (Answer.YES, {item})
    assert asked("eligible", matter=matter).answer is Answer.YES


def test_another_law_may_lift_the_condition_and_until_somebody_looks_nobody_knows() -> None:
    """法律援助法 32(5)."""
    rule = "no_hardship_condition"
    assert asked(rule, matter="其他").missing == {"other_unconditional"}
    assert asked(rule, matter="其他", other_unconditional=False).answer is Answer.NO
    answer = asked(rule, matter="其他", other_unconditional=True)
    assert (answer.answer, said(answer)) == (Answer.YES, {"法律援助法 32..5"})


@pytest.mark.parametrize(
    ("groups", "facts", "expected"),
    [
        (["老年人"], {"fixed_income": False}, "法律援助法 42..1"),
        (["残疾人"], {"fixed_income": False}, "法律援助法 42..1"),
        (["未成年人"], {"fixed_income": False}, "法律援助法 42..1"),
        (["老年人"], {"fixed_income": True}, ""),
        (["妇女"], {"fixed_income": False}, ""),
        (["社会救助对象"], {}, "法律援助法 42..2"),
        (["司法救助对象"], {}, "法律援助法 42..2"),
        (["优抚对象"], {}, "法律援助法 42..2"),
        (["退役军人"], {}, ""),
        (["农民工"], {"matter": "劳动报酬"}, "法律援助法 42..3"),
        (["农民工"], {"matter": "工伤赔偿"}, "法律援助法 42..3"),
        (["农民工"], {"matter": "交通事故"}, ""),
        ([], {"matter": "劳动报酬"}, ""),
        (["法定免查人员"], {}, "法律援助法 42..4"),
    ],
)
def test_these_people_are_not_checked_for_hardship_and_their_neighbours_are(
    groups: list[str], facts: dict[str, Any], expected: str
) -> None:
    """AID-09, AID-10, GRP-01; 法律援助法 42, both sides of each item."""
    answer = asked("means_test_exempt", **{"matter": "社会保险", "groups": groups, **facts})
    assert answer.answer is (Answer.YES if expected else Answer.NO)
    assert not expected or said(answer) == {expected}


def test_no_condition_and_no_check_are_two_things() -> None:
    """法律援助法 32 and 42 (statutes 15.4)."""
    wages: dict[str, Any] = {"groups": ["农民工"], "matter": "劳动报酬"}
    assert asked("no_hardship_condition", **wages).answer is Answer.NO
    assert asked("means_test_exempt", **wages).answer is Answer.YES
    assert asked("means_test_exempt", matter="家庭暴力").answer is Answer.NO


@pytest.mark.parametrize(
    ("income", "expected"),
    [("1499.99", Answer.YES), ("1500.00", Answer.YES), ("1500.01", Answer.NO)],
)
def test_hardship_is_an_income_up_to_the_line_of_the_place(income: str, expected: Answer) -> None:
    """AID-03, AID-04; 法律援助法 31, 34."""
    answer = asked("eligible", matter="交通事故", income=income)
    assert answer.answer is expected
    assert {"法律援助法 34", "法律援助条例 13.2"} <= said(answer)


def test_the_line_of_the_agency_counts_and_where_none_is_set_nobody_guesses() -> None:
    """法律援助条例 13; the line of the place that decides, and no national one."""
    facts: dict[str, Any] = {"matter": "交通事故", "income": "1400.00"}
    assert asked("hardship", ZHENGZHOU, **facts).answer is Answer.NO  # 1,300 in the province
    assert asked("hardship", PINGDINGSHAN, **facts).answer is Answer.YES  # 1,500 in the city
    assert asked("hardship", BEIJING, **facts).missing == {"region.hardship_line"}


def test_a_matter_outside_the_list_is_not_known_to_be_covered_until_somebody_looks() -> None:
    """AID-06; 法律援助法 31(9)."""
    poor: dict[str, Any] = {"matter": "其他", "income": "800.00", "other_unconditional": False}
    assert asked("eligible", **poor).missing == {"other_scope"}
    assert asked("eligible", **poor, other_scope=True).answer is Answer.YES
    assert asked("eligible", **poor, other_scope=False).answer is Answer.NO


def test_whoever_is_exempt_is_not_asked_for_income_nor_for_a_statement() -> None:
    """CAT-33, AID-07: and everybody else may sign a commitment instead."""
    offered = service("legal-aid/civil")
    income = next(field for field in offered.form if field.key == "income")
    statement = offered.material("hardship")
    assert income.unless is not None
    assert statement is not None
    assert income.unless == statement.unless
    assert statement.commitment
    for facts in (
        {"groups": ["农民工"], "matter": "劳动报酬"},
        {"matter": "家庭暴力", "groups": []},
    ):
        assert evaluate(income.unless, offered, facts, lambda _: None).answer is Answer.YES


# --- objection ----------------------------------------------------------------------------------


def test_an_objection_is_decided_in_five_calendar_days_from_receipt_by_the_bureau() -> None:
    """法律援助法 49.2, not the five working days of 法律援助条例 19 (statutes 15.3)."""
    limit = clock("legal-aid/objection", "submitted")
    assert (limit.limit, limit.start, cited(limit)) == (
        Term.parse("5 days"), "received", ["法律援助法 49.2"],
    )  # fmt: skip
    assert service("legal-aid/objection").handler == "bureau"


def test_refusal_and_termination_lead_to_the_objection_which_stays_open() -> None:
    states = service("legal-aid/civil").states
    for name in ("refused", "terminated"):
        remedy = states[name].remedy
        assert remedy is not None
        assert (remedy.service, remedy.within, cited(remedy)) == (
            "legal-aid/objection", None, ["法律援助法 49.1"],
        )  # fmt: skip


def test_an_objection_that_succeeds_sends_the_agency_back_to_grant() -> None:
    """法律援助法 49.2: from the correction there is no second refusal."""
    states = service("legal-aid/civil").states
    reopen = states["refused"].actions["reopen"]
    assert action("legal-aid/objection", "submitted", "correct").outcome == "corrected"
    assert ("system" in reopen.by, reopen.to) == (True, "correcting")
    decisions = {s.outcome for s in states["correcting"].actions.values() if s.outcome}
    assert decisions == {"granted", "withdrawn"}
    assert states["terminated"].actions["reopen"].to == "granted"


def test_an_objection_that_fails_leads_on_to_reconsideration_or_court() -> None:
    remedy = service("legal-aid/objection").states["maintained"].remedy
    assert remedy is not None
    assert remedy.within == Term.parse("60 days")
    assert cited(remedy) == ["法律援助法 49.3", "行政复议法 20", "行政诉讼法 46"]

"""The law and the promises of mediation: limits with their articles, questions of law, and the ways on."""

from __future__ import annotations

from typing import Any

import pytest

from santai.catalogue.current import catalogue
from santai.catalogue.evaluate import evaluate
from santai.kernel.decision import Answer, Decision
from tests.catalogue.offered import TODAY, cited, moves, service

IDS = [id_ for id_ in catalogue().ids if id_.startswith("mediation/")]

WILLING = {"opposite_view": "愿意", "stage": "没有找过"}


def asked(id_: str, rule: str, **facts: Any) -> Decision:
    def parameter(name: str) -> Any:
        return catalogue().parameter(name, "410400000000", TODAY)

    return evaluate(rule, service(id_), {"groups": [], **facts}, parameter)


@pytest.mark.parametrize(
    ("id_", "state", "name", "limit", "article"),
    [
        ("people", "performing", "confirmation", "30 days", "人民调解法 33.1"),
        ("confirmation", "at_court", "at_court", "3 days", "人民调解协议司法确认规定 4.1"),
        ("confirmation", "at_review", "at_review", "15 days", "人民调解协议司法确认规定 5.1"),
        ("medical", "mediating", "mediating", "30 working days", "医疗纠纷预防和处理条例 38"),
        ("labour", "mediating", "mediating", "15 days", "劳动争议调解仲裁法 14.3"),
        ("labour", "performing", "arbitration_review", "15 days", "企业劳动争议协商调解规定 27"),
        ("traffic", "with_police", "with_police", "10 days", "道路交通安全法实施条例 95.1"),
        ("court", "mediating", "mediating", "30 days", "特邀调解规定 27.1"),
    ],
)
def test_limits_of_the_law_stand_with_their_articles(
    id_: str, state: str, name: str, limit: str, article: str
) -> None:
    """MED-10, MED-17, MED-19, CAT-03."""
    clocks = {one.name: one for one in service(f"mediation/{id_}").states[state].clocks}
    laws = {alias: law.title for law in catalogue().laws.values() for alias in law.aliases}
    law, _, number = article.partition(" ")
    assert str(clocks[name].limit) == limit
    assert f"{laws.get(law, law)} {number}" in cited(clocks[name])


def test_labour_counts_from_the_application_and_medical_leaves_out_the_appraisal() -> None:
    """劳动争议调解仲裁法 14.3; 医疗纠纷预防和处理条例 38."""
    (labour,) = service("mediation/labour").states["mediating"].clocks
    (medical,) = service("mediation/medical").states["mediating"].clocks
    assert (labour.start, labour.then) == ("received", "time_over")
    assert (medical.pause, medical.then) == (("at_appraisal",), "time_over")


@pytest.mark.parametrize("id_", IDS)
def test_who_mediates_can_be_asked_to_step_down(id_: str) -> None:
    """人民调解法 15, 23; 特邀调解规定 15; 商事调解条例 20: wherever there is a session."""
    with_sessions = [s for s in service(id_).states.values() if "hold" in s.actions]
    assert [
        state.name
        for state in with_sessions
        if not {"ask_replacement", "replace", "take_on"} <= state.actions.keys()
    ] == []


@pytest.mark.parametrize("id_", IDS)
def test_danger_is_reported_wherever_people_are_brought_together(id_: str) -> None:
    """人民调解法 25."""
    with_sessions = [s for s in service(id_).states.values() if "hold" in s.actions]
    assert [state.name for state in with_sessions if "report_danger" not in state.actions] == []


@pytest.mark.parametrize("id_", IDS)
def test_whoever_gets_no_agreement_is_told_where_to_go(id_: str) -> None:
    """MED-06, MED-39: 人民调解法 26."""
    ended = {
        target.name: target.remedy
        for _, spec, target in moves(id_)
        if spec.outcome in {"failed", "no_consent", "unperformed"}
    }
    assert [name for name, remedy in ended.items() if remedy is None] == []


@pytest.mark.parametrize(
    ("id_", "rule", "facts", "answer"),
    [
        ("people", "may_mediate", {**WILLING, "matter": "邻里物业"}, Answer.YES),
        ("people", "may_mediate", {**WILLING, "matter": "继承"}, Answer.UNKNOWN),
        ("people", "may_mediate", {"opposite_view": "明确拒绝", "stage": "没有找过"}, Answer.NO),
        ("people", "family_violence", {"groups": ["家暴受害人"]}, Answer.YES),
        ("people", "in_danger", {"risk": ["有人说不想活了"]}, Answer.YES),
        ("medical", "accepted_elsewhere", {"elsewhere": "法院已经受理"}, Answer.YES),
        ("medical", "may_mediate", {"elsewhere": "法院已经受理"}, Answer.NO),
        ("labour", "may_elect", {"workers": 10}, Answer.YES),
        ("labour", "may_elect", {"workers": 9}, Answer.NO),
        ("labour", "may_elect", {}, Answer.UNKNOWN),
        ("traffic", "police_route", {"all_want_police": "都想", "within_ten": False}, Answer.NO),
        ("land", "expropriation", {"matter": "征地和补偿"}, Answer.YES),
        ("commercial", "in_scope", {"matter": "劳动人事"}, Answer.NO),
        ("court", "entrusted_summary", {"kind": "立案后委托（简易程序）"}, Answer.YES),
        ("joint", "within_police_mediation", {"light": "较轻", "decided": True}, Answer.NO),
        ("change", "duress", {"ground": "被威胁了"}, Answer.YES),
        ("subsidy", "within_standard", {"per_case": "250"}, Answer.NO),
        ("warning", "urgent", {"urgency": "紧急"}, Answer.YES),
    ],
)
def test_questions_of_law(id_: str, rule: str, facts: dict[str, Any], answer: Answer) -> None:
    """MED-07, MED-08, MED-10, MED-12, MED-25, MED-31."""
    assert asked(f"mediation/{id_}", rule, **facts).answer is answer


def test_commercial_mediation_begins_on_its_day_and_says_what_it_costs() -> None:
    """MED-31: 商事调解条例 16, 33."""
    offered = service("mediation/commercial")
    assert (offered.effective.isoformat(), offered.fee.free) == ("2026-05-01", False)
    assert "商事调解条例 16" in cited(offered.fee)

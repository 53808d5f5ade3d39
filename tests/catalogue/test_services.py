"""What holds of every service we ship, and the law and promises of those that are not legal aid.

Civil legal aid and the objection have a file of their own: test_legal_aid.py.
"""

from __future__ import annotations

import pytest

from santai.catalogue.current import catalogue
from santai.catalogue.evaluate import evaluate
from santai.catalogue.schema import Door, Level, Stage
from santai.kernel.decision import Answer
from santai.kernel.workdays import Term
from tests.catalogue.offered import (
    LUSHAN,
    NATION,
    PINGDINGSHAN,
    TODAY,
    ZHENGZHOU,
    action,
    cited,
    clock,
    moves,
    said,
    service,
)

IDS = catalogue().ids
CHARGED = {"mediation/commercial"}
AGAINST_THE_CITIZEN = {"refused", "terminated", "maintained", "not_accepted", "unfounded"}

# --- every service ------------------------------------------------------------------------------


def test_these_services_are_offered_in_every_county() -> None:
    """CAT-03, CAT-35."""
    assert {offered.id for offered in catalogue().services(LUSHAN, TODAY)} >= {
        "complaint/service",
        "consultation/legal",
        "coordination/assist",
        "legal-aid/civil",
        "legal-aid/objection",
        "referral/outside",
    }


@pytest.mark.parametrize("id_", IDS)
def test_nobody_closes_an_order_without_completing_it(id_: str) -> None:
    """ORD-14: what is open can only be completed; the one exception is to go on in another order."""
    closing = {
        spec.name
        for state, spec, target in moves(id_)
        if state.stage is Stage.OPEN and target.stage is Stage.CLOSED
    }
    assert closing == {"merge"}


@pytest.mark.parametrize("id_", IDS)
def test_a_decision_against_the_citizen_names_the_way_on(id_: str) -> None:
    decided = [
        (spec, target) for _, spec, target in moves(id_) if spec.outcome in AGAINST_THE_CITIZEN
    ]
    assert [target.name for _, target in decided if target.remedy is None] == []
    assert [spec.name for spec, _ in decided if not spec.documents] == []


@pytest.mark.parametrize("id_", ["legal-aid/civil", "legal-aid/objection", "complaint/service"])
def test_a_decision_against_the_citizen_gives_reasons_and_the_paper_says_so(id_: str) -> None:
    offered = service(id_)
    for _, spec, _target in moves(id_):
        if spec.outcome in AGAINST_THE_CITIZEN:
            assert [field.key for field in spec.needs if field.required]
            text = "".join(offered.documents[spec.documents[0]].body)
            assert "{remedy." in text
            assert any(f"{{facts.{field.key}}}" in text for field in spec.needs)


@pytest.mark.parametrize("id_", IDS)
def test_every_title_and_question_is_there_in_both_languages(id_: str) -> None:
    offered = service(id_)
    shown = [offered.title, offered.summary, *(field.ask for field in offered.form)]
    shown += [material.show for material in offered.materials]
    shown += [document.title for document in offered.documents.values()]
    for state in offered.states.values():
        shown += [state.title, state.says, *(limit.title for limit in state.clocks)]
        shown += [spec.title for spec in state.actions.values()]
    assert [text.zh for text in shown if not text.en] == []


@pytest.mark.parametrize("id_", IDS)
def test_every_service_is_free_but_what_a_law_lets_charge_for(id_: str) -> None:
    """CAT-07, CAT-12; 法律援助法 2, 20; 人民调解法 4; 商事调解条例 16."""
    assert service(id_).fee.free == (id_ not in CHARGED)


# --- consultation -------------------------------------------------------------------------------


def test_a_question_is_answered_at_once_at_the_counter_and_on_the_hotline() -> None:
    """HOT-01, ORD-26; 法律援助条例 25."""
    answer = action("consultation/legal", "submitted", "answer")
    assert {"window-clerk", "hotline-agent"} <= set(answer.by)
    assert (answer.to, answer.outcome) == ("completed", "answered")
    assert [field.key for field in answer.needs if field.required] == ["answer"]


def test_whoever_asks_is_told_of_legal_aid() -> None:
    """法律援助法 23."""
    offered = service("consultation/legal")
    assert "法律援助" in offered.states["submitted"].says.zh
    assert "told_of_aid" in {f.key for f in offered.states["submitted"].actions["answer"].needs}
    written = offered.documents["written_answer"]
    assert (cited(written)[0], any("法律援助" in line for line in written.body)) == (
        "法律援助法 23", True,
    )  # fmt: skip
    assert offered.states["submitted"].actions["open_aid"].spawns == "legal-aid/civil"


def test_nobody_has_to_give_a_name_to_ask_a_question() -> None:
    assert not any(service("consultation/legal").applicant.values())


def test_danger_comes_first() -> None:
    """反家庭暴力法 13, 未成年人保护法 11: staff tick it, the button beside it calls for help."""
    offered = service("consultation/legal")
    facts = {"groups": [], "danger": ["未成年人受到侵害"]}
    answer = evaluate("in_danger", offered, facts, lambda _: None)
    assert (answer.answer, "未成年人保护法 11.2" in said(answer)) == (Answer.YES, True)
    assert offered.states["submitted"].actions["protect"].suggests == "in_danger"
    assert next(field for field in offered.form if field.key == "danger").personal


def test_a_question_without_a_reply_ends_by_itself_and_may_be_asked_again() -> None:
    waiting = clock("consultation/legal", "awaiting_applicant")
    ending = action("consultation/legal", "awaiting_applicant", waiting.then)
    assert (waiting.limit, ending.by, ending.outcome) == (
        Term.parse("15 days"), ("system",), "no_reply",
    )  # fmt: skip


# --- complaint, referral, assistance ------------------------------------------------------------


def test_a_complaint_goes_to_the_bureau_and_only_its_own_people_decide() -> None:
    """EVAL-11; 法律援助法 55, 56: never those complained of."""
    offered = service("complaint/service")
    deciding = [spec for _, spec, target in moves("complaint/service") if spec.outcome]
    assert offered.handler == "bureau"
    assert {
        role for spec in deciding if spec.name != "withdraw" for role in spec.by
    } == {"bureau-officer", "bureau-chief"}  # fmt: skip
    told_up = evaluate("goes_up", offered, {"about_bureau": True}, lambda _: None)
    assert told_up.answer is Answer.YES


def test_a_complaint_is_accepted_in_three_and_answered_in_fifteen_working_days() -> None:
    """By the service commitment (E11); extended once, by the chief, and the complainant is told."""
    accepted, answered = (clock("complaint/service", s) for s in ("submitted", "investigating"))
    assert (str(accepted.limit), str(answered.limit)) == ("3 working days", "15 working days")
    assert "服务承诺" in cited(answered)
    assert answered.extend is not None
    assert (answered.extend.times, answered.extend.approver) == (1, ("bureau-chief",))


def test_a_complaint_without_more_papers_goes_on() -> None:
    waiting = clock("complaint/service", "awaiting_applicant")
    assert action("complaint/service", "awaiting_applicant", waiting.then).to == "investigating"


def test_a_pointer_is_not_the_end_every_referral_ends_with_what_came_of_it() -> None:
    """ORD-22, ORD-23, ORD-24, EVAL-09: the outcome gives the conversion rate."""
    ends = {
        (state.name, spec.outcome)
        for state, spec, target in moves("referral/outside")
        if state.stage is Stage.OPEN and target.stage is Stage.COMPLETED and spec.name != "withdraw"
    }
    assert {outcome for _, outcome in ends} == {"served", "not_served", "unreachable"}
    assert {state for state, outcome in ends if outcome == "served"} == {
        "pointed",
        "accepted_there",
    }


def test_people_in_special_hardship_are_kept_in_view_after_a_referral() -> None:
    """ORD-25."""
    offered = service("referral/outside")
    facts = {"groups": ["残疾人"]}
    assert evaluate("needs_care", offered, facts, lambda _: None).answer is Answer.YES
    assert offered.states["accepted_there"].actions["follow"].suggests == "needs_care"


def test_whoever_assists_takes_up_in_a_day_and_reports_in_five() -> None:
    """ORD-04, ORD-18, ORD-19."""
    assert str(clock("coordination/assist", "asked").limit) == "1 working day"
    assert str(clock("coordination/assist", "in_hand").limit) == "5 working days"
    outcomes = {spec.outcome for _, spec, _ in moves("coordination/assist") if spec.outcome}
    assert outcomes >= {"done", "declined"}


# --- what places do better ----------------------------------------------------------------------


def test_lower_levels_only_come_on_top() -> None:
    """CAT-18: the version names every layer, and the county keeps what its city and province improved."""
    county = service("legal-aid/civil", LUSHAN)
    assert county.version == "2022-01-01+41@2024-03-01+4104@2025-01-01+410423@2025-07-01"
    assert {Level.VILLAGE, Level.TOWNSHIP} <= set(county.levels)
    assert str(county.states["submitted"].clocks[0].limit) == "5 days"
    assert str(county.states["granted"].clocks[0].limit) == "2 days"


@pytest.mark.parametrize(
    ("id_", "state", "limits"),
    [
        ("legal-aid/civil", "submitted", ["7 days", "7 days", "5 days"]),
        ("legal-aid/civil", "granted", ["3 days", "2 days", "2 days"]),
        ("consultation/legal", "submitted", ["2 working days", "2 working days", "1 working day"]),
        ("consultation/legal", "awaiting_applicant", ["15 days", "30 days", "30 days"]),
        (
            "complaint/service",
            "investigating",
            ["15 working days", "15 working days", "10 working days"],
        ),
        ("referral/outside", "accepted_there", ["30 days", "30 days", "15 days"]),
    ],
)
def test_limits_of_nation_province_and_city(id_: str, state: str, limits: list[str]) -> None:
    places = (NATION, ZHENGZHOU, PINGDINGSHAN)
    assert [str(clock(id_, state, place).limit) for place in places] == limits


def test_a_layer_tells_people_the_limit_it_sets() -> None:
    assert "五日内" in service("legal-aid/civil", PINGDINGSHAN).states["submitted"].says.zh
    assert "七日内" in service("legal-aid/civil", ZHENGZHOU).states["submitted"].says.zh


def test_pingdingshan_takes_a_commitment_and_lushan_opens_more_doors() -> None:
    """AID-07 (task 8 of the city's plan), CAT-33."""
    membership = service("legal-aid/civil", PINGDINGSHAN).material("membership")
    assert membership is not None
    assert membership.commitment
    assert "平顶山市公共法律服务建设提质增效三年行动实施方案" in "".join(cited(membership))
    assert Door.TERMINAL in service("legal-aid/objection", LUSHAN).doors
    assert Door.TERMINAL not in service("legal-aid/objection", PINGDINGSHAN).doors


def test_an_unverified_number_says_so_and_names_its_source() -> None:
    """E10, E11: nothing made up passes for law."""
    lines = catalogue().parameters["hardship_line"].values
    assert [value.verified for value in lines] == [False, False]
    assert all(value.source for value in lines)


def test_platforms_are_called_what_the_place_calls_them() -> None:
    """CEN-01, CEN-02 (E5)."""

    def called(region: str, level: str) -> object:
        value = catalogue().parameter(f"name_{level}_platform", region, TODAY)
        assert value is not None
        return value.value

    assert called("320722000000", "village") == "司法行政服务站"
    assert called("530100000000", "township") == "公共法律服务中心"
    assert called(LUSHAN, "township") == "公共法律服务工作站"
    assert called(LUSHAN, "village") == "公共法律服务室"


# --- standards ----------------------------------------------------------------------------------


def test_the_groups_of_every_document_are_there() -> None:
    """GRP-01 (004), AID-23 (000), GRP-02 (阿勒泰), GRP-03 (湖北): one table, because the lists differ (E12)."""
    pingdingshan = {"农民工", "残疾人", "老年人", "未成年人", "妇女", "军人军属", "退役军人"}
    gansu = {"残疾人", "农民工", "老年人", "青少年", "单亲困难母亲", "军人军属", "优抚对象"}
    altay = {"低收入群体", "单亲困难母亲", "家暴受害人"}
    assert pingdingshan | gansu | altay | {"困难家庭", "流动人口"} <= set(catalogue().groups)


def test_the_disclosure_catalogue_has_nine_first_level_items_and_they_come_first() -> None:
    """CAT-01, CAT-14."""
    first = list(catalogue().lines)[:9]
    assert (first[2], first[7], first[8]) == ("legal-aid", "consultation", "platform")

"""The law of openness, enforcement, disputes and discipline, limit by limit, and what the bureau promises beside it."""

from __future__ import annotations

import pytest

from santai.catalogue.current import catalogue
from santai.catalogue.evaluate import evaluate
from santai.catalogue.schema import Door, Stage
from santai.catalogue.words import is_public
from santai.kernel.decision import Answer
from tests.catalogue.offered import NATION, TODAY, action, cited, moves, said, service

LINES = ("openness", "enforcement", "disputes", "governance", "volunteering", "learning")
OURS = [id_ for id_ in catalogue().ids if id_.split("/")[0] in (*LINES, "peoples-supervisor")]


def limit(id_: str, state: str) -> tuple[str, str, str]:
    """Its limit, since when it counts, what happens when it passes."""
    (clock,) = service(id_).states[state].clocks
    return str(clock.limit), clock.start, clock.then or ""


def answer(id_: str, rule: str, **facts: object) -> tuple[Answer, set[str]]:
    decision = evaluate(
        rule,
        service(id_),
        {"groups": [], **facts},
        lambda name: catalogue().parameter(name, NATION, TODAY),
    )
    return decision.answer, said(decision)


def test_the_lines_of_the_bureaus_own_account_are_all_served() -> None:
    """CAT-03, OPEN-12, ENF-15, MED-06, VOL-06, LEARN-16: twenty-nine services."""
    assert {id_.split("/")[0] for id_ in OURS} == {*LINES, "peoples-supervisor"}
    assert len(OURS) == 29


@pytest.mark.parametrize(
    ("id_", "state", "law"),
    [
        ("openness/request", "submitted", ("7 working days", "received", "")),  # 30
        ("openness/request", "handling", ("20 working days", "received", "")),  # 33
        ("openness/request", "renewed", ("20 working days", "entered", "")),  # 30
        ("openness/request", "asking", ("15 working days", "entered", "silent")),  # 32, 34
        ("openness/publication", "drafted", ("20 working days", "received", "")),  # 26
        ("enforcement/publicity", "withdrawing", ("3 working days", "entered", "")),  # 48
        ("enforcement/correction", "withdrawing", ("3 working days", "entered", "")),
        ("disputes/reconsideration", "submitted", ("5 working days", "entered", "silence_accepts")),
        ("disputes/reconsideration", "correcting", ("10 working days", "entered", "given_up")),
        ("disputes/reconsideration", "ordinary", ("60 days", "entered", "")),  # 62
        ("disputes/reconsideration", "simple", ("30 days", "entered", "")),  # 62
        ("disputes/response", "answering", ("10 working days", "entered", "silent")),  # 48, 70
        ("disputes/response", "answering_simple", ("5 working days", "entered", "silent")),  # 54
        ("disputes/petition", "submitted", ("15 days", "received", "")),  # 23
        ("disputes/petition", "handling", ("60 days", "entered", "")),  # 34
        ("disputes/petition-review", "submitted", ("30 days", "received", "")),  # 35, 36
        ("governance/discipline", "inquiring", ("90 days", "entered", "")),  # 行政处罚法 60
        ("learning/search", "submitted", ("3 working days", "received", "")),  # LEARN-16
    ],
)
def test_each_limit_is_that_of_the_law(id_: str, state: str, law: tuple[str, str, str]) -> None:
    assert limit(id_, state) == law


@pytest.mark.parametrize(
    ("id_", "state", "by"),
    [
        ("openness/request", "handling", "20 working days"),  # 政府信息公开条例 33
        ("disputes/reconsideration", "ordinary", "30 days"),  # 行政复议法 62
        ("disputes/petition", "handling", "30 days"),  # 信访工作条例 34
    ],
)
def test_it_is_extended_once_by_the_head(id_: str, state: str, by: str) -> None:
    (clock,) = service(id_).states[state].clocks
    assert clock.extend is not None
    extend = (str(clock.extend.by), clock.extend.times, clock.extend.approver)
    assert extend == (by, 1, ("bureau-chief",))


def test_the_simple_procedure_is_never_extended() -> None:
    """行政复议法 62.2 knows no extension."""
    (clock,) = service("disputes/reconsideration").states["simple"].clocks
    assert clock.extend is None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"recent": "没有", "sued": False}, Answer.YES),
        ({"recent": "超过了", "sued": False}, Answer.NO),
        ({"recent": "没有", "sued": True}, Answer.NO),
        ({"recent": "没有"}, Answer.UNKNOWN),
    ],
)
def test_who_may_apply_for_reconsideration(facts: dict[str, object], expected: Answer) -> None:
    """行政复议法 20, 29, 30: in time, and not in court already; nothing is guessed."""
    assert answer("disputes/reconsideration", "acceptable", **facts)[0] is expected


def test_a_refusal_to_disclose_comes_to_reconsideration_first() -> None:
    """行政复议法 23.1."""
    found, law = answer("disputes/reconsideration", "comes_first", kind="不予公开政府信息")
    assert (found, law) == (Answer.YES, {"行政复议法 23.1"})
    remedy = service("openness/request").states["refused"].remedy
    assert remedy is not None
    assert (remedy.service, str(remedy.within)) == ("disputes/reconsideration", "60 days")


@pytest.mark.parametrize(
    ("grade", "score", "expected"),
    [
        ("省级示范点", 95, Answer.YES),
        ("省级示范点", 94, Answer.UNKNOWN),
        ("市级示范点", 90, Answer.YES),
    ],
)
def test_a_site_is_recommended_from_its_pass_mark_on(
    grade: str, score: int, expected: Answer
) -> None:
    """EVAL-15, EVAL-16: the marks are parameters with their source."""
    found, _ = answer("governance/demonstration", "ready", grade=grade, own_score=score)
    assert (found is Answer.YES) == (expected is Answer.YES)


@pytest.mark.parametrize(
    ("profession", "level", "expected"),
    [
        ("律师", "county", Answer.NO),
        ("律师", "city", Answer.YES),
        ("公证员", "county", Answer.NO),
        ("基层法律服务工作者", "county", Answer.YES),
    ],
)
def test_a_county_proposes_what_the_city_or_the_province_decides(
    profession: str, level: str, expected: Answer
) -> None:
    """律师法 52; 公证法 41, 42; DIR-07."""
    facts = {"profession": profession, "level": level}
    assert answer("governance/discipline", "may_penalise", **facts)[0] is expected


def test_ninety_days_are_ninety_days() -> None:
    """行政处罚法 60: neither a hearing nor a promise makes them longer."""
    (clock,) = service("governance/discipline").states["inquiring"].clocks
    assert (clock.pause, clock.extend) == ((), None)
    assert clock.runs_on == ("told", "deciding")


def test_nobody_is_penalised_who_was_not_told_and_heard() -> None:
    """行政处罚法 44, 45, 62, 64, 85; DIR-12: five working days to answer, then the decision."""
    penalties = {
        state.name for state, spec, _ in moves("governance/discipline") if spec.name == "penalise"
    }
    ways = {
        state.name
        for state, spec, to in moves("governance/discipline")
        if to.name == "deciding" != state.name
    }
    assert (penalties, ways) == ({"deciding"}, {"told"})
    assert limit("governance/discipline", "told") == ("5 working days", "entered", "nothing_said")


def test_no_second_supervision_of_what_is_in_court() -> None:
    """行政执法监督条例 33."""
    found, law = answer("enforcement/supervision", "no_second", pending=True)
    assert (found, law) == (Answer.YES, {"行政执法监督条例 33"})


@pytest.mark.parametrize("id_", OURS)
def test_whoever_is_refused_reads_why_and_where_to_turn(id_: str) -> None:
    offered = service(id_)
    for _, spec, target in moves(id_):
        if spec.outcome in {"refused", "not_accepted", "unfounded", "maintained"}:
            assert target.remedy is not None, spec.name
            text = "".join(offered.documents[spec.documents[0]].body)
            assert "{remedy." in text, spec.name
            needs = [one.key for one in spec.needs if one.required]
            assert any(f"{{facts.{key}}}" in text for key in needs), spec.name


@pytest.mark.parametrize("id_", OURS)
def test_every_limit_names_a_law_or_the_commitment(id_: str) -> None:
    for state in service(id_).states.values():
        assert [clock.name for clock in state.clocks if not cited(clock)] == []


def test_what_offices_ask_of_each_other_is_not_shown_to_people() -> None:
    between = {id_ for id_ in OURS if not is_public(service(id_))}
    assert between == {
        "disputes/response",
        "enforcement/publicity",
        "governance/evaluation",
        "governance/inspection",
        "governance/purchase",
        "governance/risk-notice",
        "governance/task",
        "openness/catalogue",
        "openness/publication",
        "peoples-supervisor/task",
    }
    assert all(Door.PORTAL not in service(id_).doors for id_ in between)


def test_the_catalogue_row_asks_for_the_columns_of_the_standard() -> None:
    """OPEN-01, OPEN-02, OPEN-03, OPEN-06: nine first-level items, two natures, ten columns."""
    form = {one.key: one for one in service("openness/catalogue").form}
    assert len(form["first"].options) == 9
    assert form["nature"].options == ("行政权力", "公共服务")
    columns = {"first", "second", "content", "law", "limit", "subject", "carriers", "object"}
    assert columns | {"way", "tier"} <= set(form)
    assert (form["limit"].minimum, form["limit"].maximum) == (1, 20)


def test_eleven_things_can_be_bought() -> None:
    """FUND-03."""
    (item,) = (one for one in service("governance/purchase").form if one.key == "item")
    assert len(item.options) == 11


def test_the_draw_of_supervisors_keeps_its_list_and_its_witnesses() -> None:
    draw = action("peoples-supervisor/task", "asked", "draw")
    assert [one.key for one in draw.needs if one.required] == ["pool", "result", "witnesses"]
    assert draw.documents == ("draw_record",)


@pytest.mark.parametrize(
    ("id_", "may"),
    [
        ("governance/task", set()),
        ("governance/inspection", set()),
        ("governance/risk-notice", set()),
        ("governance/evaluation", set()),
        ("disputes/response", set()),
        ("enforcement/publicity", {"handed_in", "back"}),
        ("governance/discipline", {"reported"}),
        ("enforcement/supervision", {"reported"}),
    ],
)
def test_whoever_is_watched_or_has_reported_cannot_stop_it(id_: str, may: set[str]) -> None:
    """SUP-10, DIR-12: once taken up only the chief, or who runs the procedure, ends it early."""
    states = service(id_).states.values()
    open_ = [state for state in states if state.stage is Stage.OPEN]
    assert {one.name for one in open_ if "applicant" in one.actions["withdraw"].by} == may


@pytest.mark.parametrize(
    ("action_", "asked", "may"),
    [
        ("change", "复查", Answer.YES),
        ("change", "复核", Answer.NO),
        ("uphold", "复查", Answer.YES),
        ("uphold", "复核", Answer.NO),
        ("change_finally", "复核", Answer.YES),
        ("uphold_finally", "复核", Answer.YES),
        ("uphold_finally", "复查", Answer.NO),
    ],
)
def test_a_first_review_never_ends_the_petition_procedure(
    action_: str, asked: str, may: Answer
) -> None:
    """OPEN-13; 信访工作条例 35, 36: only the re-check is final, whatever button somebody presses."""
    spec = action("disputes/petition-review", "submitted", action_)
    rule = spec.requires or spec.suggests
    assert answer("disputes/petition-review", rule, stage_asked=asked)[0] is may
    assert bool(spec.requires) is action_.endswith("finally")


@pytest.mark.parametrize(
    ("id_", "state", "next_", "within"),
    [
        ("disputes/petition-review", "changed", "disputes/petition-review", "30 days"),  # 36
        ("disputes/petition-review", "upheld", "disputes/petition-review", "30 days"),  # 36
        ("openness/request", "pointed", "disputes/reconsideration", "60 days"),  # 51
        ("openness/request", "not_given", "disputes/reconsideration", "60 days"),  # 51
        ("arbitration/labour", "awarded", "referral/outside", "15 days"),  # 50
        ("arbitration/labour", "awarded_finally", "arbitration/set-aside", "15 days"),  # 48
    ],
)
def test_who_disagrees_finds_the_way_on_and_the_days_the_law_leaves(
    id_: str, state: str, next_: str, within: str
) -> None:
    """OPEN-10, OPEN-13, ARB-01: of two limits the worker's, which is the shorter one, is shown."""
    remedy = service(id_).states[state].remedy
    assert remedy is not None
    assert (remedy.service, str(remedy.within)) == (next_, within)

"""The proof itself: random improvements pass, one random worsening among them never does.

`worse` is given services made by hand here, so nothing depends on how layers are merged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from santai.catalogue import Catalogue
from santai.catalogue.betterment import no_longer, worse
from santai.catalogue.comparing import same
from santai.catalogue.schema import (
    ActionSpec,
    ClockSpec,
    Field,
    MaterialSpec,
    Rule,
    RuleRef,
    Service,
    StateSpec,
    Turn,
)
from santai.catalogue.tariff import Fee
from santai.kernel.workdays import ZONE, Term, Unit, due
from tests.catalogue.edits import (
    BETTER,
    ELDERLY,
    FREE,
    WORSE,
    action,
    clock,
    extension,
    material,
    put,
    question,
    rule,
)


def keys(before: Service, after: Service) -> list[str]:
    return [problem.key for problem in worse(before, after)]


@given(data=st.data())
def test_improvements_are_accepted_in_any_combination(
    data: st.DataObject, service: Service
) -> None:
    after = service
    for name in data.draw(st.lists(st.sampled_from(list(BETTER)), unique=True, max_size=6)):
        after = data.draw(BETTER[name])(after)

    assert worse(service, after) == []


@pytest.mark.parametrize("name", BETTER)
@given(data=st.data())
def test_an_improvement_alone_is_accepted(data: st.DataObject, name: str, service: Service) -> None:
    assert worse(service, data.draw(BETTER[name])(service)) == []


@given(data=st.data())
def test_one_worsening_among_improvements_is_refused(data: st.DataObject, service: Service) -> None:
    after = service
    for name in data.draw(st.lists(st.sampled_from(list(BETTER)), unique=True, max_size=4)):
        after = data.draw(BETTER[name])(after)
    bad = data.draw(st.sampled_from(list(WORSE)))
    better, after = after, data.draw(WORSE[bad])(after)
    assume(after != better)  # a paper that is not asked for any more cannot be made worse

    found = keys(service, after)
    assert any(key == bad or key.startswith(f"{bad}.") for key in found), (bad, found)


@pytest.mark.parametrize("name", WORSE)
@given(data=st.data())
def test_a_worsening_alone_is_all_that_is_refused(
    data: st.DataObject, name: str, service: Service
) -> None:
    assert keys(service, data.draw(WORSE[name])(service)) == [name]


# --- nothing is forgotten -----------------------------------------------------------------------

FREE_PARTS = {
    Service: {"version", "title", "summary"},
    StateSpec: {"title", "says"},
    ClockSpec: {"title"},
    ActionSpec: set(),
    MaterialSpec: {"note"},
    Field: {"hint"},
    Rule: set(),
}


def first(service: Service, kind: type) -> tuple[Any, Callable[[Any], Service]]:
    """One part of a kind, and how to put another in its place."""
    state = service.states["submitted"]
    if kind is Service:
        return service, lambda new: new
    if kind is StateSpec:
        return state, lambda new: put(service, new)
    if kind is ClockSpec:
        return state.clocks[0], lambda new: put(service, replace(state, clocks=(new,)))
    if kind is ActionSpec:
        return state.actions["grant"], lambda new: put(
            service, replace(state, actions={**state.actions, "grant": new})
        )
    if kind is MaterialSpec:
        rest = service.materials[1:]
        return service.materials[0], lambda new: replace(service, materials=(new, *rest))
    if kind is Field:
        return service.form[0], lambda new: replace(service, form=(new, *service.form[1:]))
    return service.rules["poor"], lambda new: replace(service, rules={**service.rules, "poor": new})


@pytest.mark.parametrize("kind", FREE_PARTS, ids=lambda kind: kind.__name__)
def test_a_part_that_becomes_something_else_is_noticed(kind: type, service: Service) -> None:
    """Whatever a part was, it may not become a value nobody has a rule for."""
    before, put_back = first(service, kind)
    unnoticed = set()
    for part in fields(kind):
        value = getattr(before, part.name)
        if isinstance(value, tuple | dict) or part.name in (
            "unless",
            "limit",
            "extend",
            "remedy",
            "fee",
        ):
            continue  # compared inside: see the edits above
        other: Any = not value if isinstance(value, bool) else "something else"
        if part.name in ("copies", "minimum", "maximum"):
            other = 99
        if part.name in ("suggests", "requires"):
            other = "poor"
        if not worse(service, put_back(replace(before, **{part.name: other}))):
            unnoticed.add(part.name)

    assert unnoticed - FREE_PARTS[kind] <= {"required", "original", "commitment", "shared_data"}


def test_switches_move_one_way_only(service: Service) -> None:
    for part, good, spelled in (
        ("required", False, "required"),
        ("original", False, "original"),
        ("commitment", True, "or"),
        ("shared_data", True, "waive_if"),
    ):
        better = material("identity", **{part: good})(service)
        worse_one = material("identity", **{part: not good})(service)
        assert keys(worse_one, better) == []
        assert keys(better, worse_one) == [f"materials.identity.{spelled}"]


BY_VALUE = Fee(False, "按标的额计算")


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (FREE, FREE, []),
        (FREE, Fee(True, "一分不收"), []),
        (FREE, Fee(False, "", "0.01"), ["fee"]),
        (Fee(False, "每次", "80.00"), Fee(False, "每次", "40.00"), []),
        (Fee(False, "每次", "80.00"), Fee(False, "每次，另收材料费 200 元", "80.00"), ["fee.says"]),
        (Fee(False, "每次", "80.00"), Fee(False, "每次，另收材料费 200 元", "9.00"), ["fee.says"]),
        (Fee(False, "每次", "80.00"), FREE, []),
        (Fee(False, "", "80.00"), FREE, []),
        (Fee(False, "", "9.00"), Fee(False, "", "10.00"), ["fee.amount"]),
        (BY_VALUE, FREE, []),
        (BY_VALUE, Fee(False, "", "80.00"), ["fee.says", "fee.amount"]),
        (Fee(False, "", "80.00"), BY_VALUE, ["fee.says", "fee.amount"]),
        (BY_VALUE, Fee(False, "按件计算"), ["fee.says"]),
    ],
)
def test_a_fee_may_only_fall(before: Fee, after: Fee, found: list[str], service: Service) -> None:
    assert keys(replace(service, fee=before), replace(service, fee=after)) == found


def test_a_particular_stays_welcome(service: Service) -> None:
    """Who wants to give an address, or say that they are old, still can."""
    rest = {name: must for name, must in service.applicant.items() if name != "groups"}

    assert keys(service, replace(service, applicant=rest)) == ["applicant"]


def test_a_rule_against_the_citizen_keeps_its_exceptions(service: Service) -> None:
    careful = rule("dangerous", lambda r: replace(r, no_if=(ELDERLY,)))(service)
    careless = rule("dangerous", lambda r: replace(r, no_if=()))(careful)

    assert keys(careful, careless) == ["rules.dangerous.no_if"]


def test_keys_are_spelled_as_in_files(service: Service) -> None:
    assert keys(service, question("count", minimum=5)(service)) == ["form.count.min"]
    assert keys(service, question("count", maximum=5)(service)) == ["form.count.max"]
    assert keys(service, clock("hanging", start="received")(service)) == [
        "states.hanging.clock.from"
    ]
    other = action("submitted", "refuse", documents=("notice",))(service)
    assert keys(service, other) == ["states.submitted.actions.refuse.document"]
    assert keys(service, replace(service, documents={})) == [
        "documents.notice",
        "documents.refusal",
    ]


def test_what_stays_the_same_is_no_problem(service: Service) -> None:
    assert list(same("key", {"a": 1, "b": service}, {"a": 1, "b": service})) == []
    assert [p.key for p in same("key", {"a": 1}, {"a": 2})] == ["key.a"]


def test_nobodys_clock_is_left_alone(service: Service) -> None:
    """When nobody has to act, shorter and longer may both hurt."""
    before = put(service, replace(service.states["submitted"], turn=Turn.NOBODY))

    for limit in (Term(6, Unit.DAYS), Term(8, Unit.DAYS)):
        assert keys(before, clock("submitted", limit=limit)(before)) == [
            "states.submitted.clock.limit"
        ]
    assert keys(before, clock("submitted", extend=None)(before)) == [
        "states.submitted.clock.extend"
    ]


@pytest.mark.parametrize("turn", [turn for turn in Turn if turn is not Turn.APPLICANT])
def test_a_limit_after_which_something_happens_by_itself_is_left_alone(
    turn: Turn, service: Service
) -> None:
    """Cut from 30 days to 1, it would close a matter the next day as missed."""
    state = replace(service.states["checking"], turn=turn)
    before = put(service, state)
    (given_,) = state.clocks
    assert given_.then == "accept"

    for limit in (Term(1, Unit.DAYS), Term(30, Unit.DAYS)):
        assert keys(before, clock("checking", limit=limit)(before)) == [
            "states.checking.clock.limit"
        ]
    assert given_.extend is not None
    for extend, key in ((None, ""), (replace(given_.extend, times=9), ".times")):
        assert keys(before, clock("checking", extend=extend)(before)) == [
            f"states.checking.clock.extend{key}"
        ]


def test_a_ground_for_refusal_is_not_for_a_layer(service: Service) -> None:
    """What a refusal alone is advised by, or needs a yes to."""
    for advice in ("requires", "suggests"):
        refusing = action("submitted", "refuse", **{advice: "elderly"})(service)
        refusing = rule("exempt", lambda r: replace(r, yes_if=(ELDERLY,)))(refusing)
        wider = rule("elderly", lambda r: replace(r, yes_if=(*r.yes_if, RuleRef("poor"))))
        fewer = rule("elderly", lambda r: replace(r, yes_if=()))
        for change in (wider, fewer):
            assert "rules.elderly.yes_if" in keys(refusing, change(refusing))


def test_the_applicants_extension_is_theirs(service: Service) -> None:
    given_ = service.states["checking"].clocks[0].extend
    assert given_ is not None
    twice = clock("checking", extend=replace(given_, times=2))(service)
    longer = clock("checking", extend=replace(given_, by=Term(9, Unit.DAYS)))(service)
    gone = clock("checking", extend=None)(service)

    assert keys(service, twice) == keys(service, longer) == keys(gone, service) == []
    assert keys(twice, service) == ["states.checking.clock.extend.times"]
    assert keys(longer, service) == ["states.checking.clock.extend.by"]
    assert keys(service, gone) == ["states.checking.clock.extend"]


def test_how_often_nobodys_clock_can_be_extended_stays(service: Service) -> None:
    once = clock("submitted", extend=replace(extension(10, 1)))(service)
    nobodys = [put(s, replace(s.states["submitted"], turn=Turn.NOBODY)) for s in (service, once)]

    assert keys(*nobodys) == keys(*reversed(nobodys)) == ["states.submitted.clock.extend.times"]


def test_a_ground_for_no_may_go_while_another_stays(service: Service) -> None:
    both = rule("eligible", lambda r: replace(r, no_if=(*r.no_if, ELDERLY)))(service)

    assert keys(both, service) == []
    assert keys(service, both) == ["rules.eligible.no_if"]


def test_a_way_on_is_neither_taken_nor_added(service: Service) -> None:
    closed = put(service, replace(service.states["refused"], remedy=None))

    assert keys(service, closed) == keys(closed, service) == ["states.refused.remedy"]


def test_hours_and_days_are_not_mixed_where_a_clock_pauses(service: Service) -> None:
    hours = Term(24, Unit.HOURS)

    assert no_longer(hours, Term(7, Unit.DAYS))
    assert keys(service, clock("submitted", limit=hours, extend=None)(service)) == [
        "states.submitted.clock.limit"
    ]


def test_a_rule_used_for_and_against_the_citizen_stays(service: Service) -> None:
    asked = question("story", when=RuleRef("exempt"))(service)
    widened = rule("exempt", lambda r: replace(r, yes_if=(*r.yes_if, ELDERLY)))(asked)

    assert keys(asked, widened) == ["rules.exempt.yes_if"]


# --- limits, against the counting itself --------------------------------------------------------

MOST = {Unit.HOURS: 900, Unit.DAYS: 40, Unit.WORKING_DAYS: 30, Unit.MONTHS: 30, Unit.YEARS: 3}
TERMS = st.sampled_from(Unit).flatmap(
    lambda unit: st.builds(Term, st.integers(1, MOST[unit]), st.just(unit))
)
STARTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 10, 31))


@given(one=TERMS, other=TERMS, start=STARTS)
def test_a_limit_that_is_no_longer_never_ends_later(
    one: Term, other: Term, start: datetime, packaged: Catalogue
) -> None:
    """The proof is checked against kernel.due, over two years with their holidays and make-up days."""
    if no_longer(one, other):
        begin = start.replace(tzinfo=ZONE)
        assert due(packaged.calendar, begin, one).at <= due(packaged.calendar, begin, other).at


def test_seven_days_can_be_shorter_than_five_working_days(packaged: Catalogue) -> None:
    """Why working days are never taken for less: over the National Day holiday of 2025."""
    begin = datetime(2025, 9, 29, 9, tzinfo=ZONE)
    week, five = (
        due(packaged.calendar, begin, Term.parse(t)).on for t in ("7 days", "5 working days")
    )

    assert (week, five) == (date(2025, 10, 9), date(2025, 10, 13))
    assert week < five
    assert not no_longer(Term.parse("5 working days"), Term.parse("7 days"))
    assert five - week == timedelta(days=4)


@pytest.mark.parametrize(
    ("one", "other", "provable"),
    [
        ("7 days", "7 days", True),
        ("8 days", "7 days", False),
        ("5 days", "5 working days", True),
        ("6 days", "5 working days", False),
        ("1 working day", "30 days", False),
        ("24 hours", "1 day", True),
        ("25 hours", "1 day", False),
        ("24 hours", "1 working day", True),
        ("1 day", "48 hours", False),
        ("28 days", "1 month", False),
        ("1 month", "31 days", False),
        ("12 months", "1 year", False),
        ("1 year", "2 years", True),
        ("1 day", "1 year", False),
    ],
)
def test_limits_compare_only_where_it_can_be_proved(one: str, other: str, provable: bool) -> None:
    assert no_longer(Term.parse(one), Term.parse(other)) is provable

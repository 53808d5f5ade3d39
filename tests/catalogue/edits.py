"""Random edits of the lantern permit: some make it better for the citizen, some worse.

Each is a function from a service to another, by the key that a complaint about it would name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from santai.catalogue.schema import (
    All,
    Any_,
    Condition,
    Door,
    Extension,
    Field,
    Level,
    MaterialSpec,
    Rule,
    RuleRef,
    Service,
    StateSpec,
    Test,
    Text,
    Turn,
)
from santai.catalogue.tariff import Fee
from santai.kernel.citation import Citation
from santai.kernel.workdays import Term, Unit

Edit = Callable[[Service], Service]
FREE = Fee(free=True, says="不收费")
FEE = Fee(False, "挂一盏收一次", "80.00", (Citation("试验法", 8),))  # the lantern permit's
ELDERLY: Condition = Test("groups", "has", "老年人")


# --- edits --------------------------------------------------------------------------------------


def clock(state: str, **changes: Any) -> Edit:
    def edit(service: Service) -> Service:
        spec = service.states[state]
        clocks = (replace(spec.clocks[0], **changes), *spec.clocks[1:])
        return put(service, replace(spec, clocks=clocks))

    return edit


def put(service: Service, state: StateSpec) -> Service:
    return replace(service, states={**service.states, state.name: state})


def material(key: str, **changes: Any) -> Edit:
    def edit(service: Service) -> Service:
        return replace(
            service,
            materials=tuple(
                replace(item, **changes) if item.key == key else item for item in service.materials
            ),
        )

    return edit


def question(key: str, **changes: Any) -> Edit:
    def edit(service: Service) -> Service:
        form = (replace(item, **changes) if item.key == key else item for item in service.form)
        return replace(service, form=tuple(form))

    return edit


def rule(name: str, change: Callable[[Rule], Rule]) -> Edit:
    return lambda s: replace(s, rules={**s.rules, name: change(s.rules[name])})


def remedy(within: Term | None) -> Edit:
    def edit(service: Service) -> Service:
        spec = service.states["refused"]
        assert spec.remedy is not None
        return put(service, replace(spec, remedy=replace(spec.remedy, within=within)))

    return edit


def action(state: str, name: str, **changes: Any) -> Edit:
    def edit(service: Service) -> Service:
        spec = service.states[state]
        changed = replace(spec.actions[name], **changes)
        return put(service, replace(spec, actions={**spec.actions, name: changed}))

    return edit


def extension(by: int, times: int) -> Extension:
    return Extension(Term(by, Unit.DAYS), times, ("chief",), (Citation("试验法", 3),))


def days(low: int, high: int) -> st.SearchStrategy[Term]:
    return st.builds(Term, st.integers(low, high), st.just(Unit.DAYS))


def more(values: tuple[Any, ...], others: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    """The values, with some of the others after them."""
    return st.sets(st.sampled_from(list(others))).map(
        lambda extra: (*values, *sorted(extra - set(values)))
    )


WORDS = st.text(min_size=1, max_size=9).map(Text)

BETTER: dict[str, st.SearchStrategy[Edit]] = {
    "states.submitted.clock.limit": days(1, 7).map(lambda t: clock("submitted", limit=t)),
    "states.checking.clock.limit": days(15, 90).map(lambda t: clock("checking", limit=t)),
    "states.submitted.clock.extend": st.builds(
        extension, st.integers(1, 10), st.integers(1, 2)
    ).map(lambda e: clock("submitted", extend=e)),
    "states.refused.remedy.within": st.one_of(st.none(), days(60, 400)).map(remedy),
    "doors": more((Door.PORTAL, Door.COUNTER), Door).map(lambda d: lambda s: replace(s, doors=d)),
    "levels": more((Level.COUNTY, Level.CITY), Level).map(
        lambda found: lambda s: replace(s, levels=found)
    ),
    "fee": st.one_of(
        st.just(FREE),
        st.integers(1, 8000).map(lambda fen: replace(FEE, amount=f"{fen / 100:.2f}")),
    ).map(lambda fee: lambda s: replace(s, fee=fee)),
    "materials": st.sets(st.sampled_from(["identity", "hardship", "drawing"])).map(
        lambda gone: (
            lambda s: replace(s, materials=tuple(m for m in s.materials if m.key not in gone))
        )
    ),
    "materials.identity": st.builds(
        lambda required, original, copies: material(
            "identity", required=required, original=original, copies=copies, commitment=True
        ),
        st.booleans(),
        st.booleans(),
        st.integers(1, 2),
    ),
    "materials.hardship": st.sampled_from([ELDERLY, RuleRef("poor")]).map(
        lambda also: material("hardship", unless=Any_((also, RuleRef("exempt"))))
    ),
    "materials.drawing": st.just(material("drawing", unless=ELDERLY)),
    "form.count": st.booleans().map(lambda required: question("count", required=required)),
    "form.more": st.integers(1, 5).map(
        lambda n: lambda s: replace(s, form=(*s.form, Field(f"more{n}", Text("还有什么"))))
    ),
    "applicant": st.booleans().map(
        lambda must: lambda s: replace(s, applicant={**s.applicant, "phone": must})
    ),
    "rules.exempt": st.sampled_from([ELDERLY, Test("count", "at_most", 3), RuleRef("poor")]).map(
        lambda new: rule("exempt", lambda r: replace(r, yes_if=(*r.yes_if, new)))
    ),
    "rules.eligible": st.just(rule("eligible", lambda r: replace(r, no_if=()))),
    "states.submitted.title": WORDS.map(
        lambda t: lambda s: put(s, replace(s.states["submitted"], title=t, says=t))
    ),
    "states.hanging.clock.title": WORDS.map(lambda t: clock("hanging", title=t)),
    "form.risks.hint": WORDS.map(lambda t: question("risks", hint=t.zh)),
    "materials.drawing.note": WORDS.map(lambda t: material("drawing", note=t.zh)),
    "summary": WORDS.map(lambda t: lambda s: replace(s, summary=t)),
    "title": WORDS.map(lambda t: lambda s: replace(s, title=t)),
}

WORSE: dict[str, st.SearchStrategy[Edit]] = {
    "states.submitted.clock.limit": st.one_of(
        days(8, 90),
        st.builds(Term, st.integers(1, 90), st.sampled_from([Unit.MONTHS, Unit.WORKING_DAYS])),
        st.builds(Term, st.integers(169, 999), st.just(Unit.HOURS)),
    ).map(lambda t: clock("submitted", limit=t)),
    "states.checking.clock.limit": days(1, 14).map(lambda t: clock("checking", limit=t)),
    "states.hanging.clock.extend": st.builds(extension, st.integers(1, 9), st.integers(1, 9)).map(
        lambda e: clock("hanging", extend=e)
    ),
    "states.submitted.clock.extend.by": st.integers(11, 99).map(
        lambda by: clock("submitted", extend=extension(by, 1))
    ),
    "states.submitted.clock.extend.times": st.integers(3, 9).map(
        lambda times: clock("submitted", extend=extension(1, times))
    ),
    "states.refused.remedy.within": days(1, 59).map(remedy),
    "states.submitted.turn": st.sampled_from([t for t in Turn if t is not Turn.AGENCY]).map(
        lambda turn: lambda s: put(s, replace(s.states["submitted"], turn=turn))
    ),
    "states.submitted.actions.refuse.by": st.just(action("submitted", "refuse", by=("clerk",))),
    "states.submitted.actions.grant.to": st.just(action("submitted", "grant", to="refused")),
    "states.submitted.actions.refuse.materials": st.just(
        action("submitted", "refuse", materials=("identity",))
    ),
    "doors": st.sampled_from([(Door.PORTAL,), (Door.COUNTER, Door.HOTLINE)]).map(
        lambda d: lambda s: replace(s, doors=d)
    ),
    "serves": st.sampled_from([(), ("citizen",), ("enterprise", "organisation")]).map(
        lambda served: lambda s: replace(s, serves=served)
    ),
    "fee.amount": st.integers(8001, 99999).map(
        lambda fen: lambda s: replace(s, fee=replace(FEE, amount=f"{fen / 100:.2f}"))
    ),
    "fee.says": st.sampled_from(["挂一盏收一次，另收材料费", ""]).map(
        lambda said: lambda s: replace(s, fee=replace(FEE, says=said))
    ),
    "materials.new": st.just(
        lambda s: replace(
            s, materials=(*s.materials, MaterialSpec("new", Text("押金"), required=False))
        )
    ),
    "materials.drawing.required": st.just(
        lambda s: replace(
            s, materials=(*s.materials[:2], MaterialSpec("drawing", Text("图纸"), required=True))
        )
    ),
    "materials.hardship.unless": st.sampled_from(
        [None, RuleRef("elderly"), All((RuleRef("exempt"), ELDERLY))]
    ).map(lambda narrower: material("hardship", unless=narrower)),
    "form.new": st.just(
        lambda s: replace(s, form=(*s.form, Field("new", Text("还有什么"), required=True)))
    ),
    "form.story.required": st.just(question("story", required=True)),
    "form.story.max": st.integers(0, 199).map(lambda most: question("story", maximum=most)),
    "applicant": st.just(lambda s: replace(s, applicant={**s.applicant, "id_number": False})),
    "rules.exempt.yes_if": st.sampled_from([(), (RuleRef("elderly"),)]).map(
        lambda kept: rule("exempt", lambda r: replace(r, yes_if=kept))
    ),
    "rules.dangerous.yes_if": st.just(
        rule("dangerous", lambda r: replace(r, yes_if=(*r.yes_if, ELDERLY)))
    ),
    "rules.eligible.no_if": st.just(
        rule("eligible", lambda r: replace(r, no_if=(RuleRef("dangerous"), ELDERLY)))
    ),
    "handler": st.just(lambda s: replace(s, handler="bureau")),
    "redo": st.just(lambda s: replace(s, redo="")),
}

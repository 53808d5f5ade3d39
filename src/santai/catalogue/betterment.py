"""The proof that a layer only improves the citizen's position.

`worse` compares a service before and after a layer, however the layer was merged. Whatever cannot be proved
better or equal counts as worse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from santai.catalogue.comparing import (
    Compare,
    fixed,
    free,
    keeps,
    named,
    not_less,
    not_more,
    only_fewer,
    only_to,
    parts,
    problem,
    same,
    same_names,
)
from santai.catalogue.conditions import implies
from santai.catalogue.errors import Problem
from santai.catalogue.favour import favour
from santai.catalogue.lowering import fee
from santai.catalogue.schema import (
    ClockSpec,
    Condition,
    Extension,
    Field,
    MaterialSpec,
    Service,
    StateSpec,
    Turn,
    clock_key,
)
from santai.kernel.workdays import Term, Unit

Grounds = tuple[Condition, ...]


def worse(before: Service, after: Service) -> list[Problem]:
    """What is not provably as good for the citizen as it was. The problems name the key, not the file."""
    return list(_service(before, after))


def _service(before: Service, after: Service) -> Iterator[Problem]:
    yield from parts(
        {
            "version": free,
            "title": free,
            "summary": free,
            "basis": keeps("basis"),
            "serves": keeps("those served"),
            "levels": keeps("levels"),
            "doors": keeps("doors"),
            "fee": fee,
            "applicant": _applicant,
            "form": _form,
            "materials": _materials,
            "rules": _rules(favour(before), favour(after)),
            "states": _states,
        }
    )("", before, after)


# --- conditions and limits ----------------------------------------------------------------------


def _lifted_more(key: str, before: Condition | None, after: Condition | None) -> Iterator[Problem]:
    """A condition that lifts a duty may only get wider."""
    if before is not None and (after is None or not implies(before, after)):
        yield problem(key, "lifts the duty in fewer cases", "add an alternative, keep the old one")


def no_longer(one: Term, other: Term) -> bool:
    """Whether a limit of `one` never ends later than one of `other`, whenever both begin.

    Terms of one unit compare by amount. n days never end after n working days: the n-th working day is at
    least n days away and worked, so rolling the last day (民法典 203) cannot pass it. n × 24 hours end before
    the midnight at which n days are over. Nothing else holds at every start: a holiday can make five working
    days longer than seven days, and months have no fixed length.
    """
    if one.unit is other.unit:
        return one.amount <= other.amount
    if other.unit not in (Unit.DAYS, Unit.WORKING_DAYS):
        return False
    if one.unit is Unit.DAYS:
        return one.amount <= other.amount
    return one.unit is Unit.HOURS and one.amount <= 24 * other.amount


def _limit(turn: Turn) -> Compare:
    """Whoever has to act for the citizen may get less time; the citizen may get more."""

    def compare(key: str, before: Term | None, after: Term | None) -> Iterator[Problem]:
        if before is None or after is None or turn is Turn.NOBODY:
            yield from fixed(key, before, after)
        elif turn is Turn.APPLICANT and not no_longer(before, after):
            wrong = f"gives the applicant {after}, which can end before {before}"
            yield problem(key, wrong, f"write {before} or more, in {before.unit}")
        elif turn is not Turn.APPLICANT and not no_longer(after, before):
            wrong = f"{after} can end after {before}"
            yield problem(key, wrong, f"write {before} or less, in {before.unit}")

    return compare


def _extension(turn: Turn) -> Compare:
    """An extension takes time from whoever waits: the citizen, unless it is the citizen's own time."""
    theirs = turn is Turn.APPLICANT
    times = {Turn.APPLICANT: not_less, Turn.NOBODY: fixed}.get(turn, not_more)
    both = parts({"by": _limit(turn), "times": times, "basis": keeps("basis")})

    def compare(key: str, before: Extension | None, after: Extension | None) -> Iterator[Problem]:
        if before and after:
            yield from both(key, before, after)
        elif after and not theirs:
            yield problem(key, "lets a limit be extended that could not be", "leave it out")
        elif before and (theirs or turn is Turn.NOBODY):
            yield problem(key, "is taken away", "leave it as it is")

    return compare


def _longer_or_open(key: str, before: Term | None, after: Term | None) -> Iterator[Problem]:
    """The time in which a remedy is open; None: for good."""
    if after is not None and (before is None or not no_longer(before, after)):
        given = f"{before} or more, in {before.unit}" if before else "no limit"
        yield problem(key, f"closes the way on after {after}", f"write {given}")


# --- the parts of a service ---------------------------------------------------------------------


def _applicant(
    key: str, before: Mapping[str, bool], after: Mapping[str, bool]
) -> Iterator[Problem]:
    """What the applicant has to say about themselves: name → whether it must be said."""
    for name in after.keys() - before.keys():
        yield problem(key, f"asks for {name} too", f"take {name} out")
    for name in before.keys() - after.keys():
        yield problem(key, f"no longer takes {name}", f"write `{name}?`")
    for name in (name for name, must in after.items() if must and before.get(name) is False):
        yield problem(key, f"insists on {name}", f"write `{name}?`")


def _form(key: str, before: tuple[Field, ...], after: tuple[Field, ...]) -> Iterator[Problem]:
    old, new = ({field.key: field for field in form} for form in (before, after))
    must = only_to(False, "must be answered, and need not before")
    yield from named(old, new, key, parts({"required": must, "hint": free}))
    for name in new.keys() - old.keys():
        if new[name].required:
            fix = "leave it out, or take `required` out"
            yield problem(f"{key}.{name}", "is one more question that must be answered", fix)


def _materials(
    key: str, before: tuple[MaterialSpec, ...], after: tuple[MaterialSpec, ...]
) -> Iterator[Problem]:
    old, new = ({material.key: material for material in part} for part in (before, after))
    still = {name: material for name, material in old.items() if name in new}
    compare = parts(
        {
            "required": only_to(False, "must be shown, and need not before"),
            "original": only_to(False, "must be the original, and need not before"),
            "copies": not_more,
            "commitment": only_to(True, "can no longer be replaced by a commitment"),
            "shared_data": only_to(True, "is no longer waived where the office can look it up"),
            "unless": _lifted_more,
            "note": free,
            "basis": keeps("basis"),
        }
    )
    yield from named(still, new, key, compare)
    for name in new.keys() - old.keys():
        yield problem(f"{key}.{name}", "is one more thing to show", "leave it out")


def _rules(before: Mapping[str, set[bool]], after: Mapping[str, set[bool]]) -> Compare:
    """Rules may get wider where a yes is good for the citizen. The arguments say where it is (favour)."""

    def wider(key: str, old: Grounds, new: Grounds) -> Iterator[Problem]:
        if not all(any(implies(part, other) for other in new) for part in old):
            fix = "keep every alternative; add one with `yes_if_also`"
            yield problem(key, "is narrower: an old alternative is missing", fix)
        yield from only_if_good(key, old, new)

    def fewer(key: str, old: Grounds, new: Grounds) -> Iterator[Problem]:
        if not all(any(implies(part, other) for other in old) for part in new):
            yield problem(key, "has one more ground for no", "take grounds out, add none")
        yield from only_if_good(key, old, new)

    def only_if_good(key: str, old: Grounds, new: Grounds) -> Iterator[Problem]:
        name = key.split(".")[1]
        if old != new and before.get(name, set()) | after.get(name, set()) != {True}:
            wrong = f"a yes to {name!r} is not only good for the citizen"
            yield problem(key, wrong, "change only rules that grant or lift a duty")

    compare = parts({"yes_if": wider, "no_if": fewer, "basis": keeps("basis")})
    return lambda key, old, new: same_names(key, old, new, compare)


def _states(
    key: str, before: Mapping[str, StateSpec], after: Mapping[str, StateSpec]
) -> Iterator[Problem]:
    yield from same_names(key, before, after, _state)


def _state(key: str, before: StateSpec, after: StateSpec) -> Iterator[Problem]:
    def clocks(_: str, __: Any, ___: Any) -> Iterator[Problem]:
        old, new = ({clock_key(s, c): c for c in s.clocks} for s in (before, after))
        yield from same_names("", old, new, _clock(before.turn))

    action = parts({"materials": only_fewer})
    remedy = parts({"within": _longer_or_open, "basis": keeps("basis")})
    yield from parts(
        {
            "title": free,
            "says": free,
            "clocks": clocks,
            "actions": lambda inner, old, new: same_names(inner, old, new, action),
            "remedy": lambda inner, old, new: (remedy if old and new else same)(inner, old, new),
        }
    )(key, before, after)


def _clock(turn: Turn) -> Compare:
    def limits(compare_limit: Compare, turn: Turn) -> Compare:
        extend, basis = _extension(turn), keeps("basis")
        return parts({"title": free, "limit": compare_limit, "extend": extend, "basis": basis})

    def compare(key: str, before: ClockSpec, after: ClockSpec) -> Iterator[Problem]:
        if before.parameter != after.parameter:
            yield from _by_place(f"{key}.limit", before, after)
            return
        if before.then and turn is not Turn.APPLICANT:  # sooner or later, either may hurt
            found = list(limits(_decides(before.then), Turn.NOBODY)(key, before, after))
        else:
            found = list(limits(_limit(turn), turn)(key, before, after))
        if not found and before.pause and _by_hours(before) is not _by_hours(after):
            wrong = "hours and days do not stand still alike while the clock pauses"
            found.append(problem(f"{key}.limit", wrong, "keep the unit"))
        yield from found

    return compare


def _by_place(key: str, before: ClockSpec, after: ClockSpec) -> Iterator[Problem]:
    """Which of the two ends sooner changes with the day: parameters have a proof of their own."""
    if before.parameter:
        fix = f"give the place a value of its own in parameters/{before.parameter}.yaml"
        yield problem(key, f"puts {after.limit} in the place of {before.parameter}", fix)
    else:
        wrong = f"puts {after.parameter} in the place of {before.limit}"
        yield problem(key, wrong, "write the limit itself")


def _decides(then: str) -> Compare:
    """The limit after which something is done by itself, while somebody else is to act."""

    def compare(key: str, before: Term | None, after: Term | None) -> Iterator[Problem]:
        wrong = f"changes from {before} to {after}, when {then!r} is done by itself"
        yield problem(key, wrong, "such a limit is not for a layer to change, leave it out")

    return compare


def _by_hours(clock: ClockSpec) -> bool:
    return clock.limit is not None and clock.limit.unit is Unit.HOURS

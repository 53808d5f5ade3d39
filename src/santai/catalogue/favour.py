"""Whom a yes helps: of each rule of a service, whether the applicant is better or worse off for it.

The direction comes from what a rule is asked for. An action that decides for the applicant leads to an end (or
gives a result) from which nobody needs a remedy; one that decides against them leads to a state with `remedy`,
takes the same outcome as one that does, or has to give its reasons. Whatever cannot be told counts as both, so
that betterment.py lets no layer touch it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from santai.catalogue.conditions import leaves, rules_in
from santai.catalogue.schema import ActionSpec, Condition, RuleRef, Service, Stage, Turn

Ways = set[bool]  # good to be told yes to (True), bad (False), or both
BOTH: Ways = {True, False}


def favour(service: Service) -> dict[str, Ways]:
    """For each rule, whether a yes to it helps the applicant (True), harms them (False), or both.

    What lifts a duty (`unless`) is good to be told yes to, a question asked `when` a rule holds is a burden;
    for what actions suggest or require see `_advised`. Behind that, `not` and `no_if` turn good into bad.
    """
    found: dict[str, Ways] = {}

    def mark(name: str, good: bool) -> None:
        if good in found.setdefault(name, set()):
            return
        found[name].add(good)
        rule = service.rules[name]
        for conditions, helps in ((rule.yes_if, good), (rule.no_if, not good)):
            for leaf, wanted in (pair for part in conditions for pair in leaves(part)):
                if isinstance(leaf, RuleRef):
                    mark(leaf.name, helps if wanted else not helps)

    asked, lifted = _duties(service)
    for name in rules_in(lifted):
        mark(name, True)
    for name in rules_in(asked):
        mark(name, False)
    for name, ways in _advised(service).items():
        for good in ways:
            mark(name, good)
    return found


def _duties(service: Service) -> tuple[list[Condition], list[Condition]]:
    """When something is asked of the applicant, money too, and when it is not."""
    theirs = (action for action in _actions(service) if "applicant" in action.by)
    fields = [*service.form, *(field for action in theirs for field in action.needs)]
    lifted = [field.unless for field in fields if field.unless]
    lifted += [material.unless for material in service.materials if material.unless]
    lifted += [reduction.when for reduction in service.fee.reductions]
    asked = [field.when for field in fields if field.when]
    return asked + [item.when for item in service.fee.items if item.when], lifted


def _advised(service: Service) -> dict[str, Ways]:
    """What actions require and suggest. A yes that is required opens the action, good or bad as it is.

    A suggestion stands beside all the buttons of one question: granting and refusing both show whether somebody
    is eligible, so one good action is enough to tell that a yes is meant to help. Where only bad ones show it, it
    is a ground against the applicant. Beside deeds that decide nothing (a check, a referral) it helps on the way.
    """
    found: dict[str, Ways] = defaultdict(set)
    shown: dict[str, set[bool | None]] = defaultdict(set)
    against = {action.outcome for action in _actions(service) if _contested(service, action)}
    for action in _actions(service):
        helps = _helps(service, action, against - {""})
        if action.requires:
            found[action.requires] |= BOTH if helps is None else {helps}
        if action.suggests:
            shown[action.suggests] |= {helps} if action.to or action.outcome else set()
    for name, ways in shown.items():
        if not ways or True in ways:
            found[name].add(True)
        else:
            found[name] |= BOTH if None in ways else {False}
    return found


def _helps(service: Service, action: ActionSpec, against: Collection[str]) -> bool | None:
    """Whether an action is good for the applicant (True) or bad (False); None: cannot be told."""
    target = service.states.get(action.to)
    if action.by == ("applicant",):
        return True  # one more thing they may do
    if _contested(service, action) or action.outcome in against:
        return False
    if action.outcome or (target and target.stage is not Stage.OPEN):
        if any(field.key == "reason" for field in action.needs):
            return False  # who decides for somebody need not say why
        return None if action.by == ("system",) else True  # what time brings may be either
    return False if target and target.turn is Turn.APPLICANT else None  # asks something of them


def _contested(service: Service, action: ActionSpec) -> bool:
    """Whether it leads to where the applicant has a remedy."""
    target = service.states.get(action.to)
    return target is not None and target.remedy is not None


def _actions(service: Service) -> list[ActionSpec]:
    return [action for state in service.states.values() for action in state.actions.values()]

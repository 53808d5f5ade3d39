"""What an order may do, said a second time and shortly: read off the service files, knowing nothing of the door.

It says of every deed whether it must be refused, and of every story whether it may have happened. What it cannot
know (rules, materials, effects) it leaves open: such a deed may be done or refused, but nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from santai.catalogue.schema import ActionSpec, Service

# Deeds whose effect leads elsewhere than the file says: back to work, or to what the decision was taken in.
ELSEWHERE = frozenset({"rate", "call_back", "reopen"})
LETS_GO = frozenset({"release", "transfer", "send_back"})
OUTSIDERS = frozenset({"outsider", "stranger"})


@dataclass(slots=True)
class Told:
    """One event, as anybody reads it from the table."""

    seq: int
    code: str
    at: datetime
    source: str
    target: str
    actor: int | None


@dataclass(slots=True)
class Matter:
    """An order as it should stand."""

    service: Service
    state: str
    seq: int = 1
    holder: int | None = None
    used: set[str] = field(default_factory=set)
    keys: int = 0

    @property
    def offered(self) -> Mapping[str, ActionSpec]:
        return self.service.states[self.state].actions

    def offers(self, action: str) -> ActionSpec | None:
        return self.service.states[self.state].actions.get(action)

    def must_refuse(self, action: str, role: str) -> str:
        """Why this deed cannot be: "" when it may."""
        spec = self.offers(action)
        if spec is None:
            return "not in this state"
        if spec.once and action in self.used:
            return "only once"
        if role in OUTSIDERS:
            return "nobody of theirs"
        if set(spec.by) == {"system"}:
            return "not a person's"
        if set(spec.by) == {"applicant"} and role != "applicant":
            return "the applicant's alone"
        if role == "applicant" and "applicant" not in spec.by:
            return "not the applicant's"
        if spec.effect == "claim" and self.holder is not None:
            return "somebody has it"
        return ""

    def where(self, action: str) -> set[str]:
        """The states the deed may lead to."""
        spec = self.offers(action)
        assert spec is not None
        usual = spec.to or self.state
        if spec.effect in ELSEWHERE:
            return {usual, self.service.redo, self.service.initial, *self._decisions()} - {""}
        return {usual}

    def done(self, action: str, state: str, account: int | None) -> None:
        spec = self.offers(action)
        assert spec is not None
        self.used.add(action)
        if spec.effect == "claim":
            self.holder = account
        elif spec.effect in LETS_GO:
            self.holder = None
        self.state = state

    def _decisions(self) -> set[str]:
        """What is reopened as a decision goes where the state of the decision says."""
        reopening = (state.actions.get("reopen") for state in self.service.states.values())
        return {spec.to for spec in reopening if spec and spec.to}


def faults(service: Service, story: Sequence[Told], state: str) -> list[str]:
    """Everything about a story that cannot have happened."""
    found = []
    if [one.seq for one in story] != list(range(1, len(story) + 1)):
        found.append("the numbers have a gap")
    if any(later.at < earlier.at for earlier, later in pairwise(story)):
        found.append("time went back")
    here = ""
    for one in story:
        if not one.target:
            continue
        if one.source != here:
            found.append(f"{one.code} came from {one.source}, but it stood in {here}")
        found += _illegal(service, one) if one.source else []
        here = one.target
    if here != state:
        found.append(f"the story ends in {here}, the order stands in {state}")
    return found


def _illegal(service: Service, one: Told) -> list[str]:
    if one.source == one.target:
        return []
    spec: Any = service.states[one.source].actions.get(one.code)
    if spec is None:
        return [f"{one.code} is not offered in {one.source}"]
    if spec.effect not in ELSEWHERE and spec.to != one.target:
        return [f"{one.code} leads to {spec.to}, not {one.target}"]
    return []

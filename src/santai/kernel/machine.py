"""States and the moves between them; what is wrong with a plan shows before anyone follows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass


class IllegalMove(ValueError):
    """A move that the state does not allow; `allowed` holds those it does."""

    def __init__(self, state: str, name: str, allowed: Iterable[str]) -> None:
        self.state = state
        self.name = name
        self.allowed = tuple(allowed)
        choice = ", ".join(self.allowed) or "nothing"
        super().__init__(f"{name!r} is not possible in {state!r}; possible there: {choice}")


@dataclass(frozen=True, slots=True)
class Move:
    """In the state `source`, `name` leads to `target` (which may be the same state)."""

    source: str
    name: str
    target: str


class Machine:
    """A closed plan: every move starts and ends in a known state, and leads to one place only.

    >>> moves = [Move("open", "answer", "done"), Move("done", "reopen", "open")]
    >>> machine = Machine("open", {"open", "done", "lost"}, moves, {"done"})
    >>> machine.step("open", "answer"), machine.unreachable(), machine.dead_ends()
    ('done', frozenset({'lost'}), frozenset({'lost'}))
    """

    def __init__(
        self, initial: str, states: Iterable[str], moves: Iterable[Move], final: Iterable[str]
    ) -> None:
        self.initial = initial
        self.states = frozenset(states)
        self.moves = tuple(moves)
        self.final = frozenset(final)
        if faults := list(self._faults()):
            raise ValueError("; ".join(faults))
        self._targets: dict[str, dict[str, str]] = {state: {} for state in self.states}
        for move in self.moves:
            self._targets[move.source][move.name] = move.target

    def _faults(self) -> Iterator[str]:
        ends = {end for move in self.moves for end in (move.source, move.target)}
        for state in sorted(({self.initial} | self.final | ends) - self.states):
            yield f"{state!r} is not one of the states"
        seen: dict[tuple[str, str], str] = {}
        for move in self.moves:
            if seen.setdefault((move.source, move.name), move.target) != move.target:
                yield f"{move.name!r} leads from {move.source!r} to two places"

    def step(self, state: str, name: str) -> str:
        """Where `name` leads from `state`. Raises IllegalMove, and KeyError for no state at all."""
        targets = self._targets[state]
        if name not in targets:
            raise IllegalMove(state, name, targets)
        return targets[name]

    def unreachable(self) -> frozenset[str]:
        """States that nothing leads to from the initial one."""
        onward: dict[str, set[str]] = {state: set() for state in self.states}
        for move in self.moves:
            onward[move.source].add(move.target)
        return self.states - _reached({self.initial}, onward)

    def dead_ends(self) -> frozenset[str]:
        """States that are not final and from which no final state can be reached."""
        back: dict[str, set[str]] = {state: set() for state in self.states}
        for move in self.moves:
            back[move.target].add(move.source)
        return self.states - _reached(self.final, back)


def _reached(start: Set[str], edges: Mapping[str, Set[str]]) -> frozenset[str]:
    """Everything that can be got to from `start` by any number of edges."""
    reached = set(start)
    frontier = list(start)
    while frontier:
        new = edges[frontier.pop()] - reached
        reached |= new
        frontier.extend(new)
    return frozenset(reached)

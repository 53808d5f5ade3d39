"""The permission table: which right opens which action on which object, standing in which relation to it.

`standards/permissions.yaml` is its one source. The access modules ask `opened` of what a post has; tests ask the
file itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from santai.catalogue.text import Text

SIGHTS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "assigned": ("sight-assigned",),
    "organisation": ("sight-organisation",),
    "region": ("sight-organisation", "sight-region"),
}


class Verdict(StrEnum):
    """What a grant gives; the later in this list, the more. Never stands against every grant by a post."""

    NEVER = "never"
    MASKED = "masked"
    ALLOWED = "allowed"


class RightKind(StrEnum):
    SIGHT = "sight"  # from what a role sees
    STANDING = "standing"  # from what somebody is to a matter, without any post
    POST = "post"  # named in `may` of a role


@dataclass(frozen=True, slots=True)
class Right:
    id: str
    title: Text
    kind: RightKind


@dataclass(frozen=True, slots=True)
class Doing:
    """An action of the table (not of a service file). `reads`: it changes nothing and shows nobody whole."""

    id: str
    title: Text
    reads: bool


@dataclass(frozen=True, slots=True)
class Grant:
    object: str
    action: str
    relation: str
    right: str
    verdict: Verdict
    source: str


Opened = Mapping[tuple[str, str], Mapping[str, Verdict]]  # (object, action) → relation → verdict


@dataclass(frozen=True)
class Permissions:
    """The table as it was loaded."""

    rights: Mapping[str, Right]
    apart: tuple[str, ...]
    relations: Mapping[str, Text]
    objects: Mapping[str, Text]
    actions: Mapping[str, Doing]
    grants: tuple[Grant, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_opened", {})

    def opened(self, may: frozenset[str], sees: str, reads_only: bool) -> Opened:
        """What a post with these rights opens. Found once for each combination: there are as many as roles."""
        key = (may, sees, reads_only)
        known: dict[tuple[frozenset[str], str, bool], Opened] = self._opened  # type: ignore[attr-defined]
        if key not in known:
            known[key] = self._combined({*may, *SIGHTS[sees]}, reads_only)
        return known[key]

    def _combined(self, rights: Iterable[str], reads_only: bool) -> Opened:
        held, found = frozenset(rights), dict[tuple[str, str], dict[str, Verdict]]()
        mine = [grant for grant in self.grants if grant.right in held]
        never = {(g.object, g.action) for g in mine if g.verdict is Verdict.NEVER}
        for grant in mine:
            what = (grant.object, grant.action)
            if what in never or (reads_only and not self.actions[grant.action].reads):
                continue
            relations = found.setdefault(what, {})
            relations[grant.relation] = stronger(grant.verdict, relations.get(grant.relation))
        return found


def stronger(one: Verdict, other: Verdict | None) -> Verdict:
    order = list(Verdict)
    return one if other is None else max(one, other, key=order.index)


EMPTY = Permissions({}, (), {}, {}, {}, ())

"""What names mean while a service is read: the world around it, and its own names for each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from santai.catalogue.errors import suggestion
from santai.catalogue.loader.blocks import Reader, many, one_of, some, word
from santai.catalogue.loader.reading import Node
from santai.catalogue.permissions import EMPTY, Permissions
from santai.catalogue.schema import (
    ActionSpec,
    Basis,
    Door,
    Field,
    Kind,
    Level,
    Named,
    Role,
    StateSpec,
    Text,
)
from santai.catalogue.sources import Law, Parameter
from santai.kernel.citation import Citation

WHOSE = ("applicant", "assignee", "handler", "intake", "supervisor", "system")
RECIPIENTS = ("applicant", "opposite", "body")
SIGNERS = ("applicant", "opposite", "assignee", "handler")
TOLD = ("applicant", "opposite", "assignee", "agency", "supervisor")
SERVED = ("citizen", "enterprise", "organisation")


@dataclass(frozen=True, slots=True)
class Standards:
    """What is said once for all services: data/standards."""

    roles: Mapping[str, Role]
    organisation_kinds: Mapping[str, Named]
    groups: Mapping[str, Named]
    lines: Mapping[str, Named]
    practitioners: Mapping[str, Named]
    skills: Mapping[str, Named]
    languages: Mapping[str, Named]
    effects: Mapping[str, str]
    permissions: Permissions = EMPTY
    windows: Mapping[str, Named] = field(default_factory=dict)


NOTHING = Standards({}, {}, {}, {}, {}, {}, {}, {})


@dataclass(frozen=True, slots=True)
class World:
    """Everything a service may refer to. `laws`: by title and by alias."""

    laws: Mapping[str, Law]
    standards: Standards = NOTHING
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    services: frozenset[str] = frozenset()
    common_states: Mapping[str, StateSpec] = field(default_factory=dict)
    common_actions: tuple[ActionSpec, ...] = ()
    lent: Mapping[str, Node] = field(default_factory=dict)  # the same as written


@dataclass(frozen=True)
class Scope:
    """The names of one service file and readers for them.

    `days`: the effective day of each file; a file without one (standards) goes by the latest law.
    """

    world: World
    days: Mapping[str, date]
    facts: Mapping[str, Field]  # what a condition may ask about at this place
    rules: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    materials: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    def knowing(self, **fields: Field) -> Scope:
        """The same with more facts to ask about."""
        return replace(self, facts={**self.facts, **fields})

    @cached_property
    def actor(self) -> Reader[str]:
        known = one_of([*WHOSE, *self.world.standards.roles], "role")

        def read(node: Node) -> str:
            if node.value == "opposite":  # `tells` knows it, so it is tried
                fix = "Let `effect: summon` open an order of their own: there they act as its applicant."
                raise node.error("the other side does not act in this order", fix)
            return known(node)

        return read

    @cached_property
    def signer(self) -> Reader[str]:
        return one_of([*SIGNERS, *self.world.standards.roles], "signer")

    @cached_property
    def recipient(self) -> Reader[str]:
        return one_of(RECIPIENTS, "recipient")

    @cached_property
    def rule(self) -> Reader[str]:
        return one_of(self.rules, "rule")

    @cached_property
    def state(self) -> Reader[str]:
        return one_of(self.states, "state")

    @cached_property
    def material(self) -> Reader[str]:
        return one_of(self.materials, "material")

    @cached_property
    def document(self) -> Reader[str]:
        return one_of(self.documents, "document")

    @cached_property
    def service(self) -> Reader[str]:
        return one_of(self.world.services, "service")

    @cached_property
    def effect(self) -> Reader[str]:
        return one_of(self.world.standards.effects, "effect")

    @cached_property
    def basis(self) -> Reader[Basis]:
        return some(self.citation)

    def citation(self, node: Node) -> Citation:
        """A citation of a law that is in force on the file's day and has that article."""
        written = word(node)
        try:
            read = Citation.parse(written)
        except ValueError as error:
            raise node.error(
                f"cannot be read: {error}", "See docs/catalogue.md, citations."
            ) from error
        law = self.world.laws.get(read.law)
        if law is None:
            known = [law.title for law in self.world.laws.values()]
            fix = f"{suggestion(read.law, known)} A new law is a file in laws/."
            raise node.error(f"no law is called {read.law!r}", fix)
        self._must_hold(node, read, law)
        return replace(read, law=law.title)

    def _must_hold(self, node: Node, read: Citation, law: Law) -> None:
        version = _version(node, read, law, self.days.get(node.file, date.max))
        articles, last = law.versions[version], read.to or read.article or 0
        if last > articles:
            wrong = f"《{law.title}》 ({version}) has no article {last}"
            fix = f"It ends with article {articles}: look the number up again."
            raise node.error(wrong, fix if articles else "Cite it as a whole, without an article.")
        paragraphs = law.paragraphs.get(read.article or 0, 0)
        if version == max(law.versions) and 0 < paragraphs < (read.paragraph or 0):
            wrong = f"article {read.article} of 《{law.title}》 has no paragraph {read.paragraph}"
            raise node.error(wrong, f"It has {paragraphs}: look the number up again.")


def _version(node: Node, read: Citation, law: Law, on: date) -> date:
    """The version a citation means: the one it names, else the one in force on the day."""
    known = f"Its versions are of {', '.join(map(str, sorted(law.versions)))}."
    if read.version:
        if read.version not in law.versions:
            raise node.error(f"《{law.title}》 has no version of {read.version}", known)
        return read.version
    in_force = [day for day in law.versions if day <= on]
    if not in_force:
        raise node.error(f"《{law.title}》 is not yet in force on {on}", known)
    return max(in_force)


def always_known(groups: Mapping[str, Any]) -> dict[str, Field]:
    """The facts that are there whatever a form asks."""
    return {
        "groups": Field("groups", Text("身份"), Kind.CHOICES, tuple(groups)),
        "channel": Field("channel", Text("渠道"), Kind.CHOICE, tuple(Door)),
        "level": Field("level", Text("层级"), Kind.CHOICE, tuple(Level)),
    }


def names(node: Node, key: str) -> frozenset[str]:
    """The names under a key, before they are read."""
    return frozenset(node.entries()[key].entries()) if key in node.entries() else frozenset()


def standard(known: Mapping[str, Any], noun: str) -> Reader[tuple[str, ...]]:
    return many(one_of(known, noun))

"""What is said once for all services: roles, lists of names, and the life every order has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from santai.catalogue.errors import CatalogueError, Problem
from santai.catalogue.loader.actions import common_action_in
from santai.catalogue.loader.blocks import (
    Block,
    collected,
    each,
    flag,
    many,
    named,
    one_of,
    text,
    word,
)
from santai.catalogue.loader.permissions import check_roles, read_permissions
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope, Standards, World, always_known
from santai.catalogue.loader.states import common_state_in
from santai.catalogue.schema import Named, Role

SIGHT = ("none", "assigned", "organisation", "region")
LISTS = ("organisations", "groups", "lines", "practitioners", "skills", "languages")
ALSO = ("windows",)  # what a catalogue may do without
NEEDED = ("lifecycle", "roles", "permissions", *LISTS)
FILES = (*NEEDED, *ALSO)


def read_standards(files: Mapping[str, Node], world: World) -> Standards:
    """`files` by name without folder and ending; each of NEEDED must be there. `world`: the laws."""
    if lacking := [name for name in NEEDED if name not in files]:
        fix = "The first root must hold all standards, as the packaged data does."
        raise CatalogueError(
            Problem(f"standards/{name}.yaml", "", "is missing", fix) for name in lacking
        )
    scope = Scope(world, {}, {})
    working = files["practitioners"].entries()
    lists = collected(
        ((name, files[name]) for name in (*LISTS, *ALSO) if name in files),
        lambda _, node: each(lambda key, inner: _named(key, inner, scope, working))(node),
    )
    roles = each(lambda key, node: _role(key, node, lists["organisations"]))(files["roles"])
    permissions = read_permissions(files["permissions"])
    check_roles(roles, permissions, files["roles"])
    return Standards(
        roles=roles,
        organisation_kinds=lists["organisations"],
        groups=lists["groups"],
        lines=lists["lines"],
        practitioners=lists["practitioners"],
        skills=lists["skills"],
        languages=lists["languages"],
        windows=lists.get("windows", {}),
        effects=each(lambda _, node: word(node))(files["lifecycle"].at("effects")),
        permissions=permissions,
    )


def with_lifecycle(world: World, lifecycle: Node) -> World:
    """The world with the states and actions that services have without saying so."""
    facts = always_known(world.standards.groups)
    scope = Scope(world, {}, facts, states=frozenset(lifecycle.at("states").entries()))
    with Block(lifecycle) as block:
        block.asked.append("effects")
        states = block.need("states", named(common_state_in(scope)))
        actions = block.need("actions", named(common_action_in(scope)))
    common = tuple(actions.values())
    lent = lifecycle.at("actions").entries()
    return replace(world, common_states=states, common_actions=common, lent=lent)


def _role(key: str, node: Node, kinds: Mapping[str, Named]) -> Role:
    with Block(node) as block:
        return Role(
            id=key,
            title=block.need("title", text),
            sees=block.need("sees", one_of(SIGHT, "sight")),
            may=frozenset(block.need("may", many(word)) or ()),
            kinds=block.get("kinds", many(one_of(kinds, "organisation kind")), ()),
            reads_only=block.get("reads_only", flag, False),
        )


def _named(key: str, node: Node, scope: Scope, practitioners: Mapping[str, Node]) -> Named:
    with Block(node) as block:
        return Named(
            id=key,
            title=block.need("title", text),
            note=block.get("note", word, ""),
            short=block.get("short", word, ""),
            practises=block.get("practises", many(one_of(practitioners, "practitioner")), ()),
            covers=block.get("covers", many(word), ()),
            basis=block.get("basis", scope.basis, ()),
        )

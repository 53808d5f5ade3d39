"""Reading the permission table: every word in it is one it explains itself."""

from __future__ import annotations

from collections.abc import Mapping

from santai.catalogue.errors import CatalogueError, Problem
from santai.catalogue.loader.blocks import (
    Block,
    each,
    flag,
    listed,
    many,
    member,
    one_of,
    text,
    word,
)
from santai.catalogue.loader.reading import Node
from santai.catalogue.permissions import (
    SIGHTS,
    Doing,
    Grant,
    Permissions,
    Right,
    RightKind,
    Verdict,
)
from santai.catalogue.schema import Role


def read_permissions(node: Node) -> Permissions:
    with Block(node) as block:
        rights = block.need("rights", each(_right)) or {}
        relations = block.need("relations", each(lambda _, inner: text(inner))) or {}
        objects = block.need("objects", each(lambda _, inner: text(inner))) or {}
        actions = block.need("actions", each(_doing)) or {}

        def grant(inner: Node) -> Grant:
            with Block(inner) as row:
                return Grant(
                    object=row.need("object", one_of(objects, "object")),
                    action=row.need("action", one_of(actions, "action")),
                    relation=row.need("relation", one_of(relations, "relation")),
                    right=row.need("right", one_of(rights, "right")),
                    verdict=row.need("verdict", member(Verdict, "verdict")),
                    source=row.need("source", word),
                )

        return Permissions(
            rights=rights,
            apart=block.need("apart", many(one_of(rights, "right"))) or (),
            relations=relations,
            objects=objects,
            actions=actions,
            grants=block.need("grants", listed(grant)) or (),
        )


def check_roles(roles: Mapping[str, Role], table: Permissions, node: Node) -> None:
    """Every right of a role is one of the table's, and what is kept apart is held by different roles that see
    nothing. Raises CatalogueError."""
    problems = [problem for role in roles.values() for problem in _wrong(role, table, node)]
    if problems:
        raise CatalogueError(problems)


def _wrong(role: Role, table: Permissions, node: Node) -> list[Problem]:
    here = node.at(role.id)
    posts = {name for name, right in table.rights.items() if right.kind is RightKind.POST}
    found = [
        here.problem(
            f"may {name!r}, which the permission table does not know",
            "Enter it in standards/permissions.yaml, or take it out.",
        )
        for name in sorted(role.may - posts)
    ]
    separate = role.may & set(table.apart)
    if separate and (len(role.may) > 1 or SIGHTS[role.sees]):
        found.append(
            here.problem(
                f"has {'、'.join(sorted(separate))} together with other rights or a sight",
                "Give administrators this one right and `sees: none`.",
            )
        )
    return found


def _right(key: str, node: Node) -> Right:
    with Block(node) as block:
        return Right(
            key, block.need("title", text), block.need("kind", member(RightKind, "kind of right"))
        )


def _doing(key: str, node: Node) -> Doing:
    with Block(node) as block:
        return Doing(key, block.need("title", text), block.get("reads", flag, False))

"""What the permission table says, read without any code of the product.

Written from the words at the head of `standards/permissions.yaml` alone: YAML and string arithmetic, so that a
mistake in the access modules is not repeated here.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

STANDARDS = Path(__file__).resolve().parents[3] / "src/santai/catalogue/data/standards"
TABLE: dict[str, Any] = yaml.safe_load((STANDARDS / "permissions.yaml").read_text())
ROLES: dict[str, Any] = yaml.safe_load((STANDARDS / "roles.yaml").read_text())
ROWS: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
for _row in TABLE["grants"]:
    ROWS[_row["object"], _row["action"]].append(_row)
STANDINGS = {name for name, right in TABLE["rights"].items() if right["kind"] == "standing"}
WEIGHT = {"never": 0, "masked": 1, "allowed": 2}
LEVELS = (2, 4, 6, 9, 12)
OF_A_CASE = ("order", "file", "document", "dossier")  # nothing is done with them that is not seen
OTHER_SIDE = "other-side"
PAPERS = ("file", "document", "dossier")


@dataclass(frozen=True)
class Standing:
    """Somebody and something: the role and place of the post, the place and the houses of the thing."""

    role: str = ""
    post_region: str = ""
    post_office: int = 0
    region: str = ""
    handled_by: int = 0
    taken_in_by: int = 0
    assignee: bool = False
    applicant: bool = False
    code_holder: bool = False


def lies_in(inner: str, outer: str) -> bool:
    """By whole levels: 410400000000 holds 410422000000, and 410000000000 both; zeros hold everything."""
    if not outer.strip("0"):
        return True
    digits = next(n for n in LEVELS if not outer[n:].strip("0"))
    return inner[:digits] == outer[:digits]


def verdict(who: Standing, thing: str, action: str) -> str:
    """The strongest verdict of the grants that fit; where one says never, none by a post counts."""
    found = _fitting(who, thing, action)
    seen = {row["relation"] for row in _fitting(who, "order", "see")} if found else set()
    if thing == "order" and action not in ("see", "submit", "speak", "export", "break"):
        found = [row for row in found if row["relation"] in seen]
    if thing in PAPERS:
        found = [row for row in found if row["relation"] in seen]
    return max((row["verdict"] for row in found), key=WEIGHT.__getitem__, default="never")


def _fitting(who: Standing, thing: str, action: str) -> list[dict[str, Any]]:
    found = [row for row in ROWS[thing, action] if _fits(row, who, action)]
    if any(row["verdict"] == "never" for row in found):
        found = [row for row in found if row["right"] in STANDINGS]
    return found


def _fits(row: dict[str, Any], who: Standing, action: str) -> bool:
    if row["relation"] == OTHER_SIDE:
        return False  # nobody of these is: tests/capabilities/orders/test_sides.py asks as they do
    if row["right"] in STANDINGS:
        return _standing(row["right"], who)
    if not who.role or row["right"] not in _rights(who.role):
        return False
    reads = TABLE["actions"][action].get("reads", False)
    if ROLES[who.role].get("reads_only") and not reads and row["verdict"] != "never":
        return False
    return _related(row["relation"], who)


def _standing(right: str, who: Standing) -> bool:
    held = {"assignee": who.assignee, "applicant": who.applicant, "code-holder": who.code_holder}
    return held.get(right, False)


@cache
def _rights(role: str) -> set[str]:
    sights = {
        "none": set(),
        "assigned": {"sight-assigned"},
        "organisation": {"sight-organisation"},
        "region": {"sight-organisation", "sight-region"},
    }
    return set(ROLES[role].get("may", ())) | sights[ROLES[role]["sees"]]


def _related(relation: str, who: Standing) -> bool:
    return {
        "in-region": lies_in(who.region, who.post_region),
        "handles": who.post_office == who.handled_by,
        "took-in": who.post_office == who.taken_in_by,
        "own-organisation": who.post_office == who.handled_by,
        "anywhere": True,
    }.get(relation, False)

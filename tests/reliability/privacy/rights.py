"""What the law gives to whom about a matter in each state: written from its words alone, without the product's code.

个人信息保护法 44 (know), 45 (copy), 46 (correct), 47 (delete; where it must be kept: nothing but storing), and who is
not the person it is about has none of these rights.
"""

from __future__ import annotations

from dataclasses import dataclass

STATES = ("open", "done", "must be kept", "withdrawn", "restricted", "erased")
THEMSELVES = ("signed in", "code holder", "registered")
OTHERS = ("representative", "other citizen", "guest")
STAFF = ("window-clerk", "aid-clerk", "lawyer", "bureau-chief", "auditor", "partner")
WHO = (*THEMSELVES, *OTHERS, *STAFF)
RIGHTS = ("see", "correct", "delete", "take back")


@dataclass(frozen=True)
class Cell:
    state: str
    who: str
    right: str


def given(cell: Cell) -> bool:
    """Whether the law gives it."""
    if cell.state == "erased" or cell.who not in THEMSELVES:
        return False
    return {
        "see": True,  # also what is restricted: it is theirs
        "correct": cell.state != "restricted",
        "delete": cell.state != "restricted",  # it was asked for and done already
        "take back": cell.state == "restricted",
    }[cell.right]


CELLS = [Cell(state, who, right) for state in STATES for who in WHO for right in RIGHTS]

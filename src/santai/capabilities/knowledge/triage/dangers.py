"""Safety: which dangers a text speaks of. Rules alone decide; a learned model never does."""

from __future__ import annotations

import re

from santai.capabilities.knowledge.triage.dates import NUMBER, number
from santai.capabilities.knowledge.triage.reading import Signal
from santai.capabilities.knowledge.triage.rules import Rules

HEADS = re.compile(
    rf"(?P<count>{NUMBER}|几)(?P<tens>十)?[多几来余]?"
    r"(?:[号个名位口][^,，。月年天]{0,3}?|)(?:人|工友|工人|民工|女工|男工|老乡|兄弟|弟兄|员工|职工|同事|伙计|司机|师傅)"
)
CROWD = re.compile(
    r"几十[号个名]|上百|好几十|一大帮|全[厂班]|一车间|工地上所有|大家伙|整个[车班工]"
)


def signals_in(rules: Rules, text: str) -> tuple[Signal, ...]:
    """Every danger that is spoken of, the gravest first (in the order of the book)."""
    found = []
    for name, one in rules.dangers.items():
        danger = rules.book.dangers[name]
        hits = one.find(text, rules.voids, rules.within)
        if hits and (not danger.people or people_in(text) >= danger.people):
            found.append(Signal(danger, tuple(hit.words for hit in hits)))
    return tuple(found)


def people_in(text: str) -> int:
    """How many people a text speaks of at most; a crowd counts as a hundred.

    >>> people_in("我们三十多个工友的工资"), people_in("几十号人都没拿到钱"), people_in("我一个人")
    (30, 100, 1)
    """
    if CROWD.search(text):
        return 100
    return max((_count(match) for match in HEADS.finditer(text)), default=0)


def _count(match: re.Match[str]) -> int:
    if match["count"] == "几":
        return 30 if match["tens"] else 3
    return number(match["count"])

"""The page of what the long proofs counted, last: `python -m tests.reliability.figures` after `make reliability`.

A row for each figure: when, of which code, what. Parts of one proof (kill-00 … kill-19) are one row, added up.
What was not measured anew keeps its row, with its day and its code.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.reliability.sizes import FIGURES, ROOT

PAGE = ROOT / "docs" / "reliability" / "figures.md"
HEAD = """# What the long proofs counted

`make reliability` runs them for hours and keeps a file for each in `build/reliability`; `python -m
tests.reliability.figures` writes this page from those. A row says when and of which code; what was not run again
keeps its row. What each name means stands in its test under `tests/reliability`.

| proof | day | code | counted |
|---|---|---|---|
"""
ROW = re.compile(r"^\| ([\w-]+) \| ([\d-]+) \| (\S+) \| (.*) \|$")
PLANTED = "mutant-"
LARGEST = ("slowest_s", "copied_s", "restored_s", "seed")
Figure = Mapping[str, Any]


def page(figures: Mapping[str, Figure], before: str = "") -> str:
    """The whole page. `figures`: by name, each with `at` (ISO) and `commit`; `before`: the page as it was."""
    rows = {found[1]: found[0] for line in before.splitlines() if (found := ROW.match(line))}
    rows |= {name: _row(name, figure) for name, figure in together(figures).items()}
    return HEAD + "".join(f"{rows[name]}\n" for name in sorted(rows))


def together(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Parts of one proof of one code as one figure; an older part of other code counts for nothing.

    The planted faults are one figure too: which of them is killed by what is a table of its own (`mutants.md`).
    """
    parts: dict[str, list[Figure]] = defaultdict(list)
    planted = {name: one for name, one in figures.items() if name.startswith(PLANTED)}
    for name, figure in figures.items():
        if name not in planted:
            parts[re.sub(r"-\d\d$", "", name)].append(figure)
    found = {name: _sum(those) for name, those in parts.items()}
    return found | ({"mutants": _killed(planted)} if planted else {})


def _killed(planted: Mapping[str, Figure]) -> Figure:
    newest = max(planted.values(), key=lambda one: str(one["at"]))
    alive = [name.removeprefix(PLANTED) for name, one in planted.items() if not one["killed"]]
    when = {"at": newest["at"], "commit": newest["commit"]}
    return {**when, "planted": len(planted), "killed": len(planted) - len(alive), "alive": alive}


def _sum(parts: list[Figure]) -> Figure:
    if len(parts) == 1:
        return parts[0]
    newest = max(parts, key=lambda part: part["at"])
    same = [part for part in parts if part["commit"] == newest["commit"]]
    added = {key: _added(key, [part[key] for part in same if key in part]) for key in newest}
    return {**added, "at": newest["at"], "commit": newest["commit"], "parts": len(same)}


def _added(key: str, values: list[Any]) -> Any:
    if key in LARGEST or not all(isinstance(value, int | float | dict) for value in values):
        return max(values, key=str) if isinstance(values[0], str | list) else max(values)
    if isinstance(values[0], dict):
        keys = dict.fromkeys(key for value in values for key in value)
        return {key: sum(value.get(key, 0) for value in values) for key in keys}
    return sum(values)


def _row(name: str, figure: Figure) -> str:
    counted = (
        f"{key} {_said(value)}" for key, value in figure.items() if key not in ("at", "commit")
    )
    return f"| {name} | {figure['at'][:10]} | {figure['commit']} | {', '.join(counted)} |"


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return f"({_listed(value.items())})"
    if isinstance(value, float):
        return f"{value:,.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _listed(pairs: Iterable[tuple[Any, Any]]) -> str:
    return ", ".join(f"{key}: {_said(value)}" for key, value in pairs)


def kept(folder: Path) -> dict[str, Figure]:
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


if __name__ == "__main__":
    PAGE.write_text(page(kept(FIGURES), PAGE.read_text() if PAGE.exists() else ""))

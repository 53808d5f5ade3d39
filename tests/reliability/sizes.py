"""How much a harness does: little with every test run, much when asked for.

A harness has a folder of its own here, a short form in `make test` and a long one: `make reliability`, or
`make reliability-kill` for that of one folder. Each has caught the fault that was planted for it.
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import datetime
from functools import cache
from pathlib import Path

LONG = os.environ.get("RELIABILITY") == "long"
ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "build" / "reliability"


def size(short: int, long: int) -> int:
    """How many trials this run makes."""
    return long if LONG else short


def report(name: str, **figures: object) -> None:
    """Say what was counted; a long run also keeps it."""
    said = json.dumps(figures, ensure_ascii=False, default=str)
    print(f"{name}: {said}")
    if LONG:
        FIGURES.mkdir(parents=True, exist_ok=True)
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        kept = {"at": at, "commit": _commit(), **figures}
        (FIGURES / f"{name}.json").write_text(
            json.dumps(kept, ensure_ascii=False, indent=2, default=str) + "\n"
        )


@cache
def _commit() -> str:
    """Of which code a figure speaks; with a mark where something was changed since."""
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.strip()

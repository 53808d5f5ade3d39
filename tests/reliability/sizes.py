"""How much a harness does: little with every test run, much when asked for.

A harness has a folder of its own here, a short form in `make test` and a long one: `make reliability`, or
`make reliability-kill` for that of one folder. Each has caught the fault that was planted for it.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

LONG = os.environ.get("RELIABILITY") == "long"
FIGURES = Path(__file__).resolve().parents[2] / "build" / "reliability"


def size(short: int, long: int) -> int:
    """How many trials this run makes."""
    return long if LONG else short


def report(name: str, **figures: object) -> None:
    """Say what was counted; a long run also keeps it."""
    said = json.dumps(figures, ensure_ascii=False, default=str)
    print(f"{name}: {said}")
    if LONG:
        FIGURES.mkdir(parents=True, exist_ok=True)
        kept = {"at": datetime.now().astimezone().isoformat(timespec="seconds"), **figures}
        (FIGURES / f"{name}.json").write_text(
            json.dumps(kept, ensure_ascii=False, indent=2, default=str) + "\n"
        )

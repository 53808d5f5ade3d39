"""What the long forms counted, said together at the end."""

from __future__ import annotations

import json
from typing import Any

from tests.reliability.sizes import FIGURES, LONG


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if not LONG:
        return
    terminalreporter.section("figures")
    for kept in sorted(FIGURES.glob("*.json")):
        said = json.dumps(json.loads(kept.read_text()), ensure_ascii=False)
        terminalreporter.write_line(f"{kept.stem}: {said}")

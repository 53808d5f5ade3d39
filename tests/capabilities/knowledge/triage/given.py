"""Labelled questions, talks, and the day they were written on."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
TODAY = date(2026, 11, 23)


def rows(name: str) -> list[dict[str, Any]]:
    text = (DATA / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def half(name: str) -> list[dict[str, Any]]:
    return [row for row in rows("questions.jsonl") if row["half"] == name]


def learned() -> list[dict[str, Any]]:
    """All that rules and model may be made with: everything but the kept half."""
    names = ("practice", "others", "more", "daily")
    return [*half("dev"), *(row for name in names for row in rows(f"{name}.jsonl"))]

"""The hotline's own words, from the YAML files beside this one; a broken file stops the start of a process."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Line:
    """Something said in a certain moment of a call."""

    when: str
    say: str


@dataclass(frozen=True, slots=True)
class Body:
    """Whom a caller may be handed on to; `now`: the number is dialled before anything is written."""

    name: str
    number: str
    purpose: str
    now: bool


@dataclass(frozen=True, slots=True)
class Script:
    says: tuple[Line, ...]
    bodies: tuple[Body, ...]

    def body(self, name: str) -> Body | None:
        return next((body for body in self.bodies if body.name == name), None)


@cache
def script() -> Script:
    given = _read("script.yaml")
    return Script(
        says=tuple(Line(when=line["when"], say=line["say"]) for line in given["says"]),
        bodies=tuple(
            Body(body["name"], body["number"], body["for"], bool(body.get("now")))
            for body in given["bodies"]
        ),
    )


def _read(name: str) -> Any:
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))

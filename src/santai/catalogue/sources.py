"""What services rest on: laws, and values that differ by place and day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from santai.catalogue.schema import ParameterValue, Text


class ParameterKind(StrEnum):
    MONEY = "money"  # CNY, kept as a string with two places
    NUMBER = "number"
    YES_NO = "yes_no"
    TEXT = "text"


class Better(StrEnum):
    """Which of two values of a parameter is better for the citizen; of yes and no, yes is the higher."""

    HIGHER = "higher"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that differs by place and day, with all its values.

    A smaller area may only be better than the area around it; without `better` it may differ as it likes.
    """

    name: str
    title: Text
    kind: ParameterKind
    unit: str
    values: tuple[ParameterValue, ...]
    better: Better | None = None
    shown: bool = False  # on the page of a place's own standards


@dataclass(frozen=True, slots=True)
class Law:
    """A law and its versions: article counts by the day each came into force.

    `paragraphs`: how many paragraphs an article has, where somebody looked; `gist`: what an article says, in
    our own words.
    """

    title: str
    aliases: tuple[str, ...]
    versions: Mapping[date, int]
    source: str = ""
    kind: str = "法律"
    paragraphs: Mapping[int, int] = field(default_factory=dict)
    gist: Mapping[int, str] = field(default_factory=dict)

"""What is ranked: an article of a law, or any other short text with a place in a larger one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    key: str  # how the library knows it
    law: str
    heading: str  # part, chapter and section, from the widest to the narrowest
    no: str  # 第三条
    text: str
    name: str = ""  # how people cite it: law and number
    branch: str = ""  # branch of law (民法商法, 行政法规 …)

    @property
    def place(self) -> str:
        return f"{self.law} {self.heading}".strip()

    @property
    def cited_as(self) -> str:
        return self.name or self.law + self.no

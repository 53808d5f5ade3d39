"""A text for people, as the catalogue's files hold it."""

from __future__ import annotations

from dataclasses import dataclass

from santai.kernel.words import said


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people: Chinese always, English where written."""

    zh: str
    en: str = ""

    def __str__(self) -> str:
        return self.zh

    @property
    def said(self) -> str:
        """In the reader's language; `zh` is for what is kept and sent."""
        return said(self.zh)

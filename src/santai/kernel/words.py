"""What people read, in the language they chose.

Texts are written in Chinese where they are used. `say` gives them in the reader's language, by a translator
that the pages put here; without one, and inside `written_down`, everything is Chinese: what is kept, hashed or
sent must never depend on who happened to be looking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Translate = Callable[[str], str]

_translate: Translate = str
_written_down: ContextVar[bool] = ContextVar("written_down", default=False)


def translate_with(translate: Translate) -> None:
    """From now on texts are said by `translate`, which gives back what it has no words for."""
    global _translate
    _translate = translate


def said(text: str) -> str:
    """A text of a table or of the catalogue, in the reader's language."""
    return _translate(text) if text and not _written_down.get() else text


def say(text: str, **values: object) -> str:
    """A whole sentence with its values by name.

    >>> say("还剩 {days} 个工作日", days=3)
    '还剩 3 个工作日'
    """
    return said(text).format(**values)


def listed(texts: list[str]) -> str:
    """Several things in a row, each already in the reader's language.

    >>> listed(["身份证", "欠条"])
    '身份证、欠条'
    """
    return said("、").join(texts)


def word(text: str) -> str:
    """Marks a text of a table, to be said where it is shown."""
    return text


@contextmanager
def written_down() -> Iterator[None]:
    """Chinese for everybody: around whatever makes texts that are kept."""
    token = _written_down.set(True)
    try:
        yield
    finally:
        _written_down.reset(token)

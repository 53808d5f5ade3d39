"""Text from people, made fit to be kept and printed: composed (NFC), without what cannot be seen.

Control characters, invisible ones and those that turn the direction of writing go: a name that reads
differently from how it is stored is a trap. Unassigned code points stay: they may be rare
characters younger than this Python.
"""

from __future__ import annotations

import re
import unicodedata

UNSEEN = {"Cc", "Cf", "Cs"}  # controls, formats (bidirectional, zero width), half characters
JOINERS = "\u200c\u200d"  # say how letters join: Uyghur is misspelt without them

# Every keyboard has another sign for it.
_DOT = re.compile(r" ?[·•‧∙⋅・･] ?|(?<=[\u3400-\u9fff]) ?[.．] ?(?=[\u3400-\u9fff])")


def one_line(text: str, longest: int | None = None) -> str:
    """The text in one line with single spaces, cut at `longest` characters.

    >>> one_line("  张三\\u202e\\n 丰 ")
    '张三 丰'
    """
    if not text.isprintable():  # else nothing in it is unseen
        text = "".join(sign for sign in text if sign.isspace() or sign in JOINERS or _is_seen(sign))
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return line if longest is None else cut(line, longest)


def dotted(name: str) -> str:
    """The name with the one dot between its parts that stands in identity cards.

    >>> dotted("阿不都 • 买买提"), dotted("阿不都.买买提"), dotted("John A. Smith")
    ('阿不都·买买提', '阿不都·买买提', 'John A. Smith')
    """
    return _DOT.sub("·", name)


def lines(text: str) -> list[str]:
    """The lines that hold anything, each as `one_line` gives it.

    >>> lines("一、身份证\\r\\n\\r\\n二、工资条")
    ['一、身份证', '二、工资条']
    """
    return [line for line in map(one_line, text.splitlines()) if line]


def cut(text: str, longest: int) -> str:
    """At most `longest` characters, without tearing an accent from its letter."""
    while 0 < longest < len(text) and unicodedata.combining(text[longest]):
        longest -= 1
    return text[:longest].rstrip()


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign) not in UNSEEN

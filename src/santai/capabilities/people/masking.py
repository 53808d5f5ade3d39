"""What is left of a name or a number when it is shown to somebody who need not know it. Pure
functions.

A masked text is as long as the original and hides at least a third of it: enough to compare with a
paper in the hand, not enough to write down and use.
"""

from __future__ import annotations

STAR = "*"


def mask_name(text: str) -> str:
    """ "张三" → "张*", "张小三" → "张*三"."""
    return _keep(text, 1, 1) if len(text) > 2 else mask_surname(text)


def mask_surname(text: str) -> str:
    """Less than `mask_name`: "张小三" → "张**"; for people outside the matter."""
    return _keep(text, 1 if len(text) > 1 else 0, 0)


def mask_id_number(text: str) -> str:
    """ "410421199003071234" → "4104**********1234"; shorter numbers keep a quarter at each end."""
    ends = 4 if len(text) >= 16 else len(text) // 4
    return _keep(text, ends, ends)


def mask_phone(text: str) -> str:
    """ "13812341234" → "138****1234"; other lengths keep the last half at most."""
    return _keep(text, 3, 4) if len(text) == 11 else _keep(text, 0, len(text) // 2)


def _keep(text: str, first: int, last: int) -> str:
    hidden = len(text) - first - last
    return text[:first] + STAR * hidden + text[first + hidden :]

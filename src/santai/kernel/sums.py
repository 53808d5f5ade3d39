"""Sums of money as papers write them, so that no stroke turns one into another (大写金额)."""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")
MOST = Decimal("999999999999.99")


def capital(amount: Decimal) -> str:
    """Yuan in capital numerals. `amount` has at most two places and twelve digits before them; else ValueError.

    >>> [capital(Decimal(text)) for text in ("0.00", "3010.00", "100005.60", "0.08", "210000.00")]
    ['零元整', '叁仟零壹拾元整', '壹拾万零伍元陆角整', '捌分', '贰拾壹万元整']
    """
    if not 0 <= amount <= MOST or amount != round(amount, 2):
        raise ValueError(f"{amount} is no sum of money")
    whole, cents = divmod(int(amount * 100), 100)
    yuan = f"{_whole(whole)}元" if whole or not cents else ""
    return yuan + (_cents(cents, after=bool(whole)) or "整")


def _whole(number: int) -> str:
    said, gap, rest = "", False, number
    groups = []
    while rest:
        rest, group = divmod(rest, 10_000)
        groups.append(group)
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            gap = True
            continue
        if said and (gap or group < 1000):
            said += DIGITS[0]
        said, gap = said + _group(group) + GROUPS[place], False
    return said or DIGITS[0]


def _group(number: int) -> str:
    """One to four digits, a zero between them said once."""
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            said += (DIGITS[0] if gap and said else "") + DIGITS[digit] + PLACES[place]
            gap = False
        else:
            gap = True
    return said


def _cents(cents: int, *, after: bool) -> str:
    """角 and 分; a zero stands for 角 that are not there behind yuan."""
    jiao, fen = divmod(cents, 10)
    if not cents:
        return ""
    tens = f"{DIGITS[jiao]}角" if jiao else DIGITS[0] if after else ""
    return tens + (f"{DIGITS[fen]}分" if fen else "整")

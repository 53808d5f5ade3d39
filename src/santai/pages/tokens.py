"""The colours of the stylesheet and how clearly they stand on each other, read from the stylesheet itself.

Contrast as WCAG 2.2 defines it: (lighter + 0.05) / (darker + 0.05) of the relative luminances.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STYLESHEET = Path(__file__).parent / "static" / "pages" / "santai.css"
TEXT, LINE = 4.5, 3.0  # the least contrast of text, and of lines that carry meaning
THEMES = {  # the blocks of the stylesheet that make a theme; later ones win
    "light": (":root",),
    "dark": (":root", ":root.dark"),
    "light strong": (":root", ":root.strong"),
    "dark strong": (":root", ":root.dark", ":root.strong"),
}
GROUNDS = ("paper", "card", "tint")
INKS = ("ink", "soft", "accent", "seal", "ok", "warn")

_BLOCK = r"(?:^|\n){selector} \{{(?P<inside>[^}}]*)\}}"
_TOKEN = re.compile(r"--(?P<name>[a-z-]+):\s*(?P<value>[^;]+);")
_REFERENCE = re.compile(r"var\(--(?P<name>[a-z-]+)\)")
_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_HALF = 0.04045  # below, a channel of sRGB is linear
_CHANNELS = (0.2126, 0.7152, 0.0722)  # how much red, green and blue give to brightness


@dataclass(frozen=True, slots=True)
class Pair:
    """One colour on another, in one theme."""

    theme: str
    front: str
    ground: str
    contrast: float
    least: float

    @property
    def enough(self) -> bool:
        return self.contrast >= self.least

    @property
    def words(self) -> str:
        """Cut off and never rounded up: 4.49 is not 4.5."""
        return f"{int(self.contrast * 10) / 10}:1"


@cache
def tokens(theme: str, path: Path = STYLESHEET) -> dict[str, str]:
    """Every token of a theme with its value; references are followed."""
    found: dict[str, str] = {}
    css = path.read_text()
    for selector in THEMES[theme]:
        block = re.search(_BLOCK.format(selector=re.escape(selector)), css)
        if block is None:
            raise ValueError(f"{path.name} has no block {selector}.")
        found |= {
            match["name"]: match["value"].strip() for match in _TOKEN.finditer(block["inside"])
        }
    return {name: _resolved(name, found) for name in found}


def colours(theme: str, path: Path = STYLESHEET) -> dict[str, str]:
    return {n: value for n, value in tokens(theme, path).items() if _HEX.fullmatch(value)}


def pairs(theme: str, path: Path = STYLESHEET) -> list[Pair]:
    """What stands on what in our pages: every ink on every ground, and the lines that carry meaning."""
    there = colours(theme, path)
    text = [(ink, ground) for ground in GROUNDS for ink in INKS] + [("on-accent", "accent")]
    lines = [("edge", ground) for ground in GROUNDS]
    return [
        Pair(theme, front, ground, contrast(there[front], there[ground]), least)
        for wanted, least in ((text, TEXT), (lines, LINE))
        for front, ground in wanted
    ]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    shares = (int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4))
    linear = (s / 12.92 if s <= _HALF else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return sum(weight * share for weight, share in zip(_CHANNELS, linear, strict=True))


def _resolved(name: str, found: dict[str, str], depth: int = 0) -> str:
    value = found[name]
    match = _REFERENCE.fullmatch(value)
    if match is None:
        return value
    if depth > len(found):
        raise ValueError(f"--{name} refers to itself.")
    return _resolved(match["name"], found, depth + 1)

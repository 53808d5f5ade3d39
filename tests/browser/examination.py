"""What a machine can say about a page: axe in three looks, and whether it scrolls sideways."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
SIZES = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size"]}}
NARROW = 360
LIGHT, DARK, BIG = "light", "dark", "large"

ASK = "wishes => axe.run(document, wishes)"
LARGE = "on => document.documentElement.classList.toggle('large', on)"
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(element => element.getBoundingClientRect().right > innerWidth)
  .map(element => element.outerHTML.slice(0, 100)).slice(0, 3)"""
WIDTH = "() => document.documentElement.scrollWidth"


def examined(page: Page) -> list[str]:
    """The page as it stands: light with every rule, dark for its colours, large for its sizes, narrow.

    An empty list is good news.
    """
    page.evaluate(_axe())  # by the debugger, which no policy of the page's stops
    faults = _asked(page, LIGHT, WCAG)
    page.emulate_media(color_scheme="dark")
    faults += _asked(page, DARK, COLOURS)
    page.emulate_media(color_scheme="light")
    page.evaluate(LARGE, True)
    faults += _asked(page, BIG, SIZES) + _sideways(page, BIG)
    page.evaluate(LARGE, False)
    return [f"{page.url} {fault}" for fault in [*faults, *_sideways(page, "narrow")]]


@cache
def _axe() -> str:
    if not AXE.exists():
        raise AssertionError("axe-core is not there. Please run: make setup")
    return AXE.read_text()


def _asked(page: Page, look: str, wishes: dict[str, Any]) -> list[str]:
    answer = page.evaluate(ASK, wishes)
    return [
        f"{look}: {violation['id']} {node['target']} {node['failureSummary']}"
        for violation in answer["violations"]
        for node in violation["nodes"]
    ]


def _sideways(page: Page, look: str) -> list[str]:
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": NARROW, "height": size["height"]})
    wide = page.evaluate(WIDTH)
    faults = [f"{look}: {wide} px wide {page.evaluate(TOO_WIDE)}"] if wide > NARROW else []
    page.set_viewport_size(size)
    return faults

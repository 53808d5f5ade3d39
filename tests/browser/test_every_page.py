"""axe at WCAG 2.2 A and AA on every page that anybody can reach; sizes to touch; nothing lost at 200 %.

As many pages as it takes to see every piece inside every other, in light, dark and large type: those that show most,
and a twelfth of the others, other ones with each seed. With EVERY_PAGE=all (`make pages`) it is each page there is.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESK, PATIENCE
from tests.browser.examination import examined
from tests.browser.measuring import measured
from tests.browser.showing import Projector
from tests.crawling.cast import everybody_walks, set_the_scene
from tests.crawling.shapes import enough_for_each_piece
from tests.crawling.walk import Seen, Step, Walk
from tests.world import World

ALL = os.environ.get("EVERY_PAGE") == "all"
FIRST = 25  # pages that are always looked at


@pytest.fixture
def show(chromium: Browser) -> Callable[[Seen], Page]:
    context = chromium.new_context(locale="zh-CN", reduced_motion="reduce", **DESK)
    context.set_default_timeout(PATIENCE)
    yield Projector(context.new_page()).show
    context.close()


@pytest.mark.xdist_group("every page")
@pytest.mark.parametrize("whose", ["citizens", "staff"])
def test_every_page_in_chromium(show: Callable[[Seen], Page], world: World, whose: str) -> None:
    walks = every_state(world) if ALL else everybody_walks(world)
    chosen = [walk for who, walk in walks.items() if (who in CITIZENS) == (whose == "citizens")]
    pages = [seen for walk in chosen for seen in walk.seen if seen.whole]
    sample = pages if ALL else some_of(enough_for_each_piece(pages))
    print(f"{whose}: {len(sample)} of {len(pages)} pages in light, dark and large")
    assert [f"{seen.who}: {fault}" for seen in sample for fault in _faults(show(seen), seen)] == []


def some_of(pages: list[Seen]) -> list[Seen]:
    """Behind the first few, a page shows one or two pieces that the others do not."""
    rest = pages[FIRST:]
    return [*pages[:FIRST], *random.sample(rest, len(rest) // 12)]


def every_state(world: World) -> dict[str, Walk]:
    """Also pages that are alike for all, as each of them sees it."""
    return {who: walk() for who, walk in set_the_scene(world).walks(shared=None).items()}


PLANTED = """<!doctype html><html lang="zh-CN"><head><title>A</title></head><body><main><h1>A</h1>
<p style="color: #999">pale</p><button style="width: 30px; height: 30px">b</button>
<div style="width: 700px">wide</div>
<p style="width: 90px; white-space: nowrap; overflow: hidden">cut off in the middle</p></main></body></html>"""


def test_planted_faults_are_caught(show: Callable[[Seen], Page]) -> None:
    headers = {"Content-Type": "text/html; charset=utf-8"}
    seen = Seen("somebody", Step("/a/", ("a",)), 200, headers, PLANTED.encode(), (), "/a/")
    found = "\n".join(_faults(show(seen), seen))
    assert "light: color-contrast" in found
    assert "too small to touch: 30×30" in found
    assert "640 px: sticks out" in found
    assert "360 px: cut off" in found


CITIZENS = frozenset(
    {"nobody", "applicant on the way", "code holder", "holder of older codes", "terminal"}
)


def _faults(page: Page, seen: Seen) -> list[str]:
    public = 'class="desk' not in seen.body.decode()[:300]
    sizes = [f"{page.url} {fault}" for fault in measured(page, public=public)]
    return [*examined(page), *sizes]

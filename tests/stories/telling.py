"""Telling a story over HTTP: a clock moved by hand, people at their doors, forms filled in as in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from santai.capabilities.notices import tasks as news
from santai.capabilities.orders.actions import sweep
from santai.capabilities.orders.models import Order
from santai.kernel.numbers import order_number
from santai.kernel.workdays import ZONE
from tests.factories.pages import Page, Visitor
from tests.world import LUSHAN, YE, World

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c636000000000050001a5f645400000000049454e44ae426082"
)
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb0043000302020202020302020203030303040604040404"
    "0408060605060908 0a0a090809090a0c0f0c0a0b0e0b09090d110d0e0f101011100a0c12131210130f101010"
    "ffc9000b080001000101011100ffcc000600101005ffda0008010100003f00d2cf20ffd9".replace(" ", "")
)

_ENTRY = re.compile(
    r'<li class="(?!present|ahead)[^"]*"><h3>([^<]*?)(?: <small>[^<]*</small>)?</h3>'
)
_LIMIT = re.compile(r"<details><summary>([^<：]+)：.*?</summary>([^<]*)</details>", re.DOTALL)
_PAPER = re.compile(r'<a href="([^"]*/documents/\d+/)">([^<]*)</a> <small>([^<，]*)，')


@dataclass
class Time:
    """What time it is for everybody. Moving on lets the worker do what it does all the time."""

    now: datetime

    def moves_to(self, month: int, day: int, hour: int = 9, minute: int = 0) -> None:
        later = datetime(2026, month, day, hour, minute, tzinfo=ZONE)
        assert later > self.now, "time runs one way"
        self.now = later
        self.passes()

    def passes(self) -> None:
        """Limits that have passed are dealt with; news goes to those who are to know it."""
        while sweep(at=self.now):
            pass
        news.relay(self.now)


class Browser(Visitor):
    """Somebody at a screen: reads a page, fills in what it asks, presses a button."""

    page = Page("")  # before the first one is opened

    def presses(
        self, button: str, path: str, typed: Mapping[str, Any] | None = None, *, status: int = 302
    ) -> str:
        """Send the form of the page that is open, with what it held and what is typed into it."""
        strange = set(typed or {}) - set(self.page.fields)
        assert not strange, f"{path} does not ask for {sorted(strange)}"
        return self.send(path, {**self.page.fields, **(typed or {}), "step": button}, status=status)

    def does(self, path: str, status: int = 302, **typed: Any) -> str:
        """Open the page of an action, fill it in, send it."""
        self.read(path)
        return self.presses("do", path, typed, status=status)

    def uploads(self, path: str, material: str, **files: bytes) -> str:
        given = [
            SimpleUploadedFile(name.replace("_", "."), content) for name, content in files.items()
        ]
        return self.send(path, {"material": material, "files": given})


def staff(world: World, role: str, region: str = YE) -> Browser:
    """Somebody in this post, freshly signed in."""
    return _signed_in(world.accounts[(role, region)])


def lawyer(world: World, number: int = 0) -> Browser:
    return _signed_in(world.lawyers[number].account)


def with_code(number: str, code: str) -> Browser:
    """The applicant at any device, coming back with number and query code."""
    browser = Browser()
    browser.read("/track/")
    browser.presses("", "/track/", {"number": number, "code": code})
    return browser


def guessed_number() -> str:
    """A number that could be one, and is none."""
    return order_number(2026, 123_456, settings.SECRET_KEY.encode())


def desk(order: Order, *more: str) -> str:
    return "/".join(("/desk/orders", order.number, *more, ""))


def own(order: Order, *more: str) -> str:
    """The applicant's own page of the matter."""
    return "/".join(("/matters", order.number, *more, ""))


def told(page: Page) -> tuple[str, str]:
    """The number and the query code on a slip or a page for the telephone."""
    number = re.search(r'<span class="number">([\d ]+)</span>', page.source)
    code = re.search(r'<span class="code">(\w+)</span>', page.source)
    assert number is not None, page.text
    assert code is not None, page.text
    return number[1].replace(" ", ""), code[1]


def timeline(page: Page) -> list[str]:
    """What happened, oldest first, as the page tells it."""
    return [unescape(title) for title in _ENTRY.findall(page.source)]


def limits(page: Page) -> list[tuple[str, str]]:
    """Every limit on the page with the sentence that explains its day."""
    return [(title, said) for title, said in _LIMIT.findall(page.source) if "依据" in said]


def papers(page: Page) -> dict[str, tuple[str, str]]:
    """The documents on the page: number → (title, address)."""
    return {number: (title, path) for path, title, number in _PAPER.findall(page.source)}


def is_missing_to(browsers: Callable[[], list[Browser]], order: Order) -> None:
    """For these people there is no such order: 404 wherever they try."""
    for browser in browsers():
        for path in (desk(order), desk(order, "note"), desk(order, "files", "1")):
            assert browser.get(path).status_code == 404, path
        assert order.number not in browser.read("/desk/?which=all").source


@dataclass
class Tale:
    """Who is in the story, what time it is, and the one matter."""

    world: World
    time: Time
    order: Order = None  # type: ignore[assignment]  # the call makes it
    code: str = ""

    def worker(self) -> Browser:
        return with_code(self.order.number, self.code)

    def at(self, month: int, day: int, hour: int = 9) -> None:
        """Time goes on; wherever the matter stands, another county's people find nothing."""
        is_missing_to(self._strangers, self.order)
        self.time.moves_to(month, day, hour)

    def worker_reads(self) -> Page:
        return self.worker().read(own(self.order))

    def now(self) -> Order:
        self.order.refresh_from_db()
        return self.order

    def _strangers(self) -> list[Browser]:
        return [staff(self.world, role, LUSHAN) for role in ("window-clerk", "aid-clerk")]


def _signed_in(account: Any) -> Browser:
    browser = Browser()
    browser.force_login(account)
    return browser

"""Showing Chromium the pages that a walk has seen, without a server: the same bytes and headers, any time again."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Route

from tests.crawling.walk import HOST, Seen

NOTHING: dict[str, Any] = {"status": 204, "body": b""}


class Projector:
    """`page` shows what is put in; styles and scripts come from the house, all else is not there."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._now: Seen | None = None
        page.route("**/*", self._answer)

    def show(self, seen: Seen) -> Page:
        self._now = seen
        self.page.goto(HOST + urlsplit(seen.path).path)
        return self.page

    def _answer(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if route.request.is_navigation_request() and self._now is not None:
            # what was rolled back is gone; the page is shown as it was
            headers = {k: v for k, v in self._now.headers.items() if k != "Content-Length"}
            route.fulfill(status=200, headers=headers, body=self._now.body)
        elif path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            route.fulfill(path=Path(str(found))) if found else route.fulfill(status=404)
        else:
            route.fulfill(**NOTHING)

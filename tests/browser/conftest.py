"""Chromium, and a town for it to look at: the small world, served over HTTP with the real clock.

Both live as long as one file of tests, because what a browser does is committed: afterwards the database is
empty again. Imports stay inside: this file is read before Django is ready.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from santai.project.bench.chromium import launched

if TYPE_CHECKING:
    from tests.browser.town import Town

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "has_touch": True,
    "is_mobile": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PATIENCE = 15_000  # milliseconds; the machine may be busy


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    from django.db import connections

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # playwright keeps a loop in this thread, where pytest-django opens its transaction all the same
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        browser = launched(playwright)
        yield browser
        browser.close()
        connections.close_all()  # of this loop; nobody else would find it


@pytest.fixture(scope="module")
def town(
    chromium: Browser,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Town]:
    from tests.browser.town import opened

    with django_db_blocker.unblock(), opened(tmp_path_factory.mktemp("files")) as town:
        yield town


@pytest.fixture
def browse(chromium: Browser, town: Town) -> Iterator[Callable[..., Page]]:
    """A new browser of its own: a phone, unless told otherwise.

    Whatever the test is about, no page may complain: a script that fails, a file that is missing,
    something the security policy (CSP) had to stop.
    """
    complaints: list[str] = []
    contexts = []

    def new(account: Any = None, **how: Any) -> Page:
        context = chromium.new_context(
            base_url=town.address, locale="zh-CN", reduced_motion="reduce", **(how or PHONE)
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if account is not None:
            context.add_cookies([town.session_of(account)])
        page = context.new_page()
        page.on("console", lambda said: complaints.extend(_complaint(said)))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda answer: complaints.extend(_missing(answer)))
        return page

    yield new
    for context in contexts:
        context.close()
    assert complaints == []


def _complaint(said: ConsoleMessage) -> list[str]:
    """Chromium also complains of every page that answers 404 or 422, as some are meant to."""
    loading = said.text.startswith("Failed to load resource")
    return [said.text] if said.type == "error" and not loading else []


def _missing(answer: Response) -> list[str]:
    wrong = answer.status >= 400 and answer.request.resource_type != "document"
    return [f"{answer.status} {answer.url}"] if wrong else []

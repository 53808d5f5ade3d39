"""A visitor for tests of pages: Django's client, and a strict look at everything it is given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from santai.pages import languages
from santai.pages.languages import Language
from tests.world import NOW

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
OURS = re.compile(r"(/|#|\?|tel:|data:image/)")


@dataclass
class Page(HTMLParser):
    """An HTML page taken apart: what its forms hold, where its links lead, and what is wrong with it."""

    source: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._ids: set[str] = set()
        self._labels: set[str] = set()
        self._unlabelled: list[tuple[str, int]] = []
        self._select, self._area, self._headings = "", "", 0
        self.feed(self.source)
        self._finish()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        self._look(tag, given)
        self._gather(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._look(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes nothing: {self._open[-3:]}")
            return
        self._open.pop()
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][-1] += data.removeprefix("\n")
        self.text += data

    def _look(self, tag: str, given: dict[str, str]) -> None:
        """Nothing in the page that the policy forbids, nothing from elsewhere, nothing without a name."""
        self.faults += [
            f"{tag} {name}" for name in given if name == "style" or name.startswith("on")
        ]
        own_module = given.get("type") == "module" and given.get("src", "").startswith("/static/")
        if tag in {"style", "iframe", "object"} or (tag == "script" and not own_module):
            self.faults.append(f"<{tag}>")
        for name in ("href", "src", "action"):
            if name in given and not OURS.match(given[name] or "/"):
                self.faults.append(f"{tag} {name}={given[name]}")
        if (name := given.get("id")) and (name in self._ids or self._ids.add(name)):
            self.faults.append(f"id {name} twice")
        self._headings += tag == "h1"
        if tag == "label" and "for" in given:
            self._labels.add(given["for"])
        visible = tag in {"select", "textarea"} or (
            tag == "input" and given.get("type") != "hidden"
        )
        if visible and "label" not in self._open and "aria-label" not in given:
            self._unlabelled.append((given.get("id", given.get("name", "?")), len(self._open)))

    def _gather(self, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "a":
            self.links.append(given.get("href", ""))
        if tag == "select":
            self._select = name
            self.fields.setdefault(name, [])
        if tag == "option" and "selected" in given:
            self.fields[self._select].append(given.get("value", ""))
        if tag == "textarea":
            self._area = name
            self.fields.setdefault(name, []).append("")
        if tag == "input" and name:
            chosen = given.get("type") not in {"radio", "checkbox"} or "checked" in given
            self.fields.setdefault(name, []).extend([given.get("value", "")] * chosen)

    def _finish(self) -> None:
        self.faults += [f"<{tag}> is never closed" for tag in self._open]
        self.faults += [
            f"{who} has no label" for who, _ in self._unlabelled if who not in self._labels
        ]
        if self._headings != 1:
            self.faults.append(f"{self._headings} main headings")


class Visitor(Client):
    """Goes from page to page. Every page it is shown must be sound, whatever the test is about."""

    page: Page

    def request(self, **request: Any) -> HttpResponse:  # type: ignore[override]
        response: HttpResponse = super().request(**request)
        if response.headers.get("Content-Type", "").startswith("text/html") and response.content:
            self.page = Page(response.content.decode())
            assert self.page.faults == []
            assert f'<html lang="{self.language.tag}"' in self.page.source
        return response

    @property
    def language(self) -> Language:
        """The one this visitor chose."""
        cookie = self.cookies.get(languages.COOKIE)
        known = languages.languages()
        return known.get(cookie.value if cookie else "", known["zh-hans"])

    def read(self, path: str, **data: Any) -> Page:
        """The page at an address, which must be there."""
        response = self.get(path, data)
        assert response.status_code == 200, (path, response.status_code, response.headers)
        return self.page

    def send(self, path: str, data: dict[str, Any] | None = None, *, status: int = 302) -> str:
        """Send a form; gives where it leads, or the text of the page where it stays."""
        response = self.post(path, data or {})
        assert response.status_code == status, (response.status_code, self.page.text[-2000:])
        return response.headers.get("Location") or self.page.text


def stop_the_clock(patch: pytest.MonkeyPatch, at: Any = NOW) -> None:
    """The pages' clock stands at the moment of the small world."""
    patch.setattr(timezone, "now", lambda: at)


def signed_in(account: Any) -> Visitor:
    """A browser in which this account has signed in."""
    browser = Visitor()
    browser.force_login(account)
    return browser

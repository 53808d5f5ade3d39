"""A walk through all that a visitor can reach: every link, every form as it stands, one of each kind.

Pages are of one kind when the same view answers for the same kind of thing: an order counts by its service and
state, a filter by its name. Whatever a visit changes is undone before the next, so that the world stays as it
was built and a machine that forgets its visitors may be walked through like any other.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from santai.capabilities.sealing import keys
from tests.crawling.reading import Form, Ways

HOST = "http://testserver"
STATES = frozenset(
    {"desk:order", "portal:matter", "terminal:matter"}
)  # show a state each in its own way
# of the style page, which shows all of them together; of the reference data, how lists are sorted
NO_MATTER = frozenset({"looks", "o", "_changelist_filters"})
WORD = re.compile(r"[a-z][a-z_-]{1,20}")
ALIKE = frozenset(
    {
        "desk:catalogue",
        "desk:figure-orders",
        "desk:search",
        "desk:seen",
        "desk:service",
        "desk:sheet",
        "desk:supervision",
        "desk:take",
        "desk:take-best",
        "hotline:calls",
        "logout",
    }
)
SHEETS = (".xlsx", ".pdf")  # hold the same whatever is in them
REFUSALS = frozenset({403, 404})
BOOKKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
# Nor is it a question of the page's that somebody's looking is written down for whom they stand for.
LOOKED = 'INSERT INTO "people_representationuse"'
# Nor that a sign-in is marked as used, once a minute, by whichever page comes first.
USED = 'UPDATE "identity_signin" SET "seen"'
# Nor that the process looks for new keys, once a minute, with whichever page comes first.
KEYS = keys.ALL
MOST = 12  # queries of a page
FEW = 30  # hops of redirects and the like


@dataclass(frozen=True, slots=True)
class Step:
    """A way to a page: a link, or a form with a button pressed."""

    path: str
    kind: tuple[str, ...]
    sends: tuple[tuple[str, str], ...] | None = None
    found_on: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a visitor was shown."""

    who: str
    step: Step
    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
    queries: tuple[str, ...] = field(repr=False)
    path: str  # where it led

    @property
    def view(self) -> str:
        return self.step.kind[0]

    @property
    def views(self) -> set[str]:
        """The one that was asked, and the one that answered in the end."""
        if not self.is_page or self.status in REFUSALS:
            return {self.view}
        return {self.view, resolve(urlsplit(self.path).path).view_name}

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html") and bool(self.body)

    @property
    def whole(self) -> bool:
        """A document of its own, not a piece that a script puts into one."""
        return self.is_page and b"<html" in self.body[:200]

    def __str__(self) -> str:
        how = "POST " if self.step.sends is not None else ""
        return f"{self.who}: {how}{self.step.path} → {self.status} (on {self.step.found_on})"


@dataclass
class Walk:
    who: str
    browser: Client
    state_of: Callable[[str], str]
    elsewhere: tuple[str, ...] = ()  # views of which others see enough
    forms: bool = True
    roughly: bool = False  # one page of each view is enough
    shared: set[tuple[str, ...]] | None = None  # what others saw already, of pages alike for all
    seen: list[Seen] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._kinds: set[tuple[str, ...]] = set()
        self._ahead: deque[Step] = deque()

    def through(self, starts: Iterable[str]) -> Walk:
        for path in starts:
            self._consider(path, "the start")
        while self._ahead:
            self.seen.append(here := self._seen(self._ahead.popleft()))
            if here.is_page and here.step.sends is None:
                self._look_around(here)
        return self

    def shut_out(self, doors: Iterable[str]) -> Walk:
        """Knock where this visitor may not enter or where nothing is: a refusal is a page too."""
        for path in doors:
            here = self.visit(Step(path, ("refusal", path), found_on=""))
            if here.status in REFUSALS:
                self.seen.append(here)
        return self

    def _seen(self, step: Step) -> Seen:
        """A page that asks a lot is asked twice: what is known for minutes only may just have to be looked up
        again."""
        here = self.visit(step)
        if step.sends is None and len(here.queries) > MOST:
            here = min(here, self.visit(step), key=lambda seen: len(seen.queries))
        return here

    def visit(self, step: Step) -> Seen:
        """Go there, and undo whatever that changed."""
        cookies = deepcopy(self.browser.cookies)
        with transaction.atomic():
            queries: list[str] = []
            with connection.execute_wrapper(_noting(queries)):
                response = self._ask(step)
            path, hops = step.path, 0
            while response.status_code in {301, 302, 303} and hops < FEW:
                path, hops = urljoin(path, response.headers["Location"]), hops + 1
                if not _ours(path):
                    break
                response = self.browser.get(path)
            body = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        self.browser.cookies = SimpleCookie(cookies)
        headers = dict(response.headers)
        return Seen(self.who, step, response.status_code, headers, body, tuple(queries), path)

    def _ask(self, step: Step) -> HttpResponse:
        if step.sends is None:
            return self.browser.get(step.path)
        data: dict[str, list[str]] = {}
        for name, value in step.sends:
            data.setdefault(name, []).append(value)
        return self.browser.post(step.path, data)

    def _look_around(self, here: Seen) -> None:
        ways = Ways(here.body.decode())
        for link in ways.links:
            self._consider(urljoin(here.step.path, link), here.step.path)
        for form in ways.forms if self.forms else ():
            action = urljoin(here.step.path, form.action)
            if form.method == "get":
                self._consider(f"{action.partition('?')[0]}?{form.query()}", here.step.path)
            else:
                self._would_send(action, form, here)

    def _consider(self, address: str, on: str) -> None:
        address = address.partition("#")[0]
        if _ours(address) and (kind := self._kind(address, on)) and self._is_new(kind):
            self._ahead.append(Step(address, kind, found_on=on))

    def _would_send(self, action: str, form: Form, here: Seen) -> None:
        for button, data in form.pressed():
            kind = self._kind(action, here.step.path)
            # search: the same question asked anew; what is chosen in it plays no part for the page
            if kind and self._is_new(("POST", *kind, button.partition(":")[0])):
                self._ahead.append(Step(action, kind, tuple(data), here.step.path))

    def _is_new(self, kind: tuple[str, ...]) -> bool:
        view = kind[kind[0] == "POST"]
        kinds = self.shared if self.shared is not None and view in ALIKE else self._kinds
        new = kind not in kinds
        kinds.add(kind)
        return new

    def _kind(self, address: str, on: str) -> tuple[str, ...]:
        parts = urlsplit(address)
        if parts.path.startswith(("/static/", "/api/")):
            return ()
        try:
            match = resolve(parts.path)
        except Resolver404:
            self.astray.append(f"{self.who}: {address} (on {on}) is no address of ours")
            return ()
        if match.view_name.startswith(self.elsewhere or ("-",)):
            return ()
        if self.roughly:
            return (match.view_name,)
        things = [self._thing(match.view_name, name, v) for name, v in match.kwargs.items()]
        query = _asked(parts.query)
        if match.view_name.startswith("admin:"):  # made by one program, for every column alike
            query = [word.partition("=")[0] for word in query]
        return (match.view_name, *things, *([] if parts.path.endswith(SHEETS) else query))

    def _thing(self, view: str, name: str, value: Any) -> str:
        """An order stands for all in its state; a file, a person, a hall for all of theirs."""
        if name == "number":
            return self.state_of(value) if view in STATES else ""
        if name == "object_id":
            return ""
        return value if isinstance(value, str) else ""


def _asked(query: str) -> list[str]:
    """What of a query makes another kind of page: one word whatever it says, two by their names, more as such.

    Filters multiply: ten of them would be a thousand pages of one list.
    """
    asked = [(k, v) for k, v in sorted(parse_qsl(query)) if v and k not in NO_MATTER]
    if len(asked) > 2:
        return ["several"]
    if len(asked) == 2:
        return [name for name, _ in asked]
    return [f"{k}={v}" if WORD.fullmatch(v) else k for k, v in asked]


def _noting(queries: list[str]) -> Callable[..., Any]:
    """Every statement that asks or changes something; the test's own savepoints are none of the page's."""

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith((*BOOKKEEPING, LOOKED, USED, KEYS)):
            queries.append(sql)
        return execute(sql, params, many, context)

    return note


def _ours(address: str) -> bool:
    return address.startswith("/") and not address.startswith("//")

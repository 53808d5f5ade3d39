"""Readers of other languages: the same pages in English, and the same acts that must leave the same rows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils import translation

import santai

PACKAGE = Path(santai.__file__).parent
ENTRY = re.compile(r'^msgid (".*")$', re.MULTILINE)


class EnglishReader(Client):
    """A browser in which an account has signed in and chosen English."""

    def __init__(self, account: Any, language: str = "en") -> None:
        super().__init__()
        self.language = language
        self.cookies["language"] = language
        self.force_login(account)

    def request(self, **request: Any) -> Any:
        with translation.override(self.language):
            return super().request(**request)

    def pieces(self, path: str, **data: Any) -> list[str]:
        """What stands on a page, text by text, with what is said of pictures and fields."""
        response = self.get(path, data)
        assert response.status_code == 200, (path, response.status_code)
        return _Pieces(response.content.decode()).found


class _Pieces(HTMLParser):
    SAID = frozenset({"aria-label", "alt", "placeholder", "title"})

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value.strip() for name, value in attrs if name in self.SAID and value]

    def handle_data(self, data: str) -> None:
        self.found += [data.strip()] if data.strip() else []


def words_of(*parts: str) -> set[str]:
    """The Chinese that only these parts say, as it would stand on a page where nobody translated it."""
    found = (PACKAGE / part / "locale/en/LC_MESSAGES/django.po" for part in parts)
    texts = {ast.literal_eval(text) for po in found for text in ENTRY.findall(po.read_text())}
    shared = _said_by_pages_and_catalogue()
    return {text for text in texts if len(text) > 1 and "%(" not in text and text not in shared}


@cache
def _said_by_pages_and_catalogue() -> str:
    folders = (PACKAGE / "pages", PACKAGE / "catalogue")
    files = (file for folder in folders for file in sorted(folder.rglob("*.*")))
    return "".join(file.read_text() for file in files if file.suffix in {".html", ".py", ".yaml"})


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done inside never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def kept(order: Any) -> dict[str, Any]:
    """All words that an order leaves behind: its own, its events', its papers', limits', documents', messages'."""
    from santai.capabilities.clocks.models import Clock
    from santai.capabilities.documents.models import Document
    from santai.capabilities.notices.models import Message, ShortMessage
    from santai.capabilities.orders.models import Event

    def rows(found: Any, *names: str) -> list[tuple[Any, ...]]:
        return list(found.order_by("pk").values_list(*names))

    events = Event.objects.filter(order=order).order_by("seq")
    return {
        "order": (order.title, order.answers, order.state, order.outcome),
        "events": [(e.code, e.actor_name, e.role, _without_keys(e.data)) for e in events],
        "papers": rows(order.materials, "title", "state", "note"),
        "limits": rows(Clock.objects.filter(subject=order.subject), "title", "basis"),
        "documents": rows(Document.objects.filter(subject=order.subject), "title"),
        "messages": rows(Message.objects.filter(order=order), "title", "text"),
        "sms": rows(ShortMessage.objects.filter(order=order), "text"),
    }


def _without_keys(data: dict[str, Any]) -> dict[str, Any]:
    """What differs between two rows that say the same: numbers of documents and what is counted from them."""
    documents = [document["title"] for document in data.get("documents", [])]
    return {**data, "documents": documents}

"""What a visitor could do next on a page: where its links lead, what its forms would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode


@dataclass
class Form:
    """A form as it stands, with one of its buttons pressed."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    seen: bool = False  # holds something to fill in, where Enter sends the form

    def query(self) -> str:
        return urlencode(self.fields)

    def pressed(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """For each button: how to call it, and what would be sent."""
        if not self.buttons:
            return [("", self.fields)] if self.seen else []
        return [(f"{n}={v}", [*self.fields, (n, v)] if n else self.fields) for n, v in self.buttons]


@dataclass
class Ways(HTMLParser):
    """The ways on from a page, in the order in which it offers them."""

    source: str
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    title: str = ""
    lang: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._form: Form | None = None
        self._select, self._area, self._in_title = "", "", False
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "title":
            self._in_title = not self.title
        elif tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self._form = Form(given.get("method", "get").lower(), given.get("action", ""))
            self.forms.append(self._form)
        elif self._form is not None and "disabled" not in given:
            self._control(tag, given, self._form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
        elif tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if self._area and self._form is not None:
            self._form.fields.append((self._area, data.removeprefix("\n")))
            self._area = ""

    def _control(self, tag: str, given: dict[str, str], form: Form) -> None:
        name, value, kind = given.get("name", ""), given.get("value", ""), given.get("type", "")
        form.seen |= bool(name) and kind != "hidden"
        if tag == "button" or (tag == "input" and kind == "submit"):
            form.buttons.append((name, value))
        elif tag == "input" and name and kind != "file":
            if kind not in {"radio", "checkbox"} or "checked" in given:
                form.fields.append((name, value))
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            form.fields.append((self._select, value))
        elif tag == "textarea":
            self._area = name

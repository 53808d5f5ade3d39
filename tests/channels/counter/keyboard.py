"""Where the Tab key stops on a page, in order: what a clerk without a mouse walks along."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

FIELDS = {"input", "select", "textarea", "button"}
VOID = {"input", "meta", "link", "br", "hr", "img"}


@dataclass
class Stops(HTMLParser):
    """`names`: a field's name, a button's value or a link's address, in the order of the Tab key.

    What lies in a closed <details> is passed by, its summary is a stop; a group of radios is one stop.
    `keys`: access key → name. `begin`: the place in `names` where the part to fill in begins.
    """

    source: str
    names: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    begin: int | None = None
    focus: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._closed: list[bool] = []
        self._radios: set[str] = set()
        self.feed(self.source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if given.get("id") == "asked":
            self.begin = len(self.names)
        if tag == "details":
            self._closed.append("open" not in given)
        if tag == "summary" and not any(self._closed[:-1]):
            self.names.append("summary")
        elif not any(self._closed) and self._stops(tag, given):
            self._add(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self._closed.pop()

    def _stops(self, tag: str, given: dict[str, str]) -> bool:
        if given.get("tabindex") == "-1" or given.get("type") == "hidden" or "hidden" in given:
            return False
        return tag in FIELDS or (tag == "a" and "href" in given)

    def _add(self, given: dict[str, str]) -> None:
        name = given.get("name") or given.get("href", "")
        label = f"{name}={given['value']}" if name in {"step", "here", "pick_service"} else name
        if "accesskey" in given:
            self.keys[given["accesskey"]] = label
        if "autofocus" in given:
            self.focus = label
        if given.get("type") == "radio" and name in self._radios:
            return
        if given.get("type") == "radio":
            self._radios.add(name)
        self.names.append(label)

    def tabs(self, target: str) -> int:
        """How often Tab is pressed from where the page begins to the target."""
        return self.names.index(target, self.begin or 0) - (self.begin or 0) + 1

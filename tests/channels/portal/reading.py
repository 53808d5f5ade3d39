"""A citizen who reads another language walks the main path, and says what Chinese of ours was on it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from tests.factories.pages import Visitor
from tests.world import YE

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# What stays Chinese: names of places and institutions, citations of laws that were kept with the order.
NAMES = re.compile(
    r"叶县[\u4e00-\u9fff]*|平顶山市[\u4e00-\u9fff]*|河南省[\u4e00-\u9fff]*|鲁山县[\u4e00-\u9fff]*|律师[甲乙丙]|(?<=notary)甲|(?<=appraiser)甲|(?<=arbitrator)甲|《[^》]*》[^。；,;.]*"
)
FOREIGN = ("zh-CN",)  # elements that say themselves that they are Chinese
VOID = {"meta", "link", "input", "br"}

AID, CONSULTATION = "/services/legal-aid/civil/", "/services/consultation/legal/"
WAYS: dict[str, dict[str, dict[str, Any]]] = {
    AID: {
        "place": {"region": YE},
        "answers-matter": {"answers.matter": "劳动报酬"},
        "answers-facts": {"answers.facts": "Three months of wages were not paid."},
        "applicant-groups": {"applicant.groups": ["农民工"]},
        "applicant": {"applicant.name": "Ann", "applicant.phone": "13800000001"},
        "opposite": {"opposite.name": "Builders"},
    },
    CONSULTATION: {
        "place": {"region": YE},
        "answers-topic": {"answers.topic": "劳动工资"},
        "answers-question": {"answers.question": "Who pays when the builder is gone?"},
        "answers-danger": {"answers.danger": ["家庭暴力"]},
        "applicant": {"applicant.name": "Ann"},
    },
}
# Violence and old age open the questions that wages do not.
RARE: dict[str, dict[str, Any]] = {
    **WAYS[AID],
    "answers-matter": {"answers.matter": "家庭暴力"},
    "applicant-groups": {"applicant.groups": ["老年人"]},
}


class Shown(HTMLParser):
    """The text of a page and of its labels, without elements in Chinese by their own word, values and options."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self._foreign: list[bool] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        above = bool(self._foreign) and self._foreign[-1]
        foreign = given["lang"] in FOREIGN if given.get("lang") else above
        if tag not in VOID:
            # The list of places is names, and so is what somebody typed.
            self._foreign.append(foreign or tag in {"option", "optgroup", "textarea"})
        if not foreign:
            labels = ("aria-label", "placeholder", "title")
            self.text += [given.get(name) or "" for name in labels]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._foreign:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        if not (self._foreign and self._foreign[-1]):
            self.text.append(data)


def reader(language: str) -> Visitor:
    visitor = Visitor()
    visitor.get("/look/", {"language": language})
    return visitor


def chinese_on(visitor: Visitor, where: str) -> list[str]:
    """The Chinese of the page that stands before the visitor."""
    text = NAMES.sub("", " ".join(Shown(visitor.page.source).text))
    return [f"{where}: {found}" for found in CHINESE.findall(text)]


def read(visitor: Visitor, *paths: str) -> list[str]:
    seen = []
    for path in paths:
        visitor.read(path)
        seen += chinese_on(visitor, path)
    return seen


def apply(
    visitor: Visitor, service: str = AID, answers: dict[str, dict[str, Any]] | None = None
) -> list[str]:
    """From the first question to the receipt; gives the Chinese that was seen, page by page."""
    way = answers or WAYS[service]
    seen, path = read(visitor, f"{service}begin/"), visitor.send(f"{service}begin/")
    while "/ask/" in path:
        seen += read(visitor, path)
        name = path.rstrip("/").rpartition("/")[2]
        path = visitor.send(path, {**way.get(name, {}), "step": "next"})
    seen += read(visitor, path)
    return seen + read(visitor, visitor.send(path))


def go_wrong(visitor: Visitor) -> list[str]:
    """A form, the tracking page and signing in each say what is wrong; and an address leads nowhere."""
    visitor.send(f"{AID}begin/")
    visitor.send(f"{AID}ask/answers-facts/", {"step": "next"}, status=422)
    seen = chinese_on(visitor, "question with an error")
    visitor.send("/track/", {"number": "1", "code": "2"}, status=422)
    seen += chinese_on(visitor, "tracking with an error")
    for given in ({}, {"username": "nobody", "password": "wrong"}):
        visitor.send("/login/", given, status=422)
        seen += chinese_on(visitor, "signing in with an error")
    visitor.get("/nowhere/")
    return seen + chinese_on(visitor, "404")


def follow(visitor: Visitor) -> list[str]:
    """The newest matter: found by number and code, read, written to, left."""
    order = Order.objects.latest("pk")
    visitor.send("/leave/")
    given = {"number": order.number, "code": code_of(order)}
    matter = visitor.send("/track/", given)
    seen = read(visitor, matter, f"{matter}message/")
    visitor.send(f"{matter}message/", {"text": "Any news?"})
    seen += read(visitor, matter)
    visitor.read(visitor.send("/leave/"))
    return seen + chinese_on(visitor, "after leaving")


def main_path(visitor: Visitor) -> list[str]:
    """The citizen's main path; gives all Chinese of ours that was met."""
    seen = read(visitor, "/", "/services/", "/services/?line=legal-aid", "/look/", "/return/")
    seen += read(visitor, AID, f"{AID}?region={YE}", CONSULTATION, f"{CONSULTATION}?region={YE}")
    seen += read(visitor, "/track/", "/login/") + go_wrong(visitor)
    for service, way in ((AID, WAYS[AID]), (AID, RARE), (CONSULTATION, WAYS[CONSULTATION])):
        seen += apply(visitor, service, way) + follow(visitor)
    return seen

"""A citizen who reads English: every page of the way in English, and nothing kept differs for it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.utils import translation

from santai.capabilities.clocks.models import Clock
from santai.capabilities.orders.models import Event, Material, Order
from santai.kernel.words import said
from tests.factories.pages import Visitor
from tests.world import YE, World, ask_for_aid, take

pytestmark = pytest.mark.django_db

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# What stays Chinese: names of places and institutions, citations of laws that were kept with the order.
NAMES = re.compile(
    r"叶县[\u4e00-\u9fff]*|平顶山市[\u4e00-\u9fff]*|河南省[\u4e00-\u9fff]*|鲁山县[\u4e00-\u9fff]*|律师[甲乙丙]|《[^》]*》[^。；,;.]*"
)
FOREIGN = ("zh-CN",)  # elements that say themselves that they are Chinese


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
        if tag not in {"meta", "link", "input", "br"}:
            # The list of places is names, and so is what somebody typed.
            self._foreign.append(foreign or tag in {"option", "optgroup", "textarea"})
        self.text += [given.get(name) or "" for name in ("aria-label", "placeholder", "title")]

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"meta", "link", "input", "br"} and self._foreign:
            self._foreign.pop()

    def handle_data(self, data: str) -> None:
        if not (self._foreign and self._foreign[-1]):
            self.text.append(data)


def chinese_in(visitor: Visitor) -> list[str]:
    text = NAMES.sub("", " ".join(Shown(visitor.page.source).text))
    return CHINESE.findall(text)


@pytest.fixture
def reader(world: World) -> Visitor:
    visitor = Visitor()
    visitor.get("/look/", {"language": "en"})
    return visitor


WAY: dict[str, dict[str, Any]] = {
    "place": {"region": YE},
    "answers-matter": {"answers.matter": "劳动报酬"},
    "answers-facts": {"answers.facts": "Three months of wages were not paid."},
    "applicant-groups": {"applicant.groups": ["农民工"]},
    "applicant": {"applicant.name": "Ann", "applicant.phone": "13800000001"},
    "opposite": {"opposite.name": "Builders"},
}
AID = "/services/legal-aid/civil/"


def apply(visitor: Visitor, *, wrong: bool = False) -> list[str]:
    """The whole way; gives the Chinese that was seen, page by page."""
    seen, path = [], visitor.send(f"{AID}begin/")
    while "/ask/" in path:
        visitor.read(path)
        seen += [f"{path}: {text}" for text in chinese_in(visitor)]
        name = path.rstrip("/").rpartition("/")[2]
        path = visitor.send(path, {**WAY.get(name, {}), "step": "next"})
    visitor.read(path)
    seen += [f"{path}: {text}" for text in chinese_in(visitor)]
    receipt = visitor.send(path)
    visitor.read(receipt)
    return seen + [f"{receipt}: {text}" for text in chinese_in(visitor)]


def test_no_page_of_the_way_speaks_chinese_to_an_english_reader(reader: Visitor) -> None:
    """WEB: English complete. From the first page to the matter, the guide and the errors."""
    seen = []
    for path in (
        "/",
        "/services/",
        "/services/?line=legal-aid",
        AID,
        f"{AID}?region={YE}",
        "/services/consultation/legal/",
        f"{AID}begin/",
        "/return/",
        "/track/",
        "/look/",
        "/login/",
        "/places/",
        "/people/",
    ):
        reader.read(path)
        seen += [f"{path}: {text}" for text in chinese_in(reader)]
    seen += apply(reader)
    order = Order.objects.get()
    reader.read(f"/matters/{order.number}/")
    seen += [f"matter: {text}" for text in chinese_in(reader)]
    reader.send("/track/", {"number": "1", "code": "2"}, status=422)
    seen += [f"track: {text}" for text in chinese_in(reader)]
    reader.get("/nowhere/")
    seen += [f"404: {text}" for text in chinese_in(reader)]
    assert seen == []


def kept() -> list[Any]:
    """What an application leaves behind, without what no two applications share."""
    order = Order.objects.latest("pk")

    def plain(value: Any) -> str:
        return str(value).replace(order.number, "…")

    return [
        plain((order.title, order.answers, order.state)),
        [plain((row.code, row.data)) for row in Event.objects.filter(order=order).order_by("pk")],
        [
            plain((row.title, row.note))
            for row in Material.objects.filter(order=order).order_by("pk")
        ],
        [
            plain((row.name, row.title, row.basis))
            for row in Clock.objects.filter(subject=order.subject).order_by("pk")
        ],
    ]


def test_nothing_that_is_kept_depends_on_the_reader(reader: Visitor, world: World) -> None:
    """The same application in English leaves the same rows (LEDGER: what is hashed is Chinese)."""
    apply(reader)
    in_english = kept()
    apply(Visitor())
    assert Order.objects.count() == 2
    assert in_english == kept()


def test_what_a_rule_said_is_kept_in_chinese_whoever_asked(world: World) -> None:
    order = ask_for_aid().order
    with translation.override("en"):
        assert said("继续") == "Continue"
        granted = take(world.staff("aid-approver"), order, "grant", form_of_aid="诉讼代理")
    event = Event.objects.filter(order=granted, code="grant").get()
    reasons = [reason["text"] for reason in event.data["judgement"]["reasons"]]
    assert reasons == ["属于农民工且申请事项为劳动报酬"]

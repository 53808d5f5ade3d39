"""What the tour must find: a fault is planted in each thing it looks at, and found (M1)."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from santai.capabilities.documents.actions import typesetting
from santai.catalogue import current
from santai.catalogue.schema import Service
from tests import world as w
from tests.reliability.model import seen as all_of
from tests.reliability.model import unseen
from tests.reliability.model.papers import faults_of
from tests.reliability.model.seen import UNTOLD, Seen
from tests.reliability.model.tour import Tour

pytestmark = pytest.mark.django_db
PLANTED = Path(__file__).parent / "planted"


@pytest.fixture(autouse=True, scope="module")
def planted() -> Iterator[None]:
    """The services of `planted/` beside the packaged ones."""
    current.use(PLANTED)
    yield
    current.use()


def service(name: str) -> Service:
    return current.catalogue().service(f"planted/{name}", w.YE, w.TODAY)


def toured(town: w.World, name: str, keep: Path | None = None) -> Seen:
    tour = Tour(town, Seen(keep))
    tour.through(service(name))
    return tour.seen


def test_a_state_that_nobody_reaches_is_found(town: w.World) -> None:
    seen, there = toured(town, "state"), all_of.states([service("state")])

    left = there - seen.states - unseen.states([service("state")]).keys()
    assert left == {("planted/state", "hall")}
    assert seen.faults == {}


def test_a_limit_that_never_passes_is_found(town: w.World) -> None:
    seen, there = toured(town, "limit"), all_of.clocks([service("limit")])

    assert there == {("planted/limit", "wait"), ("planted/limit", "answer_due")}
    assert there - seen.breached - unseen.passed([service("limit")]).keys() == {
        ("planted/limit", "answer_due")
    }
    assert there - seen.met - unseen.kept([service("limit")]).keys() == {
        ("planted/limit", "answer_due")
    }


def test_a_limit_that_passes_and_is_not_written_down_is_found(
    town: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("santai.capabilities.clocks.actions.mark_breached", lambda *_, **__: False)
    seen = toured(town, "paper")

    assert seen.breached == set()
    assert seen.passed_in_vain == {("planted/paper", "asked"): UNTOLD}


def test_an_office_that_is_not_told_is_found(
    town: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeping = import_module("santai.capabilities.orders.actions.sweep")
    written = sweeping._write_breach

    def silently(door: object, clock: object, *, tells: tuple[str, ...]) -> None:
        written(door, clock, tells=())  # type: ignore[arg-type]

    monkeypatch.setattr(sweeping, "_write_breach", silently)
    seen = toured(town, "paper")

    assert seen.passed_in_vain == {("planted/paper", "asked"): "the office was not told"}


def test_a_paper_that_says_none_is_found(town: w.World, tmp_path: Path) -> None:
    seen = toured(town, "paper", tmp_path / "papers")

    (fault,) = seen.faults["planted/paper answer by answer"]
    assert fault.startswith("says ")
    assert "结果：None" in fault
    assert [path.name for path in (tmp_path / "papers").iterdir()] == ["planted.paper--answer.pdf"]


DATA = {
    "organisation": "平顶山市法律援助中心",
    "order": "264 8392 0715",
    "title": "答复书",
    "number": "平援答字〔2026〕第1号",
    "addressee": "申请人甲",
    "paragraphs": ["已经答复。"],
    "table": None,
    "signatures": [],
    "signed_by": "平顶山市法律援助中心",
    "date": "二〇二六年三月二日",
    "made": [2026, 3, 2],
    "fingerprint": "0123456789abcdef",
    "code": "ABCDE23456",
    "demo": False,
}
SAID = {"its number": DATA["number"], "its title": DATA["title"], "the order": DATA["order"]}


def faults(**changes: object) -> list[str]:
    return faults_of(typesetting.render({**DATA, **changes}), SAID)  # type: ignore[arg-type]


def test_a_paper_on_which_everything_is_has_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"number": "别的"}, "lacks its number: 平援答字〔2026〕第1号"),
        ({"title": "别的"}, "lacks its title: 答复书"),
        ({"order": ""}, "lacks the order: 264 8392 0715"),
        ({"paragraphs": ["结果是None"]}, "says 〕第1号申请人甲：结果是None"),
        ({"paragraphs": ["结果是{facts.result}"]}, "says 〕第1号申请人甲：结果是{"),
        ({"paragraphs": ["金额：（未提供）"]}, "says 〕第1号申请人甲：金额：（未提供）"),
        ({"paragraphs": ["理由是：。"]}, "is empty at 〕第1号申请人甲：理由是：。"),
        ({"paragraphs": ["他说\ue123。"]}, "has 2 characters without a glyph"),
    ],
    ids=range(8),
)
def test_what_is_wrong_with_a_paper_is_said(changes: dict[str, object], found: str) -> None:
    assert [one for one in faults(**changes) if one.startswith(found)] != []


def test_what_is_no_pdf_does_not_open() -> None:
    assert faults_of(b"%PDF-1.7 and nothing more", SAID) == ["does not open, or has no page"]

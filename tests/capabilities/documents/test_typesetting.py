"""From data to PDF: every text stays text, the same facts give the same bytes."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as quick
from hypothesis import strategies as st
from pytest_django import Settings

from santai.capabilities.documents.actions import typesetting
from santai.capabilities.documents.actions.typesetting import FontMissing, render
from santai.capabilities.documents.actions.wording import chinese_date, content
from santai.capabilities.documents.apps import font_is_installed
from santai.kernel.texts import one_line
from tests.capabilities.documents.office import FACTS, spec
from tests.capabilities.documents.paper import text_of

AGENCY: Any = SimpleNamespace(name="平顶山市法律援助中心", short="平", phone="", address="")


def data(*body: str, facts: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    known = {"organisation": {"name": AGENCY.name}, **FACTS, **(facts or {})}
    extra: dict[str, Any] = {
        key: more.pop(key) for key in ("demo", "organisation", "number") if key in more
    }
    made = content(spec(*body, **more), AGENCY, known, date(2026, 11, 20))
    ending = {"number": "平援〔2026〕1号", "fingerprint": "0123456789abcdef", "code": "ABCDE23456"}
    return {**made, **ending, "demo": False, **extra}


RIGHT_TO_LEFT = {"R", "AL", "AN"}


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_a_document_says_everything_in_its_order() -> None:
    text = text_of(render(data("甲。", "乙。")))

    assert text == (
        "平顶山市法律援助中心给予法律援助决定书平援〔2026〕1号张建国：甲。乙。"
        "平顶山市法律援助中心二〇二六年十一月二十日"
    )


def test_every_page_carries_the_number_of_the_matter() -> None:
    """So that whoever holds the paper can ask about it; a paper that belongs to no matter has none."""
    told = {"order": {**FACTS["order"], "number": "264 8392 0715"}}
    with_number = text_of(render(data(facts=told)), margins=True)
    without = text_of(render({**data(facts=told), "order": ""}), margins=True)

    assert "工单26483920715指纹0123456789abcdef查验码ABCDE-23456" in with_number
    assert "工单" not in without
    assert "指纹0123456789abcdef" in without


def test_the_same_facts_give_the_same_bytes() -> None:
    first = render(data("甲{facts.reason}"))
    render(data("别的"))

    assert render(data("甲{facts.reason}")) == first


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x")',
        '#read("/etc/passwd")',
        '#import "@preview/x:1.0.0"',
        "*粗* _斜_ `码` $x^2$ @引 <标> https://x.cn",
        "= 标题",
        "- 一 + 二 / 三: 四",
        "\\ \\u{41} // 注 /* 注 */ ~ -- --- ...",
        "\"双\" '单' “弯”",
        "]] }} )) [[ ((",
        "<script>alert(1)</script>",
        "=1+1",
    ],
)
def test_nothing_a_person_writes_is_markup(hostile: str) -> None:
    facts = {"applicant": {"name": hostile}, "facts": {"reason": hostile}}
    text = text_of(render(data("理由：{facts.reason}。", facts=facts)))

    assert text.count(squeezed(hostile)) == 2


@quick(max_examples=60)
@given(st.text(st.characters(), min_size=1, max_size=60))
def test_any_text_ends_up_as_text(words: str) -> None:
    seen = squeezed(one_line(words))
    facts = {"facts": {"reason": words}}
    text = text_of(render(data("始{facts.reason}终", facts=facts)))
    without = text_of(render(data("始终", facts=facts)))

    assert Counter(text) == Counter(without) + Counter(seen)
    if RIGHT_TO_LEFT.isdisjoint(map(unicodedata.bidirectional, seen)):  # those stand as they look
        assert f"始{seen}终" in text


@pytest.mark.parametrize("name", ["张𪚥", "𠮷田", "阿卜杜热合曼·买买提", "བསོད་ནམས", "王😀"])
def test_a_rare_character_is_never_lost(name: str) -> None:
    assert f"{name}：" in text_of(render(data(facts={"applicant": {"name": name}})))


def test_archival_and_accessible_where_every_character_can_be_drawn() -> None:
    archival, with_box = render(data()), render(data(facts={"applicant": {"name": "\U0002a6a5"}}))

    assert (b"pdfaid:part" in archival, b"pdfuaid:part" in archival) == (True, True)
    assert (b"pdfaid:part" in with_box, with_box[:5]) == (False, b"%PDF-")


LONG = "新疆维吾尔自治区伊犁哈萨克自治州察布查尔锡伯自治县公共法律服务中心"


@pytest.mark.parametrize(
    "changes",
    [
        {"organisation": LONG, "signed_by": LONG, "title": LONG * 2},
        {"organisation": "局", "title": "函", "addressee": "", "signed_by": ""},
        {"addressee": "阿卜杜热合曼·买买提伊明·吐尔逊阿吉·艾合买提江·𠮷" * 3},
        {"number": "平" * 160},
        {"demo": True},
        {"facts": {"facts": {"reason": "证据" * 3000}}},
        {"facts": {"facts": {"reason": "a" * 3000}}},
        {"facts": {"facts": {"reason": "\n".join(map(str, range(300)))}}},
    ],
    ids=range(8),
)
def test_odd_measures_lose_nothing(changes: dict[str, Any]) -> None:
    made = data("理由：{facts.reason}", **changes)
    text = text_of(render(made))

    parts = [made["title"], made["addressee"], made["number"], made["signed_by"]]
    assert [part for part in [*parts, *made["paragraphs"]] if squeezed(part) not in text] == []


def test_a_word_longer_than_a_line_stays_on_the_paper() -> None:
    """3,000 letters fill more than one page unless they run off its edge."""
    made = render(data("{facts.reason}", facts={"facts": {"reason": "a" * 3000}}))

    assert made.count(b"/Type/Page/") > 1


def test_demo_data_is_marked_across_the_page_and_read_the_same() -> None:
    real, demo = render(data()), render(data(demo=True))

    assert (text_of(demo) == text_of(real), len(demo) > len(real)) == (True, True)


def test_a_table_and_places_to_sign_are_set() -> None:
    rows = [[str(n), f"材料{n}", "x" * 90] for n in range(60)]
    facts = {"table": {"head": ["序号", "名称", "备注"], "rows": rows}, "signatures": ["移交人"]}
    text = text_of(render(data(facts=facts)))

    assert [row for row in rows if squeezed("".join(row)) not in text] == []
    assert "移交人签名：日期：" in text


def test_threads_do_not_disturb_each_other() -> None:
    def one(number: int) -> bool:
        return f"第{number}号人：" in text_of(
            render(data(facts={"applicant": {"name": f"第{number}号人"}}))
        )

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(40))) == [True] * 40


@pytest.fixture
def fresh_fonts() -> Iterator[None]:
    held = (typesetting.font, typesetting._fonts, typesetting._compiler)
    for cached in held:
        cached.cache_clear()
    yield
    for cached in held:
        cached.cache_clear()


@pytest.mark.usefixtures("fresh_fonts")
def test_a_machine_without_the_font_is_told_which_package_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typesetting, "FAMILIES", ("No Such Serif",))
    with pytest.raises(FontMissing, match="fonts-noto-cjk"):
        render(data())

    assert [problem.id for problem in font_is_installed()] == ["documents.W001"]


def test_a_machine_with_the_font_passes_the_check() -> None:
    assert font_is_installed() == []


@pytest.mark.usefixtures("fresh_fonts")
def test_a_folder_of_fonts_that_is_not_there_does_no_harm(settings: Settings) -> None:
    settings.FONT_ROOTS = ["/no/such/folder"]

    assert typesetting.font() in typesetting.FAMILIES


def test_dates_are_written_as_decisions_are_dated() -> None:
    days = [date(2026, 11, 20), date(2030, 1, 1), date(2026, 12, 31)]

    assert [chinese_date(day) for day in days] == [
        "二〇二六年十一月二十日",
        "二〇三〇年一月一日",
        "二〇二六年十二月三十一日",
    ]

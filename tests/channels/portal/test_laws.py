"""The library and the search box as citizens see them (KB-01, KB-05, KB-15)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from santai.catalogue.current import catalogue
from tests.capabilities.knowledge import library, texts
from tests.factories.pages import Page, Visitor
from tests.world import World

if TYPE_CHECKING:
    from pytest_django import Settings

LAW = "/laws/灯塔看守法/"


@pytest.fixture
def shelf(world: World, tmp_path: Path, settings: Settings) -> World:
    settings.DATA = tmp_path / "data"
    library.brought_in(library.folder(tmp_path / "a", law=library.WAGES))
    library.brought_in(library.folder(tmp_path / "b", law=library.LATER), index=True)
    return world


def links(page: Page) -> list[str]:
    return [unquote(link) for link in page.links]


def test_an_article_says_which_law_since_when_and_where_from(
    visitor: Visitor, shelf: World
) -> None:
    page = visitor.read(f"{LAW}now/3/")
    assert "现行有效：2026 年 1 月 1 日起施行" in page.text
    assert "加付两倍" in page.text
    assert "来源：law.md" in page.text
    assert "不是对您这件事的法律意见" in page.text


def test_a_law_is_downloaded_with_its_source_and_days(visitor: Visitor, shelf: World) -> None:
    """LEARN-03: the whole wording as a file, which says where it is from and when it was taken."""
    assert f"{LAW}now/text/" in links(visitor.read(LAW))
    answer = visitor.get(f"{LAW}now/text/")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert unquote(answer["Content-Disposition"]).endswith("灯塔看守法.txt")
    lines = answer.content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "中华人民共和国灯塔看守法"
    assert lines[2] == "现行有效：2026 年 1 月 1 日起施行"
    assert "来源：law.md，2026 年 3 月 2 日收入。" in lines
    assert f"2026 年 3 月 2 日下载自 http://testserver{LAW}now/。以国家公布的原文为准。" in [
        unquote(line) for line in lines
    ]
    articles = [line for line in lines if line.startswith("第") and line.endswith("条")]
    assert articles[:3] == ["第一条", "第二条", "第三条"]
    assert any("加付两倍" in line for line in lines)


def test_an_earlier_wording_is_downloaded_as_it_was(visitor: Visitor, shelf: World) -> None:
    text = visitor.get(f"{LAW}2020-01-01/text/").content.decode("utf-8-sig")
    assert "已被修改：2020 年 1 月 1 日起施行" in text
    assert "第三条之一" in text
    assert "加付两倍" not in text


@pytest.mark.parametrize("path", ["/laws/没有的法/now/text/", f"{LAW}2019-01-01/text/"])
def test_what_is_not_there_is_not_downloaded(visitor: Visitor, shelf: World, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_what_is_only_for_measuring_is_downloaded_by_nobody(
    visitor: Visitor, world: World, tmp_path: Path
) -> None:
    library.brought_in(library.folder(tmp_path / "a", law=library.WAGES), measuring=True)
    assert visitor.get(f"{LAW}now/text/").status_code == 404


def test_an_earlier_wording_says_that_it_was_changed_and_leads_to_the_present_one(
    visitor: Visitor, shelf: World
) -> None:
    page = visitor.read(f"{LAW}2020-01-01/3-1/")
    assert "已被修改：2020 年 1 月 1 日起施行，到 2025 年 12 月 31 日为止" in page.text
    assert LAW in links(page)
    assert visitor.get(f"{LAW}now/3-1/").status_code == 404


def test_paragraphs_and_items_have_addresses(visitor: Visitor, shelf: World) -> None:
    page = visitor.read(f"{LAW}now/2/")
    assert [f'id="p{place}"' in page.source for place in ("1", "2", "2.1", "2.2", "3")] == [
        True,
        True,
        True,
        True,
        False,
    ]


def test_a_law_goes_by_its_whole_title_too(visitor: Visitor, shelf: World) -> None:
    assert "第一章 总则" in visitor.read("/laws/《中华人民共和国灯塔看守法》/").text


def test_preamble_and_annexes_have_pages_of_their_own(
    visitor: Visitor, shelf: World, tmp_path: Path
) -> None:
    text = library.LATER.replace("## 第一章", "## 序言\n\n从前没有灯。\n\n## 第一章")
    library.brought_in(library.folder(tmp_path / "c", law=f"{text}\n## 附件一\n\n灯的清单。\n"))

    page = visitor.read(LAW)
    assert [one for one in links(page) if "/now/序言/" in one or "/now/附件1/" in one] == [
        f"{LAW}now/序言/",
        f"{LAW}now/附件1/",
    ]
    assert "从前没有灯。" in visitor.read(f"{LAW}now/序言/").text
    assert "灯的清单。" in visitor.read(f"{LAW}2026-01-01/附件1/").text
    missing = [f"{LAW}now/附件2/", f"{LAW}2020-01-01/序言/", "/laws/没有的法/now/序言/"]
    assert [visitor.get(one).status_code for one in missing] == [404] * 3


def test_what_a_version_changed_is_shown_word_by_word(visitor: Visitor, shelf: World) -> None:
    page = visitor.read(f"{LAW}2026-01-01/changes/")
    assert "<del>一倍</del><ins>两倍</ins>" in page.source
    assert "第三条之一 → 第四条 改了条号" in page.text
    assert visitor.get(f"{LAW}2020-01-01/changes/").status_code == 404


def test_a_citation_on_a_guide_leads_to_its_article_and_back(
    visitor: Visitor, world: World
) -> None:
    guide = visitor.read("/services/legal-aid/civil/")
    assert "/laws/法律援助法/now/43/#p1" in links(guide)
    article = visitor.read("/laws/法律援助法/now/43/")
    assert "/services/legal-aid/civil/" in links(article)


def test_a_law_that_is_not_in_the_library_is_told_in_plain_words(
    visitor: Visitor, world: World
) -> None:
    page = visitor.read("/laws/法律援助法/now/43/")
    assert catalogue().laws["法律援助法"].gist[43] in page.text
    assert "这里还没有它的原文" in page.text
    assert "santai knowledge import" in page.text


def test_our_own_promise_is_no_law_to_read(visitor: Visitor, world: World) -> None:
    assert "/laws/服务承诺/" not in links(visitor.read("/services/consultation/legal/"))
    assert visitor.get("/laws/服务承诺/").status_code == 404


@pytest.mark.parametrize(
    "path", ["无名法/", "法律援助法/now/9999/", "法律援助法/now/0/", "法律援助法/2020-13-45/1/"]
)
def test_what_no_law_has_is_not_found(visitor: Visitor, world: World, path: str) -> None:
    assert visitor.get(f"/laws/{path}").status_code == 404


def test_what_is_only_for_measuring_is_shown_to_nobody(
    visitor: Visitor, world: World, tmp_path: Path, settings: Settings
) -> None:
    """And the outsider?"""
    settings.DATA = tmp_path / "data"
    path = library.lines(tmp_path, library.record("量灯法", "第一条", "灯塔高三丈。"))
    library.brought_in(path, measuring=True, index=True)
    assert visitor.get("/laws/量灯法/").status_code == 404
    assert "量灯法" not in visitor.read("/laws/").text
    visitor.send("/find/", {"q": "灯塔高三丈"}, status=200)
    assert "三丈。" not in visitor.page.text


def test_laws_are_listed_by_kind_and_name(visitor: Visitor, shelf: World) -> None:
    assert LAW in links(visitor.read("/laws/", q="灯塔"))
    assert LAW not in links(visitor.read("/laws/", kind="行政法规"))


def test_with_nothing_imported_the_list_says_so_and_shows_what_the_catalogue_knows(
    visitor: Visitor, world: World
) -> None:
    page = visitor.read("/laws/")
    assert "法律全文还没有装进来" in page.text
    assert "/laws/法律援助法/" in links(page)


# --- the one box


def test_one_box_finds_services_answers_and_articles(visitor: Visitor, shelf: World) -> None:
    texts.approved(shelf)
    visitor.send("/find/", {"q": "朋友借钱不还，还拖欠我的工钱"}, status=200)
    found = links(visitor.page)
    assert {"/answers/loan/", f"{LAW}now/3/"} <= {*found}
    assert any(link.startswith("/services/") for link in found)
    assert "<mark>劳动报酬</mark>" in visitor.page.source


def test_the_words_typed_are_in_no_address(visitor: Visitor, shelf: World) -> None:
    page = visitor.read("/find/", q="我被家暴了")
    assert "我被家暴了" not in page.source


def test_what_was_put_right_can_be_had_as_typed(visitor: Visitor, shelf: World) -> None:
    visitor.send("/find/", {"q": "劳动和同"}, status=200)
    assert "按“劳动合同”找的。" in visitor.page.text
    visitor.send("/find/", {"q": "劳动和同", "as_typed": "yes"}, status=200)
    assert "按“" not in visitor.page.text


def test_laws_can_be_found_as_they_were(visitor: Visitor, shelf: World) -> None:
    visitor.send("/find/", {"q": "拖欠劳动报酬", "on": "2025-01-01"}, status=200)
    assert f"{LAW}2020-01-01/3/" in links(visitor.page)


def test_without_laws_the_box_says_what_is_missing(visitor: Visitor, world: World) -> None:
    visitor.send("/find/", {"q": "拖欠工资"}, status=200)
    assert "法律全文还没有装进来" in visitor.page.text
    assert "santai knowledge import" in visitor.page.text


def test_suggestions_come_to_who_types(visitor: Visitor, shelf: World) -> None:
    answer = visitor.post("/find/suggestions/", {"q": "dengta"})
    assert answer.json() == {"found": ["灯塔看守", "灯塔看守法"]}
    assert visitor.get("/find/suggestions/").status_code == 405


@pytest.mark.parametrize(
    "typed", [{"q": "\x00"}, {"q": "工资", "on": "x", "level": "x", "line": "x", "only": "x"}]
)
def test_what_makes_no_sense_breaks_nothing(
    visitor: Visitor, shelf: World, typed: dict[str, str]
) -> None:
    visitor.send("/find/", typed, status=200)
    assert visitor.page.faults == []

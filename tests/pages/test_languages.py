"""The language of pages: chosen by the visitor, kept on the device, found as files."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from santai.kernel.words import said, say, written_down
from santai.pages import languages
from santai.pages.templatetags.languages import spoken
from tests.factories.pages import Visitor

pytestmark = pytest.mark.django_db


def html(visitor: Visitor) -> str:
    return visitor.page.source.split("<html", 1)[1].split(">", 1)[0]


def test_pages_are_chinese_whatever_the_browser_says() -> None:
    visitor = Visitor()
    visitor.get("/login/", headers={"Accept-Language": "en"})
    visitor.read("/login/")
    assert html(visitor) == ' lang="zh-CN" dir="ltr" class=""'


def test_a_link_in_the_head_changes_the_language_and_leads_back() -> None:
    visitor = Visitor()
    came_from = {"Referer": "http://testserver/services/"}
    assert "/look/?language=en" in visitor.read("/login/").links
    answer = visitor.get("/look/", {"language": "en"}, headers=came_from)
    assert answer.headers["Location"] == "http://testserver/services/"
    visitor.read("/login/")
    assert html(visitor) == ' lang="en" dir="ltr" class=""'
    visitor.get("/look/", {"language": "zh-hans"})
    visitor.read("/login/")
    assert html(visitor) == ' lang="zh-CN" dir="ltr" class=""'


def test_a_cookie_that_somebody_made_up_says_nothing() -> None:
    visitor = Visitor()
    visitor.cookies["language"] = "../../etc/passwd"
    visitor.read("/login/")
    assert html(visitor) == ' lang="zh-CN" dir="ltr" class=""'


def test_a_language_is_there_when_its_file_is(tmp_path: Path) -> None:
    for folder, told in (
        ("zh_Hans", "name: 中文\ntag: zh-CN\n"),
        ("ug", "name: ئۇيغۇرچە\ndirection: rtl\ndraft: كۈتۈلمەكتە\n"),
        ("en", "name: English\n"),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "language.yaml").write_text(told, encoding="utf-8")
    assert languages.found([tmp_path]) == [
        languages.Language("zh-hans", "zh-CN", "中文"),
        languages.Language("en", "en", "English"),
        languages.Language("ug", "ug", "ئۇيغۇرچە", "rtl", "كۈتۈلمەكتە"),
    ]


def test_what_is_written_down_is_chinese_for_every_reader() -> None:
    with translation.override("en"):
        assert (said("继续"), say("继续")) == ("Continue", "Continue")
        with written_down():
            assert (said("继续"), say("继续")) == ("继续", "继续")


def test_what_nobody_has_said_yet_says_itself_that_it_is_chinese() -> None:
    """WCAG 3.1.2: a voice that reads aloud changes its tongue there."""
    with translation.override("bo"):
        assert spoken("法律咨询") == said("法律咨询") != "法律咨询"
        assert spoken("没有人译过的<事>") == (
            '<span lang="zh-CN" dir="ltr">没有人译过的&lt;事&gt;</span>'
        )
    with translation.override("zh-hans"):
        assert spoken("没有人译过的<事>") == "没有人译过的&lt;事&gt;"

"""The style page: for everybody, about nobody, in every look, and nothing of the stylesheet left out."""

from __future__ import annotations

from pathlib import Path

import pytest

import santai
from santai.pages.style import LOOKS
from santai.pages.tokens import colours, pairs
from tests.factories.pages import Visitor

pytestmark = pytest.mark.django_db
STYLE = "/style/"
PIECES = Path(santai.__file__).parent / "pages" / "templates" / "pages"


def test_everybody_sees_every_colour_and_its_contrast() -> None:
    page = Visitor().read(STYLE)
    css = (PIECES.parents[1] / "static/pages/style.css").read_text()
    for name in colours("light"):
        assert f"--{name}" in page.text
        assert f".swatch.{name} {{" in css
    assert [pair.words for pair in pairs("dark") if pair.words not in page.text] == []


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_is_shown_without_being_kept(look: str) -> None:
    visitor = Visitor()
    visitor.read(STYLE, looks=look)
    assert f'class="{look}"' in visitor.page.source.split("<head>")[0]
    assert visitor.cookies.get("look") is None


def test_light_and_dark_exclude_each_other_and_an_invented_look_is_none() -> None:
    visitor = Visitor()
    visitor.read(STYLE, looks="dark large invented")
    assert 'class="dark large"' in visitor.page.source.split("<head>")[0]
    assert "?looks=large%20light" in visitor.page.links


def test_questions_are_shown_in_every_widget_right_and_wrong() -> None:
    fields = Visitor().read(STYLE).fields
    widgets = {name.split("-")[0] for name in fields}
    assert {"line", "paragraph", "radios", "checks", "select", "region"} <= widgets
    assert {name for name in fields if "wrong" in name and not name.endswith(".search")} == {
        f"{name}-wrong" for name in fields if "wrong" not in name and not name.endswith(".search")
    }


def test_it_is_made_of_the_templates_that_pages_are_made_of() -> None:
    """A piece of a page that stands in a file of its own is on the style page, or is named here."""
    aside = {
        "bill_lines.html": "the lines of one bill",
        "default_button.html": "is not seen",
        "draft.html": "on every page of a language that awaits review",
        "found.html": "what a search found, with data",
        "guide.html": "the page of a service",
        "languages.html": "in the head of every page",
        "look_up.html": "a person, with data",
        "new_password.html": "two fields and the rules of the installation",
        "passkey_create.html": "a device answers to it, or the page says why none can",
        "passkey_get.html": "a device answers to it, or the page says why none can",
        "proof_square.html": "the receipt of one order",
        "proposals.html": "beside a form, for what somebody says",
        "question_help.html": "within each question",
        "sections.html": "questions under headings",
        "talk_reply.html": "what is answered to somebody's own words",
    }
    whole = {path.name for path in PIECES.glob("*.html") if "{% extends" in path.read_text()}
    whole |= {"base.html", "desk_base.html"}
    used = (PIECES / "style.html").read_text()
    left_out = {path.name for path in PIECES.glob("*.html") if f'"pages/{path.name}"' not in used}
    assert left_out - whole == set(aside)

"""Large type, light or dark, strong contrast: chosen once, kept on the device."""

from __future__ import annotations

import pytest

from tests.factories.pages import Visitor, signed_in
from tests.world import YE, World

pytestmark = pytest.mark.django_db


def html(visitor: Visitor) -> str:
    return visitor.page.source.split("<html", 1)[1].split(">", 1)[0]


def test_large_type_is_one_button_on_every_page_and_off_again() -> None:
    """GRP: 长者模式."""
    visitor = Visitor()
    came_from = {"Referer": "http://testserver/services/"}
    answer = visitor.get("/look/", {"toggle": "large"}, headers=came_from)
    assert answer.headers["Location"] == "http://testserver/services/"
    visitor.read("/services/")
    assert 'class="large"' in html(visitor)
    visitor.get("/look/", {"toggle": "large"})
    visitor.read("/services/")
    assert 'class=""' in html(visitor)


def test_everything_can_be_chosen_together_and_is_shown_as_chosen() -> None:
    visitor = Visitor()
    visitor.send("/look/", {"size": "large", "colour": "dark", "contrast": "strong"})
    page = visitor.read("/look/")
    assert 'class="large dark strong"' in html(visitor)
    assert (page.fields["size"], page.fields["colour"]) == (["large"], ["dark"])


def test_the_desk_follows_it_too() -> None:
    visitor = Visitor()
    visitor.send("/look/", {"colour": "dark"})
    assert 'class="dark"' in (visitor.read("/login/") and html(visitor))


@pytest.mark.parametrize("cookie", ["evil", '"><script>', "large evil"])
def test_a_cookie_somebody_made_up_says_nothing(cookie: str) -> None:
    visitor = Visitor()
    visitor.cookies["look"] = cookie
    visitor.read("/services/")
    assert "evil" not in visitor.page.source
    assert "<script>" not in visitor.page.source


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"]
)
def test_it_leads_nowhere_else(target: str) -> None:
    assert Visitor().send("/look/", {"next": target}) == "/"


def test_one_key_and_the_page_is_gone_with_what_was_open() -> None:
    """Danger: the page can be left in one key."""
    visitor = Visitor()
    path = visitor.send("/services/legal-aid/civil/begin/")
    assert visitor.get("/away/").headers["Location"] == "https://www.baidu.com/"
    assert visitor.get(path).headers["Location"] == "/services/legal-aid/civil/begin/"


@pytest.mark.parametrize("path", ["/", "/services/", "/desk/"])
def test_the_foot_of_a_page_leads_back_to_its_top(world: World, path: str) -> None:
    """LEARN-23: for citizens and for staff."""
    visitor = signed_in(world.accounts[("aid-clerk", YE)])
    page = visitor.read(path)
    assert "#top" in page.links
    assert '<body id="top">' in page.source

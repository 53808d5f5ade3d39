"""What a new version of a law touches waits at the desk for somebody to look (KB-16)."""

from __future__ import annotations

from pathlib import Path

import pytest

from santai.capabilities.knowledge.models import Touch
from tests.capabilities.knowledge import library
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, World

CHANGES = "/desk/laws/changes/"


@pytest.fixture
def changed(world: World, tmp_path: Path) -> World:
    library.aid(tmp_path, since=2027)
    return world


def who(world: World, role: str, region: str = CITY) -> Visitor:
    return signed_in(world.accounts[role, region])


def test_the_list_names_the_service_the_article_and_what_happened_to_it(changed: World) -> None:
    page = who(changed, "hotline-agent").read(CHANGES)
    assert "/desk/catalogue/legal-aid/civil/" in page.links
    assert "法律援助法 43" in page.text
    assert "修改" in page.text


def test_who_looked_stands_there_with_the_day(changed: World) -> None:
    agent, touch = who(changed, "hotline-agent"), Touch.objects.all()[0]
    agent.send(f"{CHANGES}{touch.pk}/seen/")
    touch.refresh_from_db()
    assert touch.seen_by == changed.accounts["hotline-agent", CITY]
    assert f"{touch.seen_by.name} 3 月 2 日" in agent.read(CHANGES).text


def test_who_reviews_sees_the_list_and_marks_nothing(changed: World) -> None:
    chief, touch = who(changed, "bureau-chief"), Touch.objects.all()[0]
    assert f"{CHANGES}{touch.pk}/seen/" not in chief.read(CHANGES).source
    assert chief.post(f"{CHANGES}{touch.pk}/seen/").status_code == 403


def test_the_outsider_sees_nothing_of_it(changed: World) -> None:
    touch = Touch.objects.all()[0]
    assert Visitor().get(CHANGES).status_code == 302
    visitor = who(changed, "visitor")
    assert visitor.get(CHANGES).status_code == 404
    assert visitor.post(f"{CHANGES}{touch.pk}/seen/").status_code == 404
    assert Touch.objects.exclude(seen_at=None).count() == 0


def test_staff_find_laws_from_the_same_box(changed: World) -> None:
    agent = who(changed, "hotline-agent")
    agent.send("/desk/laws/", {"q": "法律援助法第四十二条"}, status=200)
    assert "《法律援助法》第四十二条" in agent.page.text
    assert "库里有 1 部法律法规可查" in agent.page.text
    assert CHANGES in agent.page.links

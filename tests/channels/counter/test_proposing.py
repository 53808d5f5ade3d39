"""What is proposed at the counter while somebody talks: as on the hotline and on the web (KB-06)."""

from __future__ import annotations

import pytest

from tests.capabilities.knowledge import texts
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import CITY, NOW, YE, World

SAID = "朋友借钱不还，有借条他就是不给"


@pytest.fixture
def clerk(world: World, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    stop_the_clock(monkeypatch, NOW)
    return signed_in(world.accounts[("window-clerk", YE)])


def test_the_approved_answer_comes_while_the_clerk_types(world: World, clerk: Visitor) -> None:
    texts.approved(world)
    html = clerk.post("/counter/proposals/", {"said": SAID}).json()["html"]
    assert "留好借条和转账记录。" in html
    assert 'name="pick_service"' in html


def test_without_a_script_a_button_finds_it(world: World, clerk: Visitor) -> None:
    texts.approved(world)
    clerk.send("/counter/intake/", {"said": SAID, "step": "propose"}, status=200)
    assert "留好借条和转账记录。" in clerk.page.text


def test_what_was_written_down_begins_the_form_once(clerk: Visitor) -> None:
    """Chosen after the talk: it stands in the form, and what the clerk makes of it there stays."""
    clerk.send("/counter/intake/", {"said": SAID, "pick_service": "consultation/legal"}, status=200)
    fields = clerk.page.fields
    assert fields["answers.question"] == [SAID]
    again = {
        "said": SAID,
        "told": fields["told"][0],
        "service": "consultation/legal",
        "answers.question": "改短了",
        "step": "find",
    }
    clerk.send("/counter/intake/", again, status=200)
    assert clerk.page.fields["answers.question"] == ["改短了"]


def test_danger_stands_first(clerk: Visitor) -> None:
    html = clerk.post("/counter/proposals/", {"said": "老公拿刀要砍我"}).json()["html"]
    assert "110" in html.partition('class="proposal"')[0]


def test_and_the_outsider_is_proposed_nothing(world: World) -> None:
    outsider = signed_in(world.accounts[("system-admin", CITY)])
    assert outsider.post("/counter/proposals/", {"said": SAID}).status_code == 403

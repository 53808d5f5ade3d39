"""Asking in one's own words on a telephone, and going on from there without telling it twice (KB-06, KB-07, WEB-13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from santai.capabilities.knowledge import actions
from santai.capabilities.knowledge.actions import rewording
from santai.capabilities.knowledge.models import Talk
from santai.capabilities.knowledge.rewording import Breaker
from santai.channels.portal.models import Draft
from tests.capabilities.knowledge import library, texts
from tests.capabilities.knowledge.rewording.peer import Peer, listening
from tests.factories.pages import Visitor, stop_the_clock
from tests.world import NOW, World

if TYPE_CHECKING:
    from pytest_django import Settings

WAGES = "在工地上干了半年，老板跑了，工资没给，有两万多"


@pytest.fixture
def visitor(world: World, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    stop_the_clock(monkeypatch)
    return Visitor()


def say(visitor: Visitor, words: str) -> str:
    visitor.send("/talk/", {"q": words})
    return visitor.read("/talk/").text


def until_answered(visitor: Visitor, words: str, answer: str = "不清楚") -> str:
    """Says it, and answers what is asked back."""
    text = say(visitor, words)
    for _ in range(3):
        if "或者用自己的话回答" not in text:
            break
        text = say(visitor, answer)
    return text


def test_what_was_said_stays_on_the_page_with_its_answer(visitor: Visitor) -> None:
    text = until_answered(visitor, WAGES)
    assert WAGES in text
    assert "依据" in text
    assert "转给工作人员" in text


def test_an_approved_answer_is_given_with_its_page(world: World, visitor: Visitor) -> None:
    """KB-06: the robot gives the answer that every other door gives."""
    texts.approved(world)
    until_answered(visitor, "别人借我的钱不还，怎么办？")
    assert "/answers/loan/" in visitor.page.links


def test_what_was_told_stands_in_the_form_and_is_not_typed_again(visitor: Visitor) -> None:
    until_answered(visitor, WAGES)
    path = visitor.send("/talk/on/", {"service": "legal-aid/civil"})
    assert path.startswith("/services/legal-aid/civil/ask/")
    draft = Draft.objects.get()
    assert WAGES in draft.typed["answers.facts"][0]
    assert WAGES in visitor.read("/services/legal-aid/civil/check/").text


def test_a_form_that_was_begun_loses_nothing(visitor: Visitor) -> None:
    page = visitor.send("/services/legal-aid/civil/begin/", {})
    assert "/ask/" in page
    visitor.send(
        "/services/legal-aid/civil/ask/answers-facts/",
        {"answers.facts": "先写好的一段", "step": "next"},
    )
    until_answered(visitor, WAGES)
    for _ in range(2):  # pressed twice
        visitor.send("/talk/on/", {"service": "legal-aid/civil"})
    told = Draft.objects.get().typed["answers.facts"][0]
    assert told.startswith("先写好的一段")
    assert told.count(WAGES) == 1


def test_a_person_gets_the_whole_conversation(visitor: Visitor) -> None:
    until_answered(visitor, WAGES)
    path = visitor.send("/talk/on/", {"service": ""})
    assert path.startswith("/services/consultation/legal/ask/")
    told = Draft.objects.get().typed["answers.question"][0]
    assert WAGES in told
    assert "系统已经答过" in told


def test_danger_is_answered_with_numbers_to_dial(visitor: Visitor) -> None:
    until_answered(visitor, "我老公又打我，昨天晚上拿刀吓我")
    assert "tel:110" in visitor.page.links


def test_nothing_said_is_told_so_and_nothing_is_lost(visitor: Visitor) -> None:
    say(visitor, WAGES)
    response = visitor.post("/talk/", {"q": "  "})
    assert response.status_code == 422
    assert WAGES in response.content.decode()


def test_what_is_too_long_stays_in_the_box(visitor: Visitor) -> None:
    visitor.post("/talk/", {"q": "长" * 2002})
    response = visitor.post("/talk/", {"q": "长" * 2001})
    assert Talk.objects.count() <= 1, "what was refused twice opens no second talk"
    assert response.status_code == 422
    assert "长" * 2001 in response.content.decode()


def test_and_the_outsider_sees_nothing_of_it(visitor: Visitor) -> None:
    say(visitor, WAGES)
    assert WAGES not in Visitor().read("/talk/").text
    assert Visitor().post("/talk/on/", {"service": ""}).status_code == 404


def test_it_can_be_deleted_at_once(visitor: Visitor) -> None:
    say(visitor, WAGES)
    visitor.send("/talk/forget/")
    assert not Talk.objects.exists()
    assert WAGES not in visitor.read("/talk/").text


def test_whoever_leaves_the_page_leaves_nothing_for_the_next(visitor: Visitor) -> None:
    say(visitor, WAGES)
    visitor.send("/leave/")
    assert WAGES not in visitor.read("/talk/").text


def test_a_week_later_it_is_gone(visitor: Visitor) -> None:
    say(visitor, WAGES)
    assert actions.sweep_talks(at=NOW + timedelta(days=6)) == 0
    assert actions.sweep_talks(at=NOW + timedelta(days=7)) == 1
    assert not Talk.objects.exists()


def test_what_was_said_lies_sealed(visitor: Visitor) -> None:
    """等保: what people tell is ciphertext on the disk."""
    say(visitor, WAGES)
    raw = Talk.objects.raw("SELECT id, turns::text AS raw, state::text AS told FROM knowledge_talk")
    row = raw[0]
    assert "工资" not in row.raw
    assert "工资" not in row.told


def test_a_machine_that_asks_without_end_is_slowed(visitor: Visitor) -> None:
    for _ in range(2):
        for _ in range(30):
            visitor.post("/talk/", {"q": "你好"})
        visitor.post("/talk/forget/")
    assert visitor.post("/talk/", {"q": "你好"}).status_code == 429


def test_each_article_leads_to_what_it_says(visitor: Visitor) -> None:
    until_answered(visitor, WAGES)
    assert any(link.startswith("/laws/") for link in visitor.page.links)


def test_where_we_have_no_words_of_our_own_the_library_is_quoted(
    visitor: Visitor, tmp_path: Path, settings: Settings
) -> None:
    """The nearest articles in force, said to be only that."""
    settings.DATA = tmp_path / "data"
    library.brought_in(library.folder(tmp_path / "a", law=library.WAGES), index=True)
    text = until_answered(visitor, "灯塔看守人劳动报酬怎么付")
    assert "这些规定和您的问题最接近" in text
    assert "看守人每月领取劳动报酬" in text


@pytest.fixture
def model(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    monkeypatch.setattr(rewording, "breaker", Breaker())
    with listening(Peer()) as peer:
        settings.MODEL_URL, settings.MODEL_NAME = peer.url, "plain"
        yield peer


def test_plainer_words_of_a_model_are_marked_and_the_original_is_one_tap_away(
    world: World, visitor: Visitor, model: Peer
) -> None:
    """KB-07: what leads on (button, articles) is ours; the model's words stand in place of ours, and say so."""
    own = until_answered(visitor, WAGES)
    told = Talk.objects.get().turns[-1]["reply"]
    model.says = told["says"][0].replace("。", "。\n")
    visitor.send("/talk/forget/")
    text = until_answered(visitor, WAGES)

    assert ("由模型改写" in own, "由模型改写" in text, "看原来的回答" in text) == (
        False,
        True,
        True,
    )
    reply = Talk.objects.get().turns[-1]["reply"]
    assert {**reply, "reworded": None} == {**told, "reworded": None}
    assert reply["says"][-1] == reply["reworded"][-1]


def test_in_danger_nothing_is_asked_of_a_model(world: World, visitor: Visitor, model: Peer) -> None:
    text = until_answered(visitor, "我老公天天打我，刚才又拿刀要杀我")
    assert ("110" in text, model.heard) == (True, [])

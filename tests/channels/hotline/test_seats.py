"""Agents say what they are doing; every change is kept and shown to them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.channels.hotline import seats
from santai.channels.hotline.models import Seat, SeatChange
from santai.kernel.errors import Forbidden, Invalid
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import CITY, NOW, YE, World


@pytest.mark.parametrize(
    ("state", "words"),
    [("ready", "空闲"), ("talking", "通话"), ("wrap_up", "整理"), ("break", "小休")],
)
def test_an_agent_chooses_a_state(agent: Visitor, state: str, words: str) -> None:
    agent.send("/hotline/", {"seat": state}, status=200)
    assert Seat.objects.get().state == state
    assert f"现在{words}" in agent.page.text
    assert list(SeatChange.objects.values_list("state", "cause", "at")) == [(state, "agent", NOW)]


def test_the_history_of_the_day_stands_on_the_page_newest_first(
    agent: Visitor, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hour, state in enumerate(("ready", "break", "ready", "offline")):
        stop_the_clock(monkeypatch, NOW + timedelta(hours=hour))
        agent.force_login(world.accounts[("hotline-agent", CITY)])  # hours later it has run out
        agent.send("/hotline/", {"seat": state}, status=200)
    text = agent.page.text[agent.page.text.index("今天的状态") :]
    assert [text.index(words) for words in ("12:00:00", "11:00:00", "10:00:00", "9:00:00")] == (
        sorted(text.index(words) for words in ("12:00:00", "11:00:00", "10:00:00", "9:00:00"))
    )


def test_pressing_the_same_state_again_is_no_change(agent: Visitor) -> None:
    agent.send("/hotline/", {"seat": "ready"}, status=200)
    agent.send("/hotline/", {"seat": "ready"}, status=200)
    assert SeatChange.objects.count() == 1


def test_changing_the_state_loses_nothing_that_was_typed(agent: Visitor) -> None:
    written = {"seat": "break", "q": "13800000001", "answers.question": "问到一半。"}
    agent.send("/hotline/", written, status=200)
    assert agent.page.fields["answers.question"] == ["问到一半。"]


def test_a_state_there_is_not_is_refused(agent: Visitor) -> None:
    agent.send("/hotline/", {"seat": "asleep"}, status=422)
    assert not Seat.objects.filter(state="asleep").exists()


def test_the_extension_is_kept_with_the_agent(agent: Visitor) -> None:
    agent.send("/hotline/", {"extension": "8001", "step": "extension"}, status=200)
    assert Seat.objects.get().extension == "8001"
    assert agent.page.fields["extension"] == ["8001"]


def test_a_wrong_extension_is_said_at_the_field_and_kept_there(agent: Visitor) -> None:
    agent.send("/hotline/", {"extension": "我的桌子", "step": "extension"}, status=422)
    assert "分机是 2 到 10 位数字。" in agent.page.text
    assert agent.page.fields["extension"] == ["我的桌子"]


def test_a_desk_is_shared_once_the_colleague_is_gone(world: World) -> None:
    first, second = world.staff("hotline-agent", CITY), world.second("hotline-agent", CITY)
    seats.sit_at(actor=first, extension="8001", at=NOW)
    seats.choose(actor=first, state="ready", at=NOW)
    with pytest.raises(Invalid):
        seats.sit_at(actor=second, extension="8001", at=NOW)
    seats.choose(actor=first, state="offline", at=NOW + timedelta(hours=1))
    seats.sit_at(actor=second, extension="8001", at=NOW + timedelta(hours=1))
    assert Seat.objects.get(extension="8001").account_id == second.account_id


def test_old_news_of_the_telephone_does_not_undo_what_the_agent_said(world: World) -> None:
    seat = seats.choose(actor=world.staff("hotline-agent", CITY), state="break", at=NOW)
    seats.move(seat, seats.SeatState.TALKING, seats.Cause.TELEPHONE, NOW - timedelta(minutes=1))
    assert Seat.objects.get().state == "break"


def test_and_the_outsider_has_no_seat(world: World) -> None:
    with pytest.raises(Forbidden):
        seats.choose(actor=world.staff("window-clerk"), state="ready", at=NOW)
    clerk = signed_in(world.accounts[("window-clerk", YE)])
    assert clerk.post("/hotline/", {"seat": "ready"}).status_code == 403
    assert not Seat.objects.exists()

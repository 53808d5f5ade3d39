"""People of a matter meet: invited on both sides, told and reminded, who came, and minutes that are signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.documents.models import Document
from santai.capabilities.meetings.actions import remind_sessions
from santai.capabilities.meetings.actions.sessions import forget_names
from santai.capabilities.meetings.models import Guest, Session
from santai.capabilities.meetings.queries import sessions_of
from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.orders.actions import asked_of_side
from santai.capabilities.orders.models import Order
from santai.kernel.errors import Conflict, Forbidden, Invalid, NotNow
from tests import world as w
from tests.capabilities.orders.conftest import ROOT
from tests.capabilities.orders.steps import codes, fresh, last
from tests.capabilities.orders.test_sides import both, called, clerk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("trial")]

MEET = {"day": "2026-03-05", "time": "9:30", "minutes": 60, "whom": "双方", "room": "调解室 1"}
THEN = w.NOW + timedelta(days=3, hours=2)


@pytest.fixture(scope="module")
def trial() -> Iterator[None]:
    from santai.catalogue import current

    current.use(ROOT)
    yield
    current.use()


def meeting(world: w.World, **changes: Any) -> tuple[Order, Order, Session]:
    main, side = both(world)
    main = w.take(clerk(world), main, "meet", **{**MEET, **changes})
    return main, fresh(side), Session.objects.get(order=main)


def held(world: w.World, present: slice = slice(None)) -> tuple[Order, Order, Session]:
    main, side, session = meeting(world)
    here = [str(guest.pk) for guest in session.guests.order_by("pk")][present]
    main = w.take(clerk(world), main, "hold", at=THEN, present=here, minutes="同意分三期。")
    return main, fresh(side), Session.objects.get(pk=session.pk)


def test_both_sides_are_invited_and_told_in_their_own_orders(world: w.World) -> None:
    main, side, session = meeting(world)

    assert [(one.side, one.name) for one in session.guests.order_by("pk")] == [
        ("applicant", "申请人甲"),
        ("opposite", "对方乙"),
    ]
    arranged = "3 月 5 日 09:30，开调解会，调解室 1"
    for order in (main, side):
        told = order.events.filter(code="session").get()
        assert (told.data, told.public) == ({"arranged": arranged}, True)
    assert list(sessions_of(main)) == list(sessions_of(side)) == [session]
    assert codes(main)[-2:] == ["session", "meet"]


def test_who_is_not_invited_hears_and_sees_nothing_of_it(world: w.World) -> None:
    main, side, session = meeting(world, whom="申请人一方")

    assert [one.side for one in session.guests.all()] == ["applicant"]
    assert (list(sessions_of(main)), list(sessions_of(side))) == ([session], [])
    assert "session" not in codes(side)


def test_one_side_alone_can_be_heard(world: w.World) -> None:
    main, side, session = meeting(world, whom="对方一方", room="", link="https://meet.example.cn/1")

    assert [one.side for one in session.guests.all()] == ["opposite"]
    assert not main.events.filter(code="session", public=True).exists()
    assert last(side).data["arranged"].endswith("视频 https://meet.example.cn/1")


def test_everybody_invited_is_reminded_once(world: w.World) -> None:
    main, side, _session = meeting(world)
    before = w.NOW + timedelta(days=2)

    assert (remind_sessions(at=w.NOW), remind_sessions(at=before)) == (0, 1)
    assert remind_sessions(at=before) == 0
    texts = ShortMessage.objects.filter(subject__startswith="sessions/").order_by("seq")
    assert [one.phone for one in texts] == ["13800000001", "13800000002"]
    assert side.number.replace(" ", "")[-4:] in texts[1].text.replace(" ", "")
    assert main.number[-4:] not in texts[1].text


def test_nobody_is_texted_who_asked_not_to_be(world: w.World) -> None:
    main, _side, _session = meeting(world)
    main.applicant.no_texts = True
    main.applicant.save(update_fields=["no_texts"])
    remind_sessions(at=w.NOW + timedelta(days=2))

    texts = ShortMessage.objects.filter(subject__startswith="sessions/")
    assert [one.phone for one in texts] == ["13800000002"]


def test_who_came_is_written_down_and_the_minutes_wait_for_signatures(world: w.World) -> None:
    main, side, session = held(world, slice(1))

    assert (session.state, [one.came for one in session.guests.order_by("pk")]) == (
        "held",
        [True, False],
    )
    paper = Document.objects.get(subject=main.subject, key="minutes")
    assert paper.facts["paragraphs"][:2] == [
        "时间：3 月 5 日 09:30。地点：调解室 1。",
        "到场：申请人甲。没有到：对方乙。",
    ]
    assert asked_of_side(main) == asked_of_side(side) == [paper]
    assert last(main).data["present"] == ["申请人甲"]


def test_what_needs_a_session_waits_for_one(world: w.World) -> None:
    main, _side, _session = meeting(world)
    with pytest.raises(NotNow) as refusal:
        w.take(clerk(world), main, "conclude")
    assert refusal.value.message == "还没有开过会，请先开会、记好笔录。"


def test_and_goes_on_after_it(world: w.World) -> None:
    main, _side, _session = held(world)

    assert w.take(clerk(world), main, "conclude", at=THEN).state == "talking"


def test_one_that_is_put_off_makes_room_for_another(world: w.World) -> None:
    main, side, session = meeting(world)
    main = w.take(clerk(world), main, "put_off", reason="一方生病")
    w.take(clerk(world), main, "meet", **{**MEET, "day": "2026-03-09"})

    states = list(sessions_of(main).values_list("state", flat=True))
    assert states == ["adjourned", "called"]
    told = [event.data["arranged"] for event in side.events.filter(code="session").order_by("seq")]
    assert told[1] == "3 月 5 日 09:30，开调解会，调解室 1改期，新的时间另行通知"
    assert session.pk != sessions_of(main).last().pk


def test_a_room_holds_one_session_at_a_time(world: w.World) -> None:
    meeting(world)
    other = w.take(world.staff("window-clerk"), another(world), "meet", **{**MEET, "time": "10:30"})
    assert sessions_of(other).count() == 1

    with pytest.raises(Conflict) as refusal:
        w.take(clerk(world), another(world), "meet", **{**MEET, "time": "10:00"})
    assert refusal.value.message == "调解室 1在那个时间已经有会：3 月 5 日 09:30。"


def another(world: w.World) -> Order:
    main, side = called(world)
    w.take(w.holder(side), side, "agree")
    return fresh(main)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"time": "早上"}, "time"),
        ({"time": "25:00"}, "time"),
        ({"day": "2026-03-02", "time": "8:00"}, "time"),
        ({"room": ""}, "room"),
        ({"whom": "大家"}, "whom"),
    ],
)
def test_a_session_has_a_time_and_a_place(
    world: w.World, wrong: dict[str, Any], field: str
) -> None:
    main, _side = both(world)
    with pytest.raises(Invalid) as refusal:
        w.take(clerk(world), main, "meet", **{**MEET, **wrong})
    assert list(refusal.value.fields) == [field]
    assert not Session.objects.exists()


def test_nothing_is_held_before_its_time_or_by_who_was_not_invited(world: w.World) -> None:
    main, _side, session = meeting(world)
    stranger = {"present": ["999999"], "minutes": "x"}
    here = [str(guest.pk) for guest in session.guests.all()]
    with pytest.raises(NotNow):
        w.take(clerk(world), main, "hold", present=here, minutes="x")
    with pytest.raises(Invalid):
        w.take(clerk(world), main, "hold", at=THEN, **stranger)
    with pytest.raises(NotNow):
        w.take(clerk(world), main, "meet", **MEET)  # one is called already
    assert Session.objects.get() == session


def test_no_side_calls_or_holds_one(world: w.World) -> None:
    main, _side = both(world)
    with pytest.raises(Forbidden):
        w.take(w.holder(main), main, "meet", **MEET)


def test_names_are_forgotten_with_the_matter(world: w.World) -> None:
    main, _side, _session = meeting(world)
    forget_names([main])

    assert set(Guest.objects.values_list("name", flat=True)) == {""}


def test_an_address_of_a_video_is_forgotten_where_there_was_no_room(world: w.World) -> None:
    main, _side, session = meeting(world, room="", link="https://meet.example.cn/1")
    forget_names([main])
    session.refresh_from_db()

    assert session.link == "（已删除）"


def test_a_matter_that_ends_calls_off_its_session_and_frees_the_room(world: w.World) -> None:
    main, side, session = meeting(world)
    main = w.take(w.holder(main), main, "withdraw", reason="和好了")
    session.refresh_from_db()

    assert (main.stage, session.state) == ("completed", "adjourned")
    for order in (main, side):
        told = order.events.filter(code="session").latest("seq")
        assert told.data["arranged"] == "3 月 5 日 09:30，开调解会，调解室 1取消了"
    assert remind_sessions(at=w.NOW + timedelta(days=2)) == 0
    again = w.take(clerk(world), another(world), "meet", **MEET)
    assert sessions_of(again).count() == 1


def test_nobody_is_reminded_of_what_is_only_kept(world: w.World) -> None:
    main, _side, _session = meeting(world)
    Order.objects.filter(pk=main.pk).update(restricted_at=w.NOW)

    assert remind_sessions(at=w.NOW + timedelta(days=2)) == 0
    assert not ShortMessage.objects.filter(subject__startswith="sessions/").exists()


@pytest.mark.parametrize("whom", ["申请人一方", "对方一方"])
def test_what_one_side_said_alone_is_no_paper_for_the_other(world: w.World, whom: str) -> None:
    main, side, session = meeting(world, whom=whom)
    here = [str(guest.pk) for guest in session.guests.all()]
    main = w.take(clerk(world), main, "hold", at=THEN, present=here, minutes="底线是 500。")

    assert not Document.objects.filter(subject=main.subject, key="minutes").exists()
    assert asked_of_side(main) == asked_of_side(fresh(side)) == []
    event = main.events.filter(code="hold").get()
    assert (event.data["facts"]["minutes"], event.public) == ("底线是 500。", False)
    session.refresh_from_db()
    assert session.state == "held"

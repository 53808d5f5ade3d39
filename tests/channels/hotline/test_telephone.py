"""The telephone system says what happens; the caller's history is on the screen before the second ring."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from santai.capabilities.orders.actions import Request, submit
from santai.channels.hotline import seats
from santai.channels.hotline.models import Call, Seat, SeatChange, TelephoneEvent
from tests.channels.hotline.telephone import CALLER, SECRET, Telephone, at
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, ELSEWHERE, NOW, YE, World, anyone, ask_for_aid


def state() -> str:
    return Seat.objects.get(extension="8001").state


def test_a_ringing_call_is_at_the_desk_whose_extension_rings(
    telephone: Telephone, agent: Visitor
) -> None:
    answer = telephone.rings()
    assert (answer.status_code, answer.json()) == (200, {"repeated": False, "agent": True})
    call = Call.objects.get()
    assert (call.phone, call.extension, call.ringing_at) == (CALLER, "8001", NOW)
    assert agent.get("/hotline/line/").json() == {"call": str(call.pk)}


def test_the_history_of_the_caller_is_there_when_it_rings(
    telephone: Telephone, agent: Visitor
) -> None:
    """HOT-17: what they asked at the counter or on the web is in front of the agent."""
    wishes = {"may_call": False, "say_who": False}
    order = ask_for_aid(
        applicant={"name": "来电人甲", "phone": CALLER, "safe_contact": wishes}
    ).order
    telephone.rings(call="before")
    telephone.says("ended", 20, call="before")
    telephone.rings(30)
    page = agent.read("/hotline/", call=str(Call.objects.latest("pk").pk))
    assert "正在响铃" in page.text
    assert "不要打电话" in page.text
    assert f"/desk/orders/{order.number}/" in page.links
    assert "没接到" in page.text[page.text.index("以前打来过") :]


def test_without_a_script_the_link_shows_the_call_that_rings(
    telephone: Telephone, agent: Visitor
) -> None:
    assert "/hotline/" in agent.read("/hotline/").links
    telephone.rings()
    assert agent.read("/hotline/").fields["q"] == [CALLER]


def test_history_is_what_this_agent_may_see(telephone: Telephone, agent: Visitor) -> None:
    """A matter of the neighbouring province stays there, whoever calls about it."""
    person = {"name": "来电人甲", "phone": CALLER}
    abroad = submit(
        actor=anyone(),
        request=Request(
            service="complaint/service",
            region=ELSEWHERE,
            applicant=person,
            answers={"about": "服务态度", "facts": "等了两个小时没人理。"},
        ),
        at=NOW,
    ).order
    telephone.rings()
    assert abroad.number not in agent.read("/hotline/").source


def test_a_call_goes_from_ring_to_talk_to_paper_to_free(
    telephone: Telephone, agent: Visitor
) -> None:
    telephone.rings()
    assert state() == "ready"
    telephone.says("answered", 6, extension="8001")
    assert state() == "talking"
    telephone.says("ended", 90)
    assert state() == "wrap_up"
    page = agent.read("/hotline/")
    call = Call.objects.get()
    assert f"?call={call.pk}" in page.links  # it waits in the list until it has a disposition
    agent.send("/hotline/", {"call": str(call.pk), "ended": "silent"})
    call.refresh_from_db()
    assert (call.disposition, call.phone, state()) == ("silent", CALLER, "ready")
    assert f"?call={call.pk}" not in agent.read("/hotline/").links
    changes = SeatChange.objects.order_by("pk").values_list("state", "cause")
    assert list(changes) == [
        ("ready", "agent"),
        ("talking", "telephone"),
        ("wrap_up", "telephone"),
        ("ready", "done"),
    ]


def test_a_call_written_down_while_talking_leaves_nothing_to_do_after_it(
    telephone: Telephone, agent: Visitor
) -> None:
    telephone.rings()
    telephone.says("answered", 6)
    agent.send("/hotline/", {"call": str(Call.objects.get().pk), "ended": "abusive"})
    assert state() == "talking"
    telephone.says("ended", 90)
    assert state() == "ready"


def test_a_second_call_that_rings_and_stops_does_not_end_the_first(telephone: Telephone) -> None:
    telephone.rings()
    telephone.says("answered", 5)
    telephone.rings(20, call="c-2", caller="13900000000")
    telephone.says("ended", 40, call="c-2")
    assert state() == "talking"
    telephone.says("ended", 60)
    assert state() == "wrap_up"


def test_a_call_nobody_answered_is_missed_and_waits_for_nobody(
    telephone: Telephone, agent: Visitor
) -> None:
    telephone.rings()
    telephone.says("ended", 40)
    assert (Call.objects.get().disposition, state()) == ("missed", "ready")
    assert agent.get("/hotline/line/").status_code == 204


def test_events_in_any_order_make_the_same_call(telephone: Telephone) -> None:
    said: list[tuple[str, float, dict[str, str]]] = [
        ("ringing", 0, {"caller": CALLER, "extension": "8001"}),
        ("answered", 5, {"extension": "8001"}),
        ("ended", 60, {}),
    ]
    for number, order in enumerate(permutations(said)):
        for kind, after, more in order:
            telephone.says(kind, after, call=f"c-{number}", **more)
    found = Call.objects.values_list(
        "phone", "disposition", "ringing_at", "answered_at", "ended_at", "agent"
    )
    agent = Seat.objects.get().account_id
    seconds = [NOW, NOW + timedelta(seconds=5), NOW + timedelta(seconds=60)]
    assert set(found) == {(CALLER, "", *seconds, agent)}
    assert Call.objects.count() == 6


def test_an_event_sent_again_is_taken_in_once(telephone: Telephone) -> None:
    assert telephone.rings(event="e-9").json()["repeated"] is False
    assert telephone.rings(event="e-9").json()["repeated"] is True
    assert TelephoneEvent.objects.count() == 1
    assert telephone.rings(event="e-9", call="c-2").status_code == 409


def test_a_call_passed_to_a_colleague_is_the_colleagues(
    telephone: Telephone, agent: Visitor, world: World
) -> None:
    second = world.second("hotline-agent", CITY)
    seats.sit_at(actor=second, extension="8002", at=NOW)
    seats.choose(actor=second, state="ready", at=NOW)
    telephone.rings()
    telephone.says("answered", 5)
    telephone.says("transferred", 30, to="8002")
    telephone.says("answered", 33, extension="8002")
    assert Call.objects.get().agent_id == second.account_id
    assert (state(), Seat.objects.get(extension="8002").state) == ("ready", "talking")
    call = str(Call.objects.get().pk)
    assert agent.get("/hotline/", {"call": call}).status_code == 404


def test_a_call_passed_to_another_body_stays_to_be_written_down(telephone: Telephone) -> None:
    telephone.rings()
    telephone.says("answered", 5)
    telephone.says("transferred", 30, to="12345")
    telephone.says("ended", 40)
    call = Call.objects.get()
    assert (call.transferred_to, call.disposition, state()) == ("12345", "", "wrap_up")


def test_a_call_at_nobodys_desk_is_counted_for_the_only_hotline(
    telephone: Telephone, world: World
) -> None:
    assert telephone.rings(extension="9999").json()["agent"] is False
    call = Call.objects.get()
    assert (call.agent_id, call.organisation) == (None, world.office("hotline-centre", CITY))


@pytest.mark.parametrize("written", ["+86 138 0000 0001", "013800000001", "138-0000-0001"])
def test_numbers_are_found_however_the_exchange_writes_them(
    telephone: Telephone, written: str
) -> None:
    telephone.rings(caller=written)
    assert Call.objects.get().phone == CALLER


# --- who may say something ----------------------------------------------------------------------


def test_a_wrong_or_old_signature_is_refused_and_nothing_is_kept(telephone: Telephone) -> None:
    said = {"id": "e", "type": "ringing", "call": "c", "at": at(0)}
    for answer in (
        telephone.send(said, secret="b" * 32),
        telephone.send(said, signed="0" * 64),
        telephone.send(said, signed="签名"),
        telephone.send(said, sent=NOW - timedelta(minutes=6)),
        telephone.send(said, sent=NOW + timedelta(minutes=6)),
        Client().post("/hotline/telephone/", said, content_type="application/json"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "unsigned")
    assert not Call.objects.exists()


def test_without_a_secret_there_is_no_such_address(
    telephone: Telephone, settings: Settings
) -> None:
    settings.HOTLINE_SECRET = ""
    assert telephone.rings().status_code == 404


def test_only_a_post_and_only_a_short_one(telephone: Telephone) -> None:
    assert Client().get("/hotline/telephone/").status_code == 405
    assert telephone.send(b'"' + b"x" * 20_000 + b'"').status_code == 413


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"),
        ({"call": 7}, "call"),
        ({"call": "x" * 81}, "call"),
        ({"type": "barking"}, "type"),
        ({"at": "2026-03-02T09:00:00"}, "at"),
        ({"at": "tomorrow"}, "at"),
        ({"at": at(3600)}, "at"),
        ({"type": "transferred"}, "to"),
        ({"caller": "1\0"}, "caller"),
        ({"name": "张三"}, "name"),
    ],
)
def test_what_cannot_be_understood_is_named(
    telephone: Telephone, change: dict[str, Any], field: str
) -> None:
    answer = telephone.send({"id": "e", "type": "ringing", "call": "c", "at": at(0), **change})
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])
    assert not Call.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{", b"[" * 5000])
def test_what_is_no_object_is_refused(telephone: Telephone, body: bytes) -> None:
    assert telephone.send(body).status_code == 422


def test_the_signature_is_that_of_the_manual() -> None:
    """The worked example of docs/operating/telephone.md."""
    from santai.channels.hotline.telephony import signature
    from santai.project.environment import CHECKOUT

    manual = (CHECKOUT / "docs" / "operating" / "telephone.md").read_text()
    body = (
        '{"id":"e-1","type":"ringing","call":"c-1","at":"2026-03-02T09:00:00+08:00",'
        '"caller":"13800138000","extension":"8001"}'
    )
    signed = signature("0123456789abcdef0123456789abcdef", "1772413200", body.encode())
    assert body in manual
    assert signed in manual


# --- and the outsider? --------------------------------------------------------------------------


def test_and_the_outsider_hears_and_sees_no_call(telephone: Telephone, world: World) -> None:
    telephone.rings()
    clerk = signed_in(world.accounts[("window-clerk", YE)])
    call = str(Call.objects.get().pk)
    assert clerk.get("/hotline/line/").status_code == 204
    assert clerk.get("/hotline/", {"call": call}).status_code == 404
    assert clerk.post("/hotline/", {"call": call, "ended": "silent"}).status_code == 404
    assert Visitor().get("/hotline/line/").status_code == 401
    assert Call.objects.get().disposition == ""
    assert SECRET not in clerk.get("/hotline/").content.decode()


def test_asking_who_rings_is_three_questions_to_the_database(
    telephone: Telephone, agent: Visitor, django_assert_num_queries: Any
) -> None:
    telephone.rings()
    with django_assert_num_queries(3):
        agent.get("/hotline/line/")


def test_the_page_of_a_call_asks_as_much_with_one_call_as_with_many(
    telephone: Telephone, agent: Visitor, django_assert_max_num_queries: Any
) -> None:
    ask_for_aid(applicant={"name": "来电人甲", "phone": CALLER})
    telephone.rings()
    agent.read("/hotline/")
    with django_assert_max_num_queries(12):
        agent.read("/hotline/")
    for number in range(5):
        telephone.rings(call=f"more-{number}")
        telephone.says("answered", 5, call=f"more-{number}")
        telephone.says("ended", 9, call=f"more-{number}")
    with django_assert_max_num_queries(12):
        agent.read("/hotline/")

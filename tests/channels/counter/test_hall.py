"""The hall from the counter: tickets, windows, calling, the big screen, bells, the roster."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from santai.capabilities.orders.models import Order
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.actions import ring
from santai.capabilities.reception.models import Duty, Ticket
from tests.channels.counter.test_counter import INTAKE, typed
from tests.factories.halls import make_hall, queue, seat
from tests.factories.pages import Visitor, signed_in
from tests.world import CITY, LUSHAN, NOW, YE, World

SERVE = "/counter/serve/"


@pytest.fixture
def hall(world: World) -> Venue:
    return make_hall(world)


@pytest.fixture
def clerk(world: World) -> Visitor:
    return signed_in(world.accounts[("window-clerk", YE)])


@pytest.fixture
def stranger(world: World) -> Visitor:
    return signed_in(world.accounts[("window-clerk", LUSHAN)])


def test_a_clerk_takes_a_ticket_for_somebody_and_prints_it(clerk: Visitor, hall: Venue) -> None:
    """GRP-04: what the visitor says is enough to go first."""
    slip = clerk.send(f"/counter/halls/{hall.pk}/", {"line": "legal-aid", "priority": "elder"})
    text = clerk.read(slip).text
    assert "D001" in text
    assert "优先：老年人" in text


def test_what_cannot_be_chosen_is_said_at_the_field(clerk: Visitor, hall: Venue) -> None:
    text = clerk.send(f"/counter/halls/{hall.pk}/", {"line": "wizardry"}, status=422)
    assert "没有这类业务" in text
    assert not Ticket.objects.exists()


def test_the_whole_way_of_a_visitor_through_the_hall(
    clerk: Visitor, world: World, hall: Venue
) -> None:
    """CEN-28, ORD-26: called, taken in, finished; who asked first stands on the list."""
    queue(hall)
    clerk.send(f"/counter/halls/{hall.pk}/window/", {"number": "3"})
    clerk.send(SERVE, {"do": "next"})
    assert "A001" in clerk.read("/counter/").text
    assert clerk.read(INTAKE).fields["ticket"] == [str(Ticket.objects.get().pk)]
    clerk.send(INTAKE, typed(ticket=clerk.page.fields["ticket"][0]))
    ticket, order = Ticket.objects.get(), Order.objects.get()
    assert (ticket.order, ticket.party) == (order, order.applicant)
    clerk.send(SERVE, {"do": "done", "ticket": str(ticket.pk)})
    row = re.sub(r"\s+", "", clerk.read("/counter/").text)
    assert f"{order.organisation.name}{world.accounts[('window-clerk', YE)].name}凭证" in row
    window = clerk.page.source.split("/counter/windows/")[1].split("/")[0]
    clerk.send(f"/counter/windows/{window}/close/")
    assert "开窗口" in clerk.read("/counter/").text


def test_a_ticket_that_was_closed_meanwhile_does_not_cost_the_order(
    clerk: Visitor, world: World, hall: Venue
) -> None:
    ticket = queue(hall)
    seat(world.staff("window-clerk"), hall)
    clerk.send(SERVE, {"do": "next"})
    clerk.send(SERVE, {"do": "absent", "ticket": str(ticket.pk)})
    clerk.send(INTAKE, typed(ticket=str(ticket.pk)))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.order, Order.objects.count()) == ("absent", None, 1)


def test_a_refusal_is_said_and_nothing_moves(clerk: Visitor, hall: Venue) -> None:
    assert clerk.send(SERVE, {"do": "next"}) == "/counter/"
    assert "请先开窗口" in clerk.read("/counter/").text
    clerk.send(f"/counter/halls/{hall.pk}/window/", {"number": "三"})
    assert "窗口号填 1 到 99" in clerk.read("/counter/").text


def test_another_window_and_back(clerk: Visitor, world: World, hall: Venue) -> None:
    other = world.second("window-clerk")
    seat(other, hall, 2)
    seat(world.staff("window-clerk"), hall, 1)
    ticket = queue(hall)
    clerk.send(SERVE, {"do": "next"})
    for deed, more in (("again", {}), ("transfer", {"number": "2"})):
        clerk.send(SERVE, {"do": deed, "ticket": str(ticket.pk), **more})
    assert "等 2 号" in clerk.read(f"/counter/halls/{hall.pk}/").text


def test_the_big_screen_says_who_goes_where_and_names_nobody(
    clerk: Visitor, world: World, hall: Venue
) -> None:
    """Refreshes itself without script, and politely with it."""
    queue(hall)
    queue(hall, minutes=1)
    seat(world.staff("window-clerk"), hall, 7)
    clerk.send(SERVE, {"do": "next"})
    clerk.send(INTAKE, typed(ticket=str(Ticket.objects.order_by("pk")[0].pk)))
    page = Visitor().read(f"/counter/halls/{hall.pk}/screen/")
    assert re.search(r"请\s*A001\s*到\s*7\s*号窗口", page.text)
    assert re.search(r"1\s*人等候", page.text)
    assert 'aria-live="polite"' in page.source
    assert '<noscript><meta http-equiv="refresh"' in page.source
    assert "申请人甲" not in page.source
    part = Client().get(f"/counter/halls/{hall.pk}/screen/calls/").content.decode()
    assert part.strip() in page.source
    assert Visitor().get("/counter/halls/999999/screen/").status_code == 404


def test_a_bell_is_seen_at_the_counter_of_its_hall_and_answered(
    clerk: Visitor, stranger: Visitor, hall: Venue
) -> None:
    row = ring(hall=hall, at=NOW)
    part = Client()
    part.cookies = clerk.cookies
    assert "需要帮忙" in part.get("/counter/bell/").content.decode()
    assert "需要帮忙" not in stranger.read("/counter/").text
    assert stranger.post(f"/counter/rings/{row.pk}/").status_code == 404
    clerk.send(f"/counter/rings/{row.pk}/")
    assert "已应答" in clerk.read("/counter/").text
    clerk.send(f"/counter/rings/{row.pk}/")
    assert "同事已经去了" in clerk.read("/counter/").text


def test_the_head_draws_up_the_roster_and_everybody_sees_it(world: World, hall: Venue) -> None:
    """CEN-27: where fewer than two are on duty, the roster says so."""
    head = signed_in(world.accounts[("centre-head", YE)])
    path = f"/counter/halls/{hall.pk}/duty/"
    someone = world.accounts[("window-clerk", YE)]
    shift = {"day": "2026-03-02", "shift": "morning", "window": "2", "account": str(someone.pk)}
    head.send(path, shift)
    assert "不足两人" in head.read(path).text
    assert f"2 号窗口　{someone.name}" in head.page.text
    for reader, where in (
        (signed_in(someone), "/counter/"),
        (Visitor(), f"/counter/halls/{hall.pk}/screen/"),
    ):
        assert f"2 号窗口 {someone.name}" in reader.read(where).text
    head.send(f"{path}?week=2026-03-09", {"step": "copy"})
    assert Duty.objects.count() == 2
    head.send(path, {"off": str(Duty.objects.order_by("day")[0].pk)})
    assert Duty.objects.get().day.isoformat() == "2026-03-09"


def test_a_roster_with_mistakes_says_which_and_keeps_the_rest(world: World, hall: Venue) -> None:
    head = signed_in(world.accounts[("centre-head", YE)])
    path = f"/counter/halls/{hall.pk}/duty/"
    head.send(path, {"day": "2026-03-02", "shift": "", "window": "x"}, status=422)
    assert {"#q-shift", "#q-window", "#q-account"} <= set(head.page.links)
    assert head.page.fields["day"] == ["2026-03-02"]
    assert not Duty.objects.exists()


def test_and_a_clerk_looks_at_the_roster_only(clerk: Visitor, hall: Venue) -> None:
    path = f"/counter/halls/{hall.pk}/duty/"
    assert "排上" not in clerk.read(path).text
    clerk.send(path, {"step": "copy"}, status=422)


@pytest.mark.parametrize("path", ["", "duty/"])
def test_and_the_outsider_finds_no_such_hall(
    world: World, stranger: Visitor, hall: Venue, path: str
) -> None:
    address = f"/counter/halls/{hall.pk}/{path}"
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"/counter/halls/{hall.pk}/window/", {"number": "1"}).status_code == 302
    assert "开窗口" not in stranger.read("/counter/").text
    admin = signed_in(world.accounts[("system-admin", CITY)])
    assert admin.get(address).status_code == 403
    assert Visitor().get(address).headers["Location"] == f"/login/?next={address}"
    assert stranger.get(f"/counter/tickets/{queue(hall).pk}/").status_code == 404

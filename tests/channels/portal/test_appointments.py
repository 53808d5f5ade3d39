"""Booking at the portal, and what can be done with a booking afterwards (WEB-27)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.meetings import access
from santai.capabilities.meetings.actions import end_offer
from santai.capabilities.meetings.actions.telling import MOST_TEXTS
from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Event
from santai.capabilities.people.actions import register_party
from tests.factories.halls import make_hall
from tests.factories.meetings import AT_NINE, make_booking, make_offer
from tests.factories.pages import Visitor
from tests.world import APPLICANT, NOW, YE, World, ask_for_aid

SLOT = "2026-03-03T09:00"
TYPED = {
    "name": "王小明",
    "phone": "13800000011",
    "note": "工资没有给",
    "texts": "yes",
    "slot": SLOT,
}


@pytest.fixture
def offer(world: World) -> Offer:
    return make_offer(world, make_hall(world))


@pytest.fixture
def page(offer: Offer) -> str:
    return f"/appointments/at/{offer.pk}/"


def booked(visitor: Visitor, page: str, **changes: str) -> Booking:
    fields = {**TYPED, **changes}
    leads = visitor.send(page, {"key": "k1", **fields, "step": "book"})
    booking = Booking.objects.get(number=leads.rstrip("/").rpartition("/")[2])
    assert leads == f"/appointments/{booking.number}/"
    return booking


def test_the_whole_way_from_home_to_the_receipt(visitor: Visitor, offer: Offer, page: str) -> None:
    assert "/appointments/" in visitor.read("/").links
    first = visitor.read(f"/appointments/?region={YE}")
    assert "最早 3 月 2 日（周一）上午 10:00" in " ".join(first.text.split())
    times = visitor.read(f"{page}?service=")
    assert f"?slot={SLOT}&service=&about=" in times.links
    assert "还有 2 个位子" in times.text
    asked = visitor.read(f"{page}?slot={SLOT}")
    assert "3 月 3 日（周二）上午 9:00" in asked.text
    over = visitor.send(page, {**TYPED, "step": "check"}, status=200)
    assert "就约这个时间" in over
    assert Booking.objects.count() == 0
    booking = booked(visitor, page)
    assert booking.starts_at == AT_NINE
    receipt = visitor.read(f"/appointments/{booking.number}/")
    assert access.code_of(booking) in receipt.text
    assert f"{booking.number[:3]} {booking.number[3:6]} {booking.number[6:]}" in receipt.text


def test_a_form_sent_twice_books_once(visitor: Visitor, page: str) -> None:
    assert booked(visitor, page) == booked(visitor, page)


def test_whose_time_is_gone_is_offered_the_next_and_loses_nothing(
    visitor: Visitor, offer: Offer, page: str
) -> None:
    make_booking(offer, phone="13800000021")
    make_booking(offer, phone="13800000022")
    for step in ("check", "book"):
        text = visitor.send(page, {**TYPED, "step": step, "key": "k"}, status=422)
        assert "刚刚约满" in text
        assert "3 月 3 日（周二）上午 9:30，还有 2 个位子" in text
        fields = visitor.page.fields
        assert {name: fields[name] for name in ("name", "phone", "note")} == {
            "name": ["王小明"],
            "phone": ["13800000011"],
            "note": ["工资没有给"],
        }
    assert booked(visitor, page, slot="2026-03-03T09:30").name == "王小明"


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("phone", "12")])
def test_an_error_stands_at_its_field_and_nothing_is_lost(
    visitor: Visitor, page: str, field: str, value: str
) -> None:
    visitor.send(page, {**TYPED, field: value, "step": "check"}, status=422)
    fields = visitor.page.fields
    assert fields["slot"] == [SLOT]
    assert fields["note"] == ["工资没有给"]
    assert f"#q-{field}" in visitor.page.links


@pytest.mark.parametrize("slot", ["", "tomorrow", "9999-01-01T09:00", "2026-03-03T09:00+08:00"])
def test_a_time_that_is_none_is_asked_for(visitor: Visitor, page: str, slot: str) -> None:
    visitor.send(page, {**TYPED, "slot": slot, "step": "book"}, status=422)
    assert visitor.page.fields["name"] == ["王小明"]


def test_an_offer_that_ended_says_so(
    world: World, visitor: Visitor, offer: Offer, page: str
) -> None:
    end_offer(actor=world.staff("centre-head"), offer_id=offer.pk, at=NOW)
    assert visitor.get(page).status_code == 404
    assert visitor.read(f"/appointments/?region={YE}").text.count("还没有能约的时间") == 1


def test_a_stranger_opens_nobodys_booking(visitor: Visitor, offer: Offer) -> None:
    booking = make_booking(offer)
    own = f"/appointments/{booking.number}/"
    assert visitor.get(own).headers["Location"] == f"/appointments/find/?number={booking.number}"
    for more in ("calendar.ics", "move/", "cancel/"):
        assert visitor.get(own + more).status_code == 404
        assert visitor.post(own + more, {"slot": SLOT}).status_code in (404, 405)
    wrong = {"number": booking.number, "code": "AAAAAAAAAA"}
    assert "预约号或查询码不对" in visitor.send("/appointments/find/", wrong, status=422)
    assert Booking.objects.get().state == "booked"


def test_guessing_the_code_stops_after_five(visitor: Visitor, offer: Offer) -> None:
    booking = make_booking(offer)
    for _ in range(5):
        visitor.post("/appointments/find/", {"number": booking.number, "code": "AAAAAAAAAA"})
    right = {"number": booking.number, "code": access.code_of(booking)}
    visitor.send("/appointments/find/", right, status=429)


def test_number_and_code_open_it_anywhere_until_one_leaves(visitor: Visitor, offer: Offer) -> None:
    booking = make_booking(offer)
    right = {"number": booking.number, "code": access.code_of(booking).lower()}
    assert visitor.send("/appointments/find/", right) == f"/appointments/{booking.number}/"
    visitor.send("/leave/")
    assert visitor.get(f"/appointments/{booking.number}/").status_code == 302


def test_it_is_moved_and_given_up(visitor: Visitor, page: str) -> None:
    own = f"/appointments/{booked(visitor, page).number}/"
    assert "3 月 3 日（周二）上午 10:00，还有 2 个位子" in visitor.read(f"{own}move/").text
    visitor.send(f"{own}move/", {"slot": "2026-03-03T10:00", "reason": "孩子要接"})
    row = Booking.objects.get()
    assert (row.starts_at, row.reason) == (AT_NINE + timedelta(hours=1), "孩子要接")
    visitor.send(f"{own}cancel/", {"reason": "不用了"})
    assert Booking.objects.get().state == "cancelled"
    assert "再约一个时间" in visitor.read(own).text


def test_moving_without_a_time_asks_for_one(visitor: Visitor, page: str) -> None:
    own = f"/appointments/{booked(visitor, page).number}/"
    visitor.send(f"{own}move/", {"slot": "", "reason": "有事"}, status=422)
    assert visitor.page.fields["reason"] == ["有事"]


def test_the_calendar_file_has_the_time_in_utc_and_short_lines(visitor: Visitor, page: str) -> None:
    response = visitor.get(f"/appointments/{booked(visitor, page).number}/calendar.ics")
    lines = response.content.split(b"\r\n")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART:20260303T010000Z" in lines
    assert b"DTEND:20260303T013000Z" in lines
    assert max(map(len, lines)) <= 75
    unfolded = response.content.decode().replace("\r\n ", "")
    assert "LOCATION:公共法律服务大厅，东街 1 号\r\n" in unfolded


def test_a_matter_opened_with_its_code_gets_the_appointment(visitor: Visitor, page: str) -> None:
    order = ask_for_aid().order
    own = f"/matters/{order.number}/"
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    assert f"/appointments/?about={order.number}" in visitor.read(own).links
    asked = visitor.read(f"{page}?slot={SLOT}&about={order.number}")
    assert asked.fields["name"] == ["申请人甲"]
    booking = booked(visitor, page, about=order.number)
    assert booking.order == order
    text = visitor.read(own).text
    assert "约好的时间：3 月 3 日（周二）上午 9:00" in text
    assert Event.objects.filter(order=order, code="appointment", public=True).count() == 1


def test_the_form_holds_what_was_told_for_the_matter_and_nothing_else(
    visitor: Visitor, page: str
) -> None:
    """Somebody's identity number must not bring up the telephone they once gave elsewhere."""
    known = {"name": "申请人甲", "id_type": "resident", "id_number": "110101199003070775"}
    register_party(**known, phone="13800000099", proven=True)
    order = ask_for_aid(applicant={**APPLICANT, **known}).order
    assert order.applicant.phone == "13800000099"
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    asked = visitor.read(f"{page}?slot={SLOT}&about={order.number}")
    assert (asked.fields["name"], asked.fields["phone"]) == (["申请人甲"], [APPLICANT["phone"]])


def test_somebody_elses_matter_is_tied_to_nothing(visitor: Visitor, page: str) -> None:
    order = ask_for_aid().order
    assert "/track/" in visitor.get(f"/appointments/?about={order.number}").headers["Location"]
    assert booked(visitor, page, about=order.number).order is None


def test_pages_ask_as_often_for_many_offers_as_for_one(
    world: World, visitor: Visitor, offer: Offer, django_assert_max_num_queries: object
) -> None:
    for _ in range(8):
        make_offer(world, offer.venue)
    visitor.read(f"/appointments/?region={YE}")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        visitor.read(f"/appointments/?region={YE}&service=legal-aid/civil")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        visitor.read(f"/appointments/at/{offer.pk}/")


def test_nobodys_telephone_is_flooded_with_texts_about_appointments(
    visitor: Visitor, offer: Offer, page: str
) -> None:
    """The number is typed, not proven: it may be somebody else's."""
    for turn in range(MOST_TEXTS):
        booking = booked(visitor, page, key=f"k{turn}")
        visitor.send(f"/appointments/{booking.number}/cancel/")
    assert ShortMessage.objects.filter(phone=TYPED["phone"]).count() == MOST_TEXTS

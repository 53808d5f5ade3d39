"""Booking, moving, giving up: places, limits, and what the order and the telephone hear of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.meetings import access
from santai.capabilities.meetings.actions import cancel, move, remind
from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.meetings.queries import bookings_of_order, free_slots
from santai.capabilities.notices.actions import relay
from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.notices.queries import sms_text, sms_waiting
from santai.capabilities.orders.models import Event, Order
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow
from tests import world as w
from tests.factories.meetings import AT_NINE, make_booking, make_offer
from tests.factories.partners import gateway

HALF_PAST = AT_NINE + timedelta(minutes=30)


def left(offer: Offer) -> int:
    return sum(slot.starts_at == AT_NINE and slot.left for slot in free_slots(offer, at=w.NOW))


def said() -> list[str]:
    return list(ShortMessage.objects.order_by("pk").values_list("text", flat=True))


def arranged(order: Order) -> list[str]:
    rows = Event.objects.filter(order=order, code="appointment").order_by("seq")
    return [row.data["arranged"] for row in rows]


def test_a_booking_takes_a_place_and_is_confirmed(offer: Offer) -> None:
    booking = make_booking(offer)
    assert left(offer) == 1
    assert len(booking.number) == 9
    number = f"{booking.number[:3]} {booking.number[3:6]} {booking.number[6:]}"
    assert said() == [
        f"您约好了：3 月 3 日（周二）上午 9:00，公共法律服务大厅，东街 1 号。预约号 {number}。"
        "要改时间、要取消，上网凭预约号和查询码，或者打 12348。"
    ]


def test_a_full_time_is_refused_at_its_field(offer: Offer) -> None:
    make_booking(offer)
    make_booking(offer, phone="13800000012")
    with pytest.raises(Invalid) as refused:
        make_booking(offer, phone="13800000013")
    assert list(refused.value.fields) == ["slot"]


@pytest.mark.parametrize("minutes", [-24 * 60, 7, 24 * 60 * 30])
def test_a_time_that_is_not_offered_is_refused(offer: Offer, minutes: int) -> None:
    with pytest.raises(Invalid) as refused:
        make_booking(offer, starts_at=AT_NINE + timedelta(minutes=minutes))
    assert list(refused.value.fields) == ["slot"]


def test_nobody_hoards(offer: Offer) -> None:
    """Two open ones for one service; for another service, another time, or once it is over, one more."""
    first = make_booking(offer)
    make_booking(offer, starts_at=HALF_PAST)
    with pytest.raises(Conflict):
        make_booking(offer, phone="138 0000 0011", starts_at=HALF_PAST + timedelta(hours=1))
    make_booking(offer, service="legal-aid/civil", starts_at=HALF_PAST + timedelta(hours=1))
    cancel(actor=w.anyone(), booking=first, at=w.NOW)
    make_booking(offer)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "长" * 101}, "name"),
        ({"phone": ""}, "phone"),
        ({"phone": "110"}, "phone"),
        ({"note": "长" * 201}, "note"),
        ({"service": "no/such"}, "service"),
    ],
)
def test_what_does_not_fit_is_named_at_its_field(
    offer: Offer, wish: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        make_booking(offer, **wish)
    assert list(refused.value.fields) == [field]
    assert Booking.objects.count() == 0


def test_staff_book_for_somebody_without_a_telephone(world: w.World, offer: Offer) -> None:
    clerk = world.staff("window-clerk")
    booking = make_booking(offer, actor=clerk, phone="")
    assert (booking.made_by_id, booking.phone, said()) == (clerk.account_id, "", [])


def test_who_takes_nobody_in_books_for_nobody(world: w.World, offer: Offer) -> None:
    with pytest.raises(Forbidden):
        make_booking(offer, actor=world.staff("auditor", w.PROVINCE))


def test_no_text_message_where_none_is_wanted(offer: Offer) -> None:
    make_booking(offer, texts=False)
    assert said() == []


def test_a_booking_for_a_matter_stands_in_its_story(offer: Offer) -> None:
    order = w.ask_for_aid().order
    booking = make_booking(offer, actor=w.holder(order), order=order.number)
    assert arranged(order) == ["约了 3 月 3 日（周二）上午 9:00，公共法律服务大厅，东街 1 号"]
    assert bookings_of_order(order.pk, at=w.NOW) == [booking]
    relay(at=w.NOW)
    assert len([text for text in said() if "约" in text]) == 1


def test_a_stranger_ties_nothing_to_somebodys_matter(offer: Offer) -> None:
    order = w.ask_for_aid().order
    with pytest.raises(Missing):
        make_booking(offer, order=order.number)
    assert arranged(order) == []


def test_whoever_must_be_reached_safely_gets_no_text_message(offer: Offer) -> None:
    wishes = {"safe_contact": {"say_who": False}}
    order = w.ask_for_aid(applicant={**w.APPLICANT, **wishes}).order
    make_booking(offer, actor=w.holder(order), order=order.number)
    assert said() == []


def test_moving_frees_the_old_place_and_keeps_number_and_code(offer: Offer) -> None:
    booking = make_booking(offer)
    code = access.code_of(booking)
    moved = move(actor=w.anyone(), booking=booking, starts_at=HALF_PAST, reason="有事", at=w.NOW)
    assert (left(offer), moved.starts_at, moved.reason, moved.moves) == (2, HALF_PAST, "有事", 1)
    assert access.booking_with_code(moved.number, code) == moved
    assert said()[1].startswith("您的预约改到了：3 月 3 日（周二）上午 9:30")


def test_moving_to_a_full_time_keeps_the_old_one(world: w.World, offer: Offer) -> None:
    booking = make_booking(offer, starts_at=HALF_PAST)
    make_booking(offer, phone="13800000012")
    make_booking(offer, phone="13800000013")
    with pytest.raises(Invalid):
        move(actor=w.anyone(), booking=booking, starts_at=AT_NINE, at=w.NOW)
    assert Booking.objects.get(pk=booking.pk).starts_at == HALF_PAST


def test_cancelling_frees_the_place_once(offer: Offer) -> None:
    order = w.ask_for_aid().order
    booking = make_booking(offer, actor=w.holder(order), order=order.number)
    for _ in range(2):
        cancel(actor=w.anyone(), booking=booking, reason="不用了", at=w.NOW)
    assert left(offer) == 2
    assert [text.partition(" ")[0] for text in arranged(order)] == ["约了", "取消了"]
    assert bookings_of_order(order.pk, at=w.NOW) == []


def test_what_is_over_is_not_changed_any_more(offer: Offer) -> None:
    booking = make_booking(offer)
    for change in (
        lambda at: cancel(actor=w.anyone(), booking=booking, at=at),
        lambda at: move(actor=w.anyone(), booking=booking, starts_at=HALF_PAST, at=at),
    ):
        with pytest.raises(NotNow):
            change(AT_NINE + timedelta(hours=1))


def test_the_code_opens_one_booking_and_nothing_else(offer: Offer) -> None:
    booking, other = make_booking(offer), make_booking(offer, phone="13800000012")
    assert access.booking_with_code(booking.number, access.code_of(booking).lower()) == booking
    for number, code in (
        (booking.number, access.code_of(other)),
        ("000000000", access.code_of(booking)),
        ("", ""),
    ):
        with pytest.raises(Missing):
            access.booking_with_code(number, code)


@pytest.mark.parametrize(
    ("role", "region", "sees"),
    [
        ("window-clerk", w.YE, True),
        ("hotline-agent", w.CITY, True),
        ("centre-head", w.YE, True),
        ("bureau-chief", w.CITY, True),
        ("window-clerk", w.LUSHAN, False),
        ("aid-clerk", w.YE, False),
        ("bureau-chief", w.ELSEWHERE, False),
        ("auditor", w.PROVINCE, False),
    ],
)
def test_who_sees_a_booking(
    world: w.World, offer: Offer, role: str, region: str, sees: bool
) -> None:
    make_booking(offer)
    assert access.bookings_for(world.staff(role, region)).exists() == sees


def test_tomorrows_people_are_reminded_once(offer: Offer) -> None:
    make_booking(offer, at=w.NOW - timedelta(days=2))
    make_booking(offer, phone="13800000012")  # made today, for tomorrow: they know
    texts = len(said())
    assert [remind(at=w.NOW), remind(at=w.NOW + timedelta(hours=1))] == [1, 0]
    assert [text.partition("，")[0] for text in said()[texts:]] == ["提醒您：明天"]


def test_who_cancelled_is_not_reminded(offer: Offer) -> None:
    booking = make_booking(offer, at=w.NOW - timedelta(days=2))
    cancel(actor=w.anyone(), booking=booking, at=w.NOW - timedelta(days=1))
    assert remind(at=w.NOW) == 0


def test_the_gateway_of_the_region_carries_what_has_no_order(world: w.World, offer: Offer) -> None:
    make_booking(offer)
    here = gateway(world.office("bureau", w.CITY))
    far = gateway(world.office("bureau", w.ELSEWHERE))
    assert [sms_text(row) for row in sms_waiting(here)] == said()
    assert list(sms_waiting(far)) == []


def test_a_lawyers_places_are_shared_by_their_offers(world: w.World, offer: Offer) -> None:
    lawyer = world.lawyers[0]
    own = {"organisation": lawyer.organisation_id, "practitioner": lawyer.pk, "capacity": 1}
    assert offer.venue is not None
    here = make_offer(world, offer.venue, **own)
    rung = make_offer(world, offer.venue, **own, manner="telephone", minutes=20)
    make_booking(here)
    free = [slot.starts_at for slot in free_slots(rung, at=w.NOW)]
    assert AT_NINE not in free
    assert AT_NINE + timedelta(minutes=20) not in free
    assert AT_NINE + timedelta(minutes=40) in free


def test_a_browser_keeps_a_booking_as_long_as_its_code_holds(offer: Offer) -> None:
    booking = make_booking(offer)
    assert access.booking_held(booking.number, booking.code_salt) == booking
    with pytest.raises(Missing):
        access.booking_held(booking.number, "another salt")

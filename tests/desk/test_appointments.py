"""Appointments on the desk: one's own, booking for somebody, and drawing up offers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.meetings import access
from santai.capabilities.meetings.models import Booking, Offer, SpecialDay
from tests.factories.halls import make_hall
from tests.factories.meetings import AT_NINE, make_booking, make_offer
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import CITY, LUSHAN, PROVINCE, World, ask_for_aid

SLOT = "2026-03-03T09:00"
TERMS: dict[str, Any] = {
    "title": "公证咨询",
    "manner": "in_person",
    "weekdays": ["0", "2"],
    "morning_from": "09:00",
    "morning_to": "10:00",
    "minutes": "20",
    "capacity": "1",
    "horizon": "14",
    "cutoff": "2",
    "starts": "2026-03-01",
    "step": "keep",
}


@pytest.fixture
def offer(world: World) -> Offer:
    return make_offer(world, make_hall(world))


@pytest.fixture
def mine(world: World, offer: Offer) -> Offer:
    lawyer = world.lawyers[0]
    own = {"organisation": lawyer.organisation_id, "practitioner": lawyer.pk, "capacity": 1}
    return make_offer(world, offer.venue, **own)


def staff(world: World, role: str, region: str = "410422000000") -> Visitor:
    return signed_in(world.accounts[(role, region)])


def lawyer(world: World, number: int = 0) -> Visitor:
    return signed_in(world.lawyers[number].account)


@pytest.mark.parametrize(
    ("role", "region"), [("window-clerk", "410422000000"), ("hotline-agent", CITY)]
)
def test_counter_and_hotline_book_for_somebody(
    world: World, offer: Offer, role: str, region: str
) -> None:
    clerk = staff(world, role, region)
    assert any(
        link.startswith(f"/desk/appointments/book/{offer.pk}/")
        for link in clerk.read("/desk/appointments/book/").links
    )
    page = f"/desk/appointments/book/{offer.pk}/"
    assert "3 月 3 日（周二）上午 9:00，还有 2 个位子" in clerk.read(page).text
    typed = {"slot": SLOT, "name": "王小明", "phone": "13800000011", "key": "k"}
    leads = clerk.send(page, typed)
    booking = Booking.objects.get()
    assert leads == f"/desk/appointments/{booking.number}/"
    text = clerk.read(leads).text
    assert access.code_of(booking) in text
    assert "王小明" in text


def test_a_time_that_is_gone_keeps_what_was_typed_for_somebody(world: World, offer: Offer) -> None:
    make_booking(offer, phone="13800000021")
    make_booking(offer, phone="13800000022")
    clerk = staff(world, "window-clerk")
    page = f"/desk/appointments/book/{offer.pk}/"
    text = clerk.send(page, {"slot": SLOT, "name": "王小明"}, status=422)
    assert "刚刚约满" in text
    assert clerk.page.fields["name"] == ["王小明"]


def test_a_booking_for_a_matter_names_its_number(world: World, offer: Offer) -> None:
    order, clerk = ask_for_aid().order, staff(world, "window-clerk")
    page = f"/desk/appointments/book/{offer.pk}/"
    typed = {"slot": SLOT, "name": "申请人甲", "order": order.number, "step": "book"}
    clerk.send(page, typed)
    assert "约好的时间" in clerk.read(f"/desk/orders/{order.number}/").text


def test_somebody_is_found_by_telephone_and_changed(world: World, offer: Offer) -> None:
    booking = make_booking(offer)
    clerk = staff(world, "window-clerk")
    clerk.send("/desk/appointments/", {"q": "138 0000 0011"}, status=200)
    own = f"/desk/appointments/{booking.number}/"
    assert own in clerk.page.links
    clerk.send(f"{own}change/", {"step": "move", "slot": "2026-03-03T10:00", "reason": "来电"})
    clerk.send(f"{own}change/", {"step": "cancel"})
    row = Booking.objects.get()
    assert (row.starts_at, row.state) == (AT_NINE + timedelta(hours=1), "cancelled")


@pytest.mark.parametrize(
    ("role", "region"),
    [("window-clerk", LUSHAN), ("auditor", PROVINCE), ("aid-dispatcher", "410422000000")],
)
def test_the_outsider_finds_no_booking(world: World, offer: Offer, role: str, region: str) -> None:
    booking = make_booking(offer)
    other = staff(world, role, region)
    own = f"/desk/appointments/{booking.number}/"
    assert other.get(own).status_code == 404
    assert other.post(f"{own}change/", {"step": "cancel"}).status_code == 404
    other.send("/desk/appointments/", {"q": booking.number}, status=200)
    assert own not in other.page.links


def test_a_lawyer_sees_who_comes_and_says_what_became_of_it(
    world: World, mine: Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = make_booking(mine, note="房租押金")
    me = lawyer(world)
    own = f"/desk/appointments/{booking.number}/"
    page = me.read("/desk/appointments/")
    assert own in page.links
    assert "约好的人" in page.text
    assert "接待过了" not in me.read(own).text
    stop_the_clock(monkeypatch, AT_NINE + timedelta(minutes=40))
    me = lawyer(world)
    me.send(f"{own}change/", {"step": "served"})
    assert Booking.objects.get().state == "served"
    assert lawyer(world, 1).get(own).status_code == 404


def test_the_head_draws_up_an_offer_and_sees_its_days(world: World, offer: Offer) -> None:
    head = staff(world, "centre-head")
    office = str(offer.organisation_id)
    form = head.read(f"/desk/appointments/offers/new/?organisation={office}")
    assert form.fields["organisation"] == [office]
    typed = {**TERMS, "organisation": office, "venue": str(offer.venue_id)}
    leads = head.send("/desk/appointments/offers/new/", typed)
    made = Offer.objects.order_by("-pk")[0]
    assert leads == f"/desk/appointments/offers/{made.pk}/"
    text = " ".join(head.read(leads).text.split())
    assert "3 月 4 日（周三）9:00 1/1 9:20 1/1 9:40 1/1" in text
    fields = head.page.fields
    assert (fields["weekdays"], fields["morning_to"]) == (["0", "2"], ["10:00"])


def test_wrong_terms_are_named_and_kept(world: World, offer: Offer) -> None:
    head = staff(world, "centre-head")
    typed = {**TERMS, "organisation": str(offer.organisation_id), "minutes": "x", "venue": ""}
    head.send("/desk/appointments/offers/new/", typed, status=422)
    assert {"#q-minutes", "#q-venue"} <= set(head.page.links)
    assert head.page.fields["title"] == ["公证咨询"]
    assert head.page.fields["minutes"] == ["x"]


def test_single_days_and_the_end(world: World, offer: Offer) -> None:
    make_booking(offer)
    head, page = staff(world, "centre-head"), f"/desk/appointments/offers/{offer.pk}/"
    head.send(page, {"step": "close", "day": "2026-03-03", "day_reason": "培训"})
    assert "已经有 1 位约好" in head.read(page).text
    assert "培训" in head.page.text
    head.send(page, {"step": "unset", "gone": "2026-03-03"})
    assert SpecialDay.objects.count() == 0
    head.send(page, {"step": "close", "day": "never", "day_reason": "培训"}, status=422)
    assert head.page.fields["day_reason"] == ["培训"]
    head.send(page, {"step": "end"})
    assert "已经约好的 1 位照常接待" in head.read(page).text
    assert not Offer.objects.get(pk=offer.pk).is_active


@pytest.mark.parametrize(
    ("role", "region", "status"),
    [
        ("window-clerk", "410422000000", 404),
        ("bureau-chief", "410422000000", 200),
        ("bureau-chief", CITY, 200),
        ("centre-head", "410422000000", 200),
    ],
)
def test_who_keeps_offers(world: World, offer: Offer, role: str, region: str, status: int) -> None:
    page = f"/desk/appointments/offers/{offer.pk}/"
    assert staff(world, role, region).get(page).status_code == status
    listed = 200 if status == 200 else 403
    assert staff(world, role, region).get("/desk/appointments/offers/").status_code == listed


def test_whoever_is_not_signed_in_is_asked_to(visitor: Visitor, offer: Offer) -> None:
    for page in ("", "book/", "offers/", "offers/new/", f"offers/{offer.pk}/", "483920715/"):
        response = visitor.get(f"/desk/appointments/{page}")
        assert response.status_code == 302
        assert "login" in response.headers["Location"]


def test_pages_ask_as_often_for_many_as_for_one(
    world: World, offer: Offer, django_assert_max_num_queries: Any
) -> None:
    for place in range(6):
        make_booking(
            offer,
            phone=f"1380000003{place}",
            starts_at=AT_NINE + timedelta(minutes=30 * (place // 2)),
        )
        make_offer(world, offer.venue)
    head = staff(world, "centre-head")
    pages = ("", "book/", "offers/", f"offers/{offer.pk}/", f"book/{offer.pk}/")
    for page in pages:
        head.read(f"/desk/appointments/{page}")
        with django_assert_max_num_queries(12):
            head.read(f"/desk/appointments/{page}")

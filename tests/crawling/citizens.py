"""What citizens with a telephone of their own have: matters, relatives, a company, a form begun, an appointment."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from santai.capabilities.meetings.access import code_of
from santai.capabilities.meetings.models import Booking
from santai.capabilities.people.actions import (
    account_of_phone,
    confirm_at_counter,
    digits,
    register_party,
)
from santai.capabilities.people.models import PhoneCode, Representation
from santai.capabilities.places.models import Venue
from santai.pages.citizens import PROVEN
from tests import world as w
from tests.factories.meetings import AT_NINE, make_booking, make_offer
from tests.factories.pages import signed_in

MOTHER = {"name": "申请人甲", "phone": "13800000001"}
SON = {"name": "王小明", "phone": "13800000002"}
COMPANY = {"name": "叶县某某公司", "kind": "enterprise", "id_number": "91350100M000100Y43"}
SOON = w.NOW.replace(hour=10, minute=30)  # today, so that the counter may receive whoever comes


@dataclass(frozen=True, slots=True)
class Circle:
    """The son, who stands for his mother and for a company; his colleague; appointments."""

    company: Representation
    bookings: tuple[Booking, ...]

    def son(self) -> Client:
        """Signed in, a form begun, an appointment open; another relative has not answered yet."""
        browser: Client = signed_in(account_of_phone(**SON))
        session = browser.session
        session[PROVEN] = w.NOW.isoformat()  # what changes how one signs in is open as well
        session.save()
        browser.post("/services/consultation/legal/begin/", {"region": w.YE})
        for booking in self.bookings:
            given = {"number": booking.number, "code": code_of(booking)}
            assert browser.post("/appointments/find/", given).status_code == 302
        father = {"name": "申请人乙", "phone": "13800000003", "relation": "child", "scope": "see"}
        browser.post("/me/family/add/", father)
        return browser

    @property
    def sons_pages(self) -> list[str]:
        return [
            "/me/",
            "/me/ways/prove/",
            "/me/family/confirm/",
            "/enterprise/",
            *(f"/appointments/{booking.number}/" for booking in self.bookings),
        ]


def a_circle(world: w.World, hall: Venue) -> Circle:
    relative: Client = signed_in(account_of_phone(**SON))
    relative.post("/me/family/add/", {**MOTHER, "relation": "child", "scope": "act"})
    code = digits(PhoneCode.objects.latest("pk"))
    assert relative.post("/me/family/confirm/", {"code": code}).status_code == 302
    body = register_party(**COMPANY, proven=True)
    company = confirm_at_counter(
        actor=world.staff("window-clerk"),
        representative=account_of_phone(**SON),
        represented=body,
        relation="contact",
        scope="act",
        papers="营业执照、授权书",
        at=w.NOW,
    )
    relative.post(f"/enterprise/{company.pk}/invite/", {"name": "同事乙", "phone": "13800000012"})
    w.ask_for_aid(applicant=SON)
    offer = make_offer(world, hall)
    later = make_booking(offer, name="约好的人", phone="13800000011")
    today = make_booking(offer, starts_at=SOON, name="今天来的人", phone="13800000013")
    assert later.starts_at == AT_NINE
    return Circle(company, (later, today))


def on_the_way_in() -> Client:
    """Somebody who has been sent a code."""
    browser = Client()
    assert (
        browser.post("/me/sign-in/", {"name": "新来的人", "phone": "13800000004"}).status_code
        == 302
    )
    return browser

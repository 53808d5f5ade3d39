"""P3: 0 uses after restriction. Every address there is, asked by every post for a matter that is kept and not used:
nothing of it stands in any answer, and its own page says why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from santai.capabilities.notices.models import Message, ShortMessage
from santai.capabilities.notices.tasks import relay
from santai.capabilities.orders.actions import add_file
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import actor_for
from santai.capabilities.people.actions import account_of_phone
from santai.capabilities.privacy.actions import ask
from tests import world as w
from tests.capabilities.orders.steps import completed
from tests.factories.partners import key_of, make_partner
from tests.reliability.routes.test_routes import STAFF, known
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
MARKED = {"name": "章申请", "phone": "13812348888", "address": "幸福里七十七号", "groups": []}
FACTS = "我在青石桥工地上做了三个月"
MARKS = (MARKED["name"], MARKED["phone"], MARKED["address"], FACTS, "青石桥")
LOOKING = ("q", "number", "text", "phone", "name")
# The records of who looked and who was let in by an emergency name the matter, and nothing of what is in it.
RECORDS = frozenset({"desk:readings", "desk:audit", "desk:emergencies"})


@pytest.fixture
def case(world: w.World) -> Order:
    order = w.ask_for_aid(applicant=MARKED, answers={**w.AID_ANSWERS, "facts": FACTS}).order
    add_file(
        actor=world.staff("aid-clerk"),
        number=order.number,
        name="青石桥.txt",
        content="记工单".encode(),
        at=w.NOW,
    )
    return completed(world, order)


def restrict(order: Order) -> None:
    account = account_of_phone(phone=str(MARKED["phone"]), name=str(MARKED["name"]))
    ask(actor=actor_for(account, "portal", w.TODAY), number=order.number, at=w.NOW)


def addresses_about(order: Order) -> Iterator[tuple[str, str]]:
    """Every address of staff, with this matter's number and keys where it takes one."""
    for name, address in known():
        if name.startswith(STAFF) and not name.startswith("admin:"):
            yield name, address.replace("/x/", f"/{order.number}/").replace("/1/", f"/{order.pk}/")


def text_of(response: HttpResponse) -> str:
    body = b"".join(response) if response.streaming else response.content
    return body.decode(errors="replace")


def uses(browser: Client, order: Order) -> list[str]:
    """Answers in which something of it stands."""
    found = []
    for name, address in addresses_about(order):
        looks = [{}, *({key: mark} for key in LOOKING for mark in (*MARKS[:2], order.number))]
        for query in looks if name.endswith((":search", ":inbox", ":people", ":find")) else [{}]:
            text = text_of(browser.get(address, query))
            typed = set(query.values())  # what was typed into a field stands in it again
            found += [f"{address}: {mark}" for mark in MARKS if mark not in typed and mark in text]
            if order.number in text and order.number not in typed | set(address.split("/")):
                found += [] if name in RECORDS else [f"{address}: number"]
    return found


def posts(world: w.World) -> list[tuple[str, str]]:
    every = list(world.accounts)
    return (
        every
        if size(0, 1)
        else [("window-clerk", w.YE), ("aid-clerk", w.YE), ("bureau-chief", w.CITY)]
    )


def test_before_it_stands_in_many_places(world: w.World, case: Order) -> None:
    """Else the next test would prove nothing."""
    browser = Client()
    browser.force_login(world.accounts[("aid-clerk", w.YE)])
    assert len(uses(browser, case)) > 3


def test_nothing_of_it_stands_in_any_answer_to_staff(world: w.World, case: Order) -> None:
    restrict(case)
    asked = 0
    for role, region in posts(world):
        browser = Client()
        browser.force_login(world.accounts[(role, region)])
        assert uses(browser, case) == [], role
        asked += len(list(addresses_about(case)))
    report("privacy-unused", posts=len(posts(world)), addresses=asked)


def test_its_own_page_says_why_to_who_would_see_it(world: w.World, case: Order) -> None:
    restrict(case)
    browser = Client()
    browser.force_login(world.accounts[("aid-clerk", w.YE)])
    response = browser.get(f"/desk/orders/{case.number}/")
    assert response.status_code == 403
    assert "已限制处理" in response.content.decode()
    browser.force_login(world.accounts[("aid-clerk", w.LUSHAN)])
    assert browser.get(f"/desk/orders/{case.number}/").status_code == 404


def test_no_partner_reads_it(world: w.World, case: Order) -> None:
    partner = make_partner(world.office("legal-aid-agency"))
    Order.objects.filter(pk=case.pk).update(intake=world.office("legal-aid-agency"))
    bearer = {"Authorization": f"Bearer {key_of(partner)}"}
    restrict(case)
    assert Client().get(f"/api/v1/orders/{case.number}", headers=bearer).status_code in (403, 404)
    assert case.number not in Client().get("/api/v1/orders", headers=bearer).content.decode()


def test_nobody_is_told_of_it_later(case: Order) -> None:
    restrict(case)
    before = Message.objects.count(), ShortMessage.objects.count()
    relay(w.NOW)
    assert (Message.objects.count(), ShortMessage.objects.count()) == before


def test_there_are_addresses_to_ask(case: Order) -> None:
    assert len(list(addresses_about(case))) > 60

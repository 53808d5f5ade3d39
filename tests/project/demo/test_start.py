"""The start page of a demonstration: who am I today, three things to try as each."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account, Party
from santai.capabilities.places.models import Organisation, Venue
from santai.project.demo.cast import ADVISER, CITY_STAFF, COUNTY_STAFF, PROVINCE_STAFF
from santai.project.demo.houses import HOUSES, own
from santai.project.demo.start import PARTS
from tests import world as w
from tests.factories.pages import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration() -> w.World:
    cache.clear()
    world = w.build()
    Organisation.objects.update(demo=True)
    office = world.office("centre")
    Venue.objects.create(
        organisation=office,
        name="大厅",
        kind_name="公共法律服务中心",
        address="某路 1 号",
        region_id=w.YE,
    )
    account = world.accounts[("window-clerk", w.YE)]
    account.username = "22-ck"
    account.set_password("santai-demo")
    account.save()
    return world


def test_a_newcomer_is_told_what_to_try_and_gets_in_with_one_button(demonstration: w.World) -> None:
    visitor = Visitor()
    page = visitor.read("/start/")
    assert "窗口人员" in page.text
    assert visitor.send("/login/", {"username": "22-ck", "password": "santai-demo"}) == "/counter/"


def test_the_citizen_gets_a_matter_whose_turn_is_theirs(demonstration: w.World) -> None:
    order = w.ask_for_aid().order
    Party.objects.update(demo=True)
    Order.objects.filter(pk=order.pk).update(turn="applicant")
    assert f"/track/?number={order.number}" in Visitor().read("/start/").links


def test_the_first_page_leads_there(demonstration: w.World) -> None:
    assert "/start/" in Visitor().read("/").links


def test_and_a_real_installation_has_no_such_page() -> None:
    cache.clear()
    w.build()
    Account.objects.filter(username="22-ck").delete()
    visitor = Visitor()
    assert visitor.get("/start/").status_code == 404
    assert "/start/" not in visitor.read("/").links


def test_everybody_who_is_offered_plays_in_the_demonstration() -> None:
    names = {f"22-{short}" for short, _, _ in COUNTY_STAFF}
    names |= {f"shi-{short}" for short, _, _ in CITY_STAFF} | {"ls-001", ADVISER}
    names |= {f"sheng-{short}" for short, _, _ in PROVINCE_STAFF}
    names |= {username for house in HOUSES for username, _ in (*house.staff, *own(house))}
    assert {part.username for part in PARTS} <= names
    assert {len(part.tries) for part in PARTS} == {3}

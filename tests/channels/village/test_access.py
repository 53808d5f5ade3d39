"""Who may write in the villages, and who may not: everybody else, and colleagues of other places."""

from __future__ import annotations

import pytest

from santai.capabilities.orders.models import Order
from santai.channels.village.models import Part
from tests import world as w
from tests.channels.village.field import INTAKE, VISIT, Phone, adviser, photograph, sha256
from tests.factories.pages import Visitor, signed_in

ADDRESSES = ("/village/", "/village/intake/", "/village/visit/")


@pytest.mark.parametrize("role", ["village-adviser", "law-savvy", "window-clerk"])
def test_advisers_law_savvy_villagers_and_the_station_may_write(world: w.World, role: str) -> None:
    phone = Phone.of(adviser(role=role))
    for address in ADDRESSES:
        phone.read(address)
    assert phone.get("/village/who/").json()["villages"] == [[w.VILLAGE, "东街社区"]]
    assert phone.tell(VISIT).status_code == 200


def test_and_the_outsider_finds_the_door_closed(world: w.World) -> None:
    for role in ("window-clerk", "aid-clerk", "bureau-chief"):
        phone = Phone.of(world.accounts[(role, w.YE)])
        assert [phone.get(address).status_code for address in ADDRESSES] == [403, 403, 403]
        assert phone.get("/village/who/").status_code == 403
        assert phone.tell(VISIT).status_code == 403
        assert phone.hold(photograph()) == [403, 403]
    assert (Order.objects.count(), Part.objects.count()) == (0, 0)


def test_a_hotline_agent_has_no_villages(world: w.World) -> None:
    agent = signed_in(world.accounts[("hotline-agent", w.CITY)])
    assert agent.get("/village/who/").status_code == 403


def test_who_has_not_signed_in_is_told_so_and_the_pages_ask_to(visitor: Visitor) -> None:
    assert visitor.get("/village/who/").status_code == 401
    for address in ADDRESSES:
        assert visitor.get(address).headers["Location"] == f"/login/?next={address}"


def test_an_adviser_writes_in_their_own_villages_only(world: w.World) -> None:
    phone = Phone.of(adviser(region=w.LUSHAN))
    for kind, fields in (("visit", VISIT), ("intake", INTAKE)):
        answer = phone.tell(fields, kind=kind)
        assert answer.status_code == 403
        assert "不在您的服务范围里" in answer.json()["message"]
    assert Order.objects.count() == 0


def test_nothing_goes_out_under_another_persons_name(world: w.World) -> None:
    """Somebody else has signed in on the same phone since the page was opened."""
    first, second = adviser("one"), adviser("two")
    phone = Phone.of(second)
    assert phone.tell(VISIT, **{"X-Santai-Account": str(first.pk)}).status_code == 409
    assert phone.tell(VISIT, **{"X-Santai-Account": ""}).status_code == 409
    assert Order.objects.count() == 0


def test_nobody_learns_of_anothers_photographs(world: w.World) -> None:
    first, second = Phone.of(adviser("one")), Phone.of(adviser("two"))
    picture = photograph()
    first.hold(picture)
    assert second.get(f"/village/photos/{sha256(picture)}/").json() == {"held": []}
    assert second.tell(VISIT, photos=(picture,)).status_code == 409


def test_a_form_without_its_token_is_not_taken(world: w.World) -> None:
    phone = Phone.of(adviser())
    phone.handler.enforce_csrf_checks = True
    assert phone.tell(VISIT).status_code == 403
    token = phone.get("/village/who/").json()["token"]
    assert phone.tell(VISIT, **{"X-CSRFToken": token}).status_code == 200


def test_the_adviser_begins_the_day_in_the_village(world: w.World) -> None:
    account = adviser()
    account.set_password("in the village")
    account.save()
    browser = Visitor()
    sent = {"username": "gw", "password": "in the village"}
    assert browser.send("/login/", sent) == "/village/"

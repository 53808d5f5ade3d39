"""One machine for everybody: nothing of one visitor stays for the next."""

from __future__ import annotations

import pytest
from django.test import Client

from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account
from santai.capabilities.places.models import Venue
from tests.channels.terminal.test_terminal import keys_of, typed
from tests.factories.pages import Visitor, signed_in
from tests.factories.people import make_party
from tests.world import YE, World, ask_for_aid


@pytest.fixture
def machine(hall: Venue) -> str:
    return f"/terminal/{hall.pk}/"


@pytest.fixture
def opened(visitor: Visitor, machine: str) -> str:
    """A matter somebody has just opened here."""
    return visitor.send(f"{machine}track/", keys_of(ask_for_aid().order))


def test_the_end_button_stands_on_every_page_but_the_first(
    visitor: Visitor, machine: str, opened: str
) -> None:
    for path in (opened, f"{machine}guide/", f"{machine}apply/consultation/legal/"):
        visitor.read(path)
        assert f'action="{machine}leave/"' in visitor.page.source
        assert 'data-idle="90"' in visitor.page.source
    assert 'data-idle="90"' not in visitor.read(machine).source


@pytest.mark.parametrize("how", ["end", "first page"])
def test_the_next_visitor_finds_nothing_open(
    visitor: Visitor, machine: str, opened: str, how: str
) -> None:
    visitor.read(opened)
    before = visitor.session.session_key
    if how == "end":
        assert visitor.send(f"{machine}leave/") == machine
    visitor.read(machine)
    assert visitor.get(opened).status_code == 404
    assert visitor.get(f"{opened}receipt/").status_code == 404
    assert visitor.session.session_key != before


def test_large_letters_stay_for_one_visitor(visitor: Visitor, machine: str) -> None:
    visitor.send(f"{machine}large/")
    assert 'class="terminal large"' in visitor.read(machine).source
    assert 'class="terminal large"' in visitor.read(f"{machine}guide/").source
    visitor.send(f"{machine}leave/")
    assert 'class="terminal large"' not in visitor.read(machine).source


def test_a_form_left_open_by_somebody_else_cannot_be_sent(world: World, machine: str) -> None:
    """The browser's way back shows the old form; sending it leads to the start, and nothing happens."""
    browser = Client(enforce_csrf_checks=True)
    path = f"{machine}apply/consultation/legal/"

    def token(page: str) -> str:
        return page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    old = token(browser.get(path).content.decode())
    left = browser.post(f"{machine}leave/", {"csrfmiddlewaretoken": old})
    assert left.headers["Location"] == machine
    again = browser.post(path, typed(step="submit", csrfmiddlewaretoken=old))
    assert again.headers["Location"] == machine
    assert not Order.objects.exists()
    new = token(browser.get(path).content.decode())
    sent = browser.post(path, typed(step="submit", csrfmiddlewaretoken=new))
    assert sent.headers["Location"].endswith("/receipt/")
    assert Order.objects.count() == 1


def test_a_citizen_who_signed_in_is_signed_out_and_a_colleague_is_not(
    world: World, machine: str
) -> None:
    party = make_party("申请人", region=YE)
    citizen = Account.objects.create(
        username="c", name="申请人", kind="citizen", password="!", party=party
    )
    for account, stays in ((citizen, False), (world.accounts[("window-clerk", YE)], True)):
        browser = signed_in(account)
        browser.send(f"{machine}leave/")
        assert ("_auth_user_id" in browser.session) is stays


def test_staff_at_the_machine_are_people_like_everybody(world: World, machine: str) -> None:
    order = ask_for_aid().order
    clerk = signed_in(world.accounts[("window-clerk", YE)])
    assert clerk.get(f"{machine}matters/{order.number}/").status_code == 404


def test_a_refusal_stays_within_the_machine(visitor: Visitor, machine: str) -> None:
    answer = visitor.get(f"{machine}matters/12345678901/")
    assert answer.status_code == 404
    assert machine in visitor.page.links
    assert "/track/" not in visitor.page.links

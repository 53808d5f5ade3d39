"""A1 (HTTP), A5, A6: real requests of every post for every order, against the table; lists as sets of numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import product
from random import Random
from time import perf_counter
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from santai.capabilities.files.models import StoredFile
from santai.capabilities.orders import access
from santai.capabilities.orders.models import Order
from santai.capabilities.people.models import Account, Post
from santai.kernel.numbers import order_number
from tests import world as w
from tests.crawling.matters import _file
from tests.factories.partners import key_of, make_partner
from tests.reliability.matrix import oracle
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r"/desk/orders/(\d{11})/")
SECRET = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+|nonce-[\w+/=-]+')
NOT_THERE = order_number(2026, 77_777_777, b"guess")


@dataclass
class Town:
    """Orders of three places taken in and handled by several houses, and everybody who asks for them."""

    accounts: list[Account]
    orders: list[Order]
    browsers: dict[int, Client]
    keys: dict[int, str]

    def get(self, account: Account, path: str) -> HttpResponse:
        if account.pk in self.keys:
            bearer = {"Authorization": f"Bearer {self.keys[account.pk]}"}
            return read(Client().get(f"/api/v1{path}", headers=bearer))
        return read(self.browsers[account.pk].get(f"/desk{path}"))


def read(response: HttpResponse) -> HttpResponse:
    """To the end, so that a file is closed again."""
    if response.streaming:
        for _ in response:
            pass
    return response


@pytest.fixture
def town(world: w.World) -> Town:
    counter, line = world.staff("window-clerk"), world.staff("hotline-agent", w.CITY)
    orders = [
        w.ask_for_aid().order,
        w.ask_for_aid(actor=counter).order,
        w.ask_for_aid(actor=counter, region=w.LUSHAN).order,
        w.ask_for_aid(actor=line, region=w.LUSHAN).order,
        w.ask_for_aid(region=w.VILLAGE).order,
        w.ask_for_aid(region=w.LUSHAN).order,
        w.ask_for_aid(actor=counter).order,
    ]
    Order.objects.filter(pk=orders[0].pk).update(assignee=world.lawyers[0])
    partner = make_partner(world.office("legal-aid-agency"))
    lawyers = [one.account for one in world.lawyers if one.account]
    accounts = [*world.accounts.values(), *lawyers, partner]
    browsers = {account.pk: Client() for account in accounts}
    for account in accounts:
        browsers[account.pk].force_login(account)
    for order in orders:
        order.refresh_from_db()
        _file(order)
    Order.objects.filter(pk=orders[-1].pk).update(stage="completed", restricted_at=w.NOW)
    orders[-1].refresh_from_db()
    return Town(accounts, orders, browsers, {partner.pk: key_of(partner)})


def standings(account: Account, order: Order) -> list[oracle.Standing]:
    """One for each post as it stands in its row, read without the product's access modules."""
    practitioner = getattr(account, "practitioner", None)
    mine = practitioner is not None and practitioner.pk == order.assignee_id
    place = {
        "region": order.region_id,
        "handled_by": order.organisation_id,
        "taken_in_by": order.intake_id or -1,
        "assignee": mine,
    }
    held = [post for post in account.posts.all() if post.ends is None or post.ends > w.TODAY]
    return [
        oracle.Standing(
            role=post.role, post_region=post.region, post_office=post.organisation_id, **place
        )
        for post in held
    ]


def expected(account: Account, order: Order, thing: str, action: str) -> str:
    """By the table; an order that is kept and not used any more stands there for itself."""
    return of_the_table(
        account, order, "restricted" if order.restricted_at is not None else thing, action
    )


def of_the_table(account: Account, order: Order, thing: str, action: str) -> str:
    found = [oracle.verdict(who, thing, action) for who in standings(account, order)]
    return max(found, key=oracle.WEIGHT.__getitem__, default="never")


def wanted(account: Account, order: Order, path: str) -> int:
    """The status of an answer, by the table. Who would see it is told why they do not."""
    if order.restricted_at is not None:
        return 404 if of_the_table(account, order, "order", "see") == "never" else 403
    if expected(account, order, "order", "see") == "never":
        return 404
    if "files" in path and expected(account, order, "file", "see") == "never":
        return 403
    return 200


def asked(town: Town, account: Account, order: Order, path: str) -> list[str]:
    response = town.get(account, path)
    status = wanted(account, order, path)
    if response.status_code == status:
        return []
    roles = [post.role for post in account.posts.all()]
    return [f"{roles} {path} of {order.region_id}: {response.status_code}, not {status}"]


def one_round(town: Town, cells: list[tuple[Account, Order, str]]) -> list[str]:
    wrong = []
    for account, order, kind in cells:
        file = f"files/{order_file(order)}" + ("" if account.pk in town.keys else "/")
        path = f"/orders/{order.number}" + ("" if account.pk in town.keys else "/")
        wrong += asked(
            town, account, order, f"{path.rstrip('/')}/{file}" if kind == "file" else path
        )
    return wrong


def order_file(order: Order) -> int:
    return StoredFile.objects.get(subject=f"orders/{order.pk}").pk


def cells(town: Town) -> list[tuple[Account, Order, str]]:
    return list(product(town.accounts, town.orders, ("order", "file")))


def some(every: list[tuple[Account, Order, str]], count: int) -> list[tuple[Account, Order, str]]:
    return Random(20261122).sample(every, count)


def test_every_post_gets_of_every_order_what_the_table_says(town: Town) -> None:
    every, checks, wrong, begun = cells(town), 0, list[str](), perf_counter()
    while checks < size(1, 100_000):
        asked_now = every if size(0, 1) else some(every, 120)
        wrong += one_round(town, asked_now)
        checks += len(asked_now)
    seconds = round(perf_counter() - begun, 1)
    report("matrix-http", checks=checks, seconds=seconds, cells=len(every), wrong=len(wrong))
    assert wrong == []


def test_lists_are_the_sets_the_table_gives(town: Town) -> None:
    """The desk, the search and the interface: nothing too much and nothing too little."""
    for account in town.accounts:
        wanted = {
            order.number
            for order in town.orders
            if expected(account, order, "order", "see") != "never"
        }
        if account.pk in town.keys:
            rows = town.get(account, "/orders").json()["orders"]
            listed = {row["number"] for row in rows}
        else:
            page = town.get(account, "/?which=all").content.decode()
            listed = set(NUMBER.findall(page.partition("<main")[2]))
            listed &= {order.number for order in town.orders}
        assert listed == wanted, [post.role for post in account.posts.all()]


def test_denied_is_missing_to_the_last_byte(town: Town) -> None:
    """A5: an order of elsewhere and a number that was never given out: status, headers and body."""
    seen = Counter[str]()
    denied = [cell for cell in cells(town) if wanted(*cell) == 404 and cell[0].pk not in town.keys]
    for account, order, kind in some(denied, size(60, len(denied))):
        tail = "" if kind == "order" else f"files/{order_file(order)}/"
        there, nowhere = (
            town.get(account, f"/orders/{number}/{tail}") for number in (order.number, NOT_THERE)
        )
        assert answer(there) == answer(nowhere)
        seen[kind] += 1
    assert min(seen.values()) > 15


def answer(response: HttpResponse) -> tuple[Any, ...]:
    headers = {name: value for name, value in response.headers.items() if name != "Set-Cookie"}
    policy = SECRET.sub(b"", str(sorted(headers.items())).encode())
    return response.status_code, policy, SECRET.sub(b"", response.content)


# --- A6: what was taken away is gone with the next request ----------------------------------------


def end_the_post(account: Account, order: Order) -> None:
    Post.objects.filter(account=account).update(ends=w.TODAY)


def close_the_account(account: Account, order: Order) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)


def move_the_region(account: Account, order: Order) -> None:
    post = account.posts.get()
    office = Post.objects.exclude(organisation=post.organisation).first()
    assert office is not None
    Post.objects.filter(pk=post.pk).update(region=w.ELSEWHERE, organisation=office.organisation_id)


def transfer_the_order(account: Account, order: Order) -> None:
    far = Post.objects.get(region=w.ELSEWHERE).organisation_id
    Order.objects.filter(pk=order.pk).update(
        organisation=far, intake=far, region=w.ELSEWHERE, assignee=None
    )


REVOCATIONS = (end_the_post, close_the_account, move_the_region, transfer_the_order)


def test_a_revocation_acts_on_the_next_request(town: Town) -> None:
    """A6: the page, the file, the list and the interface, in a session that was open before."""
    ways, stale = revocations(town, size(30, 1_000))
    report("matrix-revocation", revocations=size(30, 1_000), ways=ways, stale=len(stale))
    assert stale == []


def revocations(town: Town, number: int) -> tuple[int, list[str]]:
    """In how many ways something may be taken from somebody, and what was open after that and should not be."""
    from django.db import transaction

    ways = [
        (account, order, revoke)
        for account, order, revoke in product(town.accounts, town.orders, REVOCATIONS)
        if expected(account, order, "file", "see") != "never"
        and not any(post.region == w.PROVINCE for post in account.posts.all())
    ]
    rng, stale, revoked = Random(6), list[str](), 0
    while revoked < number:
        account, order, revoke = rng.choice(ways)
        slash = "" if account.pk in town.keys else "/"
        paths = [
            f"/orders/{order.number}{slash}",
            f"/orders/{order.number}/files/{order_file(order)}{slash}",
        ]
        with transaction.atomic():
            assert [town.get(account, path).status_code for path in paths] == [200, 200]
            revoke(account, order)
            now = Order.objects.get(pk=order.pk)
            # who is moved may see it from their new place as well, or its page and not its files
            gone = [path for path in paths if wanted(account, now, path) != 200]
            revoked += bool(gone)
            stale += [
                f"{revoke.__name__}: {account} {path}"
                for path in gone
                if town.get(account, path).status_code == 200
            ]
            transaction.set_rollback(True)
    return len(ways), stale


# --- planted faults -------------------------------------------------------------------------------


def test_a_list_without_its_filter_is_caught(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "orders_for", lambda actor: Order.objects.all())
    assert any("not 404" in fault for fault in one_round(town, some(cells(town), 40)))


def test_a_refusal_that_tells_there_is_something_is_caught(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """403 for a foreign order, 404 for none."""
    from santai.kernel.errors import Forbidden

    original = access.order_for

    def telling(actor: Any, number: str) -> Order:
        seen = access.orders_for(actor).filter(number=number)
        if Order.objects.filter(number=number).exists() and not seen.exists():
            raise Forbidden("不是您的。")
        return original(actor, number)

    monkeypatch.setattr(access, "order_for", telling)
    with pytest.raises(AssertionError):
        test_denied_is_missing_to_the_last_byte(town)


def test_rights_that_are_remembered_are_caught(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """An actor kept for the next request sees what was taken away."""
    from santai.pages import actors

    original, kept = actors.actor_for, dict[int, Any]()

    def remembered(account: Account, channel: str, on: Any) -> Any:
        if account.pk not in kept:
            kept[account.pk] = original(account, channel, on)
        return kept[account.pk]

    monkeypatch.setattr(actors, "actor_for", remembered)
    _ways, stale = revocations(town, 30)
    assert stale

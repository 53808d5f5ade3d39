"""A3: whatever is in the answers one person gets, sent by every other, in every spelling, by every verb: no leak.

A leak is told by its content: each matter carries words of its own, and no answer to somebody may hold those of a
matter the permission table does not let them see, nor a telephone whole where they see people masked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from santai.capabilities.files.models import StoredFile
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.people.access import Actor
from santai.capabilities.people.models import Account
from tests import world as w
from tests.crawling.matters import _file
from tests.factories.partners import key_of, make_partner
from tests.reliability.idor.harvest import doors_of, harvest, spellings
from tests.reliability.matrix.test_http import expected
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
VERBS = ("get", "get", "get", "head", "post", "put", "patch", "delete", "options")
FACTS = "工程做完三个月了，工资没有给。"


@dataclass
class Matter:
    """An order with words of its own: one that all who see it read, and a telephone for those who see it whole."""

    order: Order
    word: str
    phone: str
    file_id: int


@dataclass
class Visitor:
    name: str
    browser: Client
    account: Account | None = None
    own: Order | None = None  # by its query code
    headers: dict[str, str] = field(default_factory=dict)

    def verdict(self, matter: Matter, action: str) -> str:
        if self.own is not None:
            return "allowed" if self.own.pk == matter.order.pk else "never"
        if self.account is None:
            return "never"
        return expected(self.account, matter.order, "order", action)


@dataclass
class Scene:
    matters: list[Matter]
    visitors: list[Visitor]

    def leaks(self, visitor: Visitor, body: str) -> list[str]:
        found = []
        for matter in self.matters:
            if matter.word in body and visitor.verdict(matter, "see") == "never":
                found.append(f"sees {matter.order.number}")
            if matter.phone in body and visitor.verdict(matter, "whole") == "never":
                found.append(f"reads the telephone of {matter.order.number}")
        return found


@pytest.fixture
def scene(world: w.World) -> Scene:
    counter, line = world.staff("window-clerk"), world.staff("hotline-agent", w.CITY)
    made = [
        _matter(n, actor, region)
        for n, (actor, region) in enumerate(
            (
                (None, w.YE),
                (counter, w.YE),
                (counter, w.LUSHAN),
                (line, w.LUSHAN),
                (None, w.VILLAGE),
                (None, w.LUSHAN),
            )
        )
    ]
    Order.objects.filter(pk=made[0].order.pk).update(assignee=world.lawyers[0])
    made[0].order.refresh_from_db()
    partner = make_partner(world.office("legal-aid-agency"))
    staff = [*world.accounts.values(), *(one.account for one in world.lawyers if one.account)]
    visitors = [Visitor(one.name, _signed_in(one), account=one) for one in staff]
    bearer = {"Authorization": f"Bearer {key_of(partner)}"}
    visitors.append(Visitor("partner", Client(), account=partner, headers=bearer))
    visitors.append(Visitor("nobody", Client()))
    visitors += [
        Visitor("code holder", _with_code(one.order), own=one.order) for one in (made[0], made[5])
    ]
    return Scene(made, visitors)


def _matter(n: int, actor: Actor | None, region: str) -> Matter:
    word, phone = f"暗号{'甲乙丙丁戊己'[n]}{n}{n}{n}", f"1371000{n}{n}{n}7"
    order = w.ask_for_aid(
        actor=actor,
        region=region,
        applicant={"name": f"某申请人{'甲乙丙丁戊己'[n]}", "phone": phone, "groups": ["农民工"]},
        answers={"matter": "劳动报酬", "facts": f"{FACTS}{word}"},
    ).order
    order.refresh_from_db()
    _file(order)
    return Matter(order, word, phone, StoredFile.objects.get(subject=f"orders/{order.pk}").pk)


def _signed_in(account: Account) -> Client:
    browser = Client()
    browser.force_login(account)
    return browser


def _with_code(order: Order) -> Client:
    browser = Client()
    answer = browser.post("/track/", {"number": order.number, "code": code_of(order)})
    assert answer.status_code == 302
    return browser


def gather(scene: Scene, *, pages: int) -> list[str]:
    """The addresses of all, and those every door would have for every matter; whatever is in them, all ways."""
    found = set[str]()
    for visitor in scene.visitors:
        own = [f"/matters/{visitor.own.number}/"] if visitor.own else ["/desk/", "/desk/?which=all"]
        starts = own + [
            f"/desk/orders/{matter.order.number}/"
            for matter in scene.matters
            if visitor.account and visitor.verdict(matter, "see") != "never"
        ]
        if visitor.headers:
            continue
        addresses, codes = harvest(visitor.browser, starts, pages=pages)
        found |= addresses
        found |= {
            f"/track/?number={matter.order.number}&code={code}"
            for code in codes
            for matter in scene.matters
        }
    for matter in scene.matters:
        found |= set(doors_of(matter.order.number, matter.file_id))
        for other in scene.matters:  # a file of one matter under the number of another
            found.add(f"/desk/orders/{other.order.number}/files/{matter.file_id}/")
            found.add(f"/matters/{other.order.number}/files/{matter.file_id}/")
    return sorted({spelt for address in found for spelt in spellings(address)})


def replay(visitor: Visitor, verb: str, address: str) -> tuple[HttpResponse, str]:
    """Ask, and undo whatever that did."""
    with transaction.atomic():
        ask = getattr(visitor.browser, verb)
        response = ask(address, headers=visitor.headers or None)
        body = b"".join(response) if response.streaming else response.content
        transaction.set_rollback(True)
    told = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    return response, f"{told}\n{body.decode('utf-8', 'replace')}"


def walk(scene: Scene, addresses: list[str], count: int, seed: int = 20261122) -> list[str]:
    """Replay so many of them; gives what leaked, what the server failed at, and what was changed unasked."""
    rng, wrong = Random(seed), list[str]()
    events = Event.objects.count()
    for _ in range(count):
        visitor, verb = rng.choice(scene.visitors), rng.choice(VERBS)
        address = rng.choice(addresses)
        response, body = replay(visitor, verb, address)
        about = f"{visitor.name}: {verb} {address}: {response.status_code}"
        if response.status_code >= 500:
            wrong.append(f"{about} fails")
        wrong += [f"{about} {leak}" for leak in scene.leaks(visitor, body)]
    assert Event.objects.count() == events
    return wrong


def test_nothing_of_one_opens_for_another(scene: Scene) -> None:
    addresses = gather(scene, pages=size(3, 150))
    count = size(250, 20_000)
    wrong = walk(scene, addresses, count)
    report(
        "idor", replays=count, addresses=len(addresses), visitors=len(scene.visitors), leaks=wrong
    )
    assert wrong == []
    assert len(addresses) > 1_000


def test_who_may_see_it_does_see_it(scene: Scene) -> None:
    """Else nothing could leak and nothing would be proven."""
    seen = 0
    for visitor in scene.visitors:
        for matter in scene.matters:
            if visitor.account and visitor.verdict(matter, "see") != "never":
                path = f"/desk/orders/{matter.order.number}/"
                if visitor.headers:
                    path = f"/api/v1/orders/{matter.order.number}"
                response, body = replay(visitor, "get", path)
                assert response.status_code == 200, (visitor.name, path)
                assert visitor.headers or matter.word in body
                seen += 1
    assert seen > 20


def test_a_number_is_no_capability(scene: Scene) -> None:
    """Who knows the number of a matter and nothing else gets nothing, at any door, and cannot tell it from none."""
    nobody = next(one for one in scene.visitors if one.name == "nobody")
    for matter in scene.matters:
        for address in doors_of(matter.order.number, matter.file_id):
            response, body = replay(nobody, "get", address)
            assert response.status_code in {302, 401, 403, 404, 405}, address
            assert scene.leaks(nobody, body) == []


# --- planted faults -------------------------------------------------------------------------------


def test_a_page_that_asks_nobody_is_caught(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def anybodys(actor: Any, number: str) -> Order:
        from django.shortcuts import get_object_or_404

        return get_object_or_404(
            Order.objects.select_related("applicant", "organisation", "region"), number=number
        )

    monkeypatch.setattr(access, "order_for", anybodys)
    planted = [f"/desk/orders/{matter.order.number}/" for matter in scene.matters]
    assert any("sees" in fault for fault in walk(scene, planted, 60))


def test_a_telephone_that_is_not_masked_is_caught(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sees people masked reads a number whole."""
    from santai.capabilities.orders import persons

    monkeypatch.setattr(persons, "mask_phone", lambda text: text)
    planted = [f"/desk/orders/{matter.order.number}/" for matter in scene.matters]
    assert any("telephone" in fault for fault in walk(scene, planted, 80))

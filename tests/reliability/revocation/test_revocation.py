"""A6: what was taken from somebody is gone at their next request, at every door (ASVS 8.3.2; abuse case 5).

Somebody is in and reads; something is taken from them; they ask for the same again, in the browser that is open.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import pytest
from django.db import transaction
from django.db.models import F

from santai.capabilities.documents.models import Document
from santai.capabilities.identity.actions import sign_ins
from santai.capabilities.orders.actions import add_file, code_of, renew_code
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.actions import (
    account_of_phone,
    close_account,
    end_post,
    hold_post,
    revoke_api_key,
)
from santai.capabilities.people.actions.representations import consent, end
from santai.capabilities.people.enums import Relation, Scope
from santai.capabilities.people.models import Account, ApiKey
from santai.capabilities.places.models import Organisation
from tests.channels.village.field import adviser
from tests.factories.pages import Visitor, signed_in
from tests.factories.partners import key_of, make_partner
from tests.reliability.sizes import report, size
from tests.world import APPLICANT, CITY, LUSHAN, NOW, TODAY, YE, World, ask_for_aid, take

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360f8ffff3f0005fe02fea7356981"
    "0000000049454e44ae426082"
)
Ask = Callable[[], int]  # the status of the next request
Deed = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, how they ask for it once more, and the ways in which it may be taken from them."""

    ask: Ask
    deeds: dict[str, Deed]


@dataclass(slots=True)
class Town:
    """The small world with one matter in it that has been decided: a page, a file, a document."""

    world: World
    order: Order
    file: int
    document: int


@pytest.fixture
def town(world: World) -> Town:
    order = ask_for_aid().order
    clerk = world.staff("aid-clerk")
    file = add_file(actor=clerk, number=order.number, name="a.png", content=PNG, at=NOW)
    take(world.staff("aid-approver"), order, "grant")
    return Town(world, order, file.pk, Document.objects.get().pk)


# --- readers


def status(browser: Visitor, path: str) -> int:
    """Of the next request; what it brings is read to the end."""
    response = browser.get(path)
    if response.streaming:
        b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return response.status_code


def staff_at(path: str, role: str, region: str = YE) -> Callable[[Town], Reader]:
    def reader(town: Town) -> Reader:
        account = town.world.accounts[(role, region)]
        where = path.format(order=town.order, file=town.file, document=town.document)
        return of_staff(account, where)

    return reader


def of_staff(account: Account, path: str) -> Reader:
    browser = signed_in(account)
    return Reader(
        lambda: status(browser, path),
        {
            "post ended": lambda: _end_posts(account),
            "moved": lambda: _move(account),
            "closed": lambda: close_account(account, actor=SYSTEM, on=TODAY),
            "signed out everywhere": lambda: sign_ins.end_all(account, actor=SYSTEM, on=TODAY),
        },
    )


def _end_posts(account: Account) -> None:
    for post in account.posts.all():
        end_post(post, actor=SYSTEM, on=TODAY)


def _move(account: Account) -> None:
    """The same role, in the next county."""
    post = account.posts.get()
    there = Organisation.objects.get(kind=post.organisation.kind, region=LUSHAN)
    end_post(post, actor=SYSTEM, on=TODAY)
    hold_post(
        actor=SYSTEM,
        account=account,
        role=post.role,
        organisation=there,
        starts=TODAY,
    )


def village(town: Town) -> Reader:
    """A device in a village that comes to deliver what it kept. Where it lies does not matter there."""
    found = of_staff(adviser(), "/village/who/")
    return Reader(found.ask, {name: deed for name, deed in found.deeds.items() if name != "moved"})


def seat(town: Town) -> Reader:
    """A seat of the hotline."""
    found = staff_at("/hotline/", "hotline-agent", CITY)(town)
    return Reader(found.ask, {name: deed for name, deed in found.deeds.items() if name != "moved"})


def partner(town: Town) -> Reader:
    account = make_partner(town.world.office("12345", CITY))
    browser, key = Visitor(), key_of(account)
    headers = {"Authorization": f"Bearer {key}"}
    record = ApiKey.objects.get(account=account)

    def ask() -> int:
        return browser.get("/api/v1/orders", headers=headers).status_code

    return Reader(
        ask,
        {
            "key revoked": lambda: revoke_api_key(record, actor=SYSTEM),
            "key expired": lambda: _expire(record),
            "closed": lambda: close_account(account, actor=SYSTEM, on=TODAY),
        },
    )


def _expire(key: ApiKey) -> None:
    ApiKey.objects.filter(pk=key.pk).update(expires=NOW)


def son(town: Town) -> Reader:
    """Who stands for the applicant, by their consent."""
    mother = account_of_phone(phone=APPLICANT["phone"], name=APPLICANT["name"])
    account = account_of_phone(phone="13800000077", name="王小明")
    held = consent(
        representative=account,
        represented=mother,
        relation=Relation.CHILD,
        scope=Scope.ACT,
        at=NOW,
    )
    browser = signed_in(account)
    return Reader(
        lambda: browser.get(f"/matters/{town.order.number}/").status_code,
        {
            "consent withdrawn": lambda: end(held, by=mother, at=NOW),
            "closed": lambda: close_account(account, actor=SYSTEM, on=TODAY),
            "signed out everywhere": lambda: sign_ins.all_over(account=account),
        },
    )


def holder_of_the_code(town: Town) -> Reader:
    browser = Visitor()
    sent = {"number": town.order.number, "code": code_of(town.order)}
    browser.send("/track/", sent)
    clerk = town.world.staff("aid-clerk")
    return Reader(
        lambda: browser.get(f"/matters/{town.order.number}/").status_code,
        {
            "code renewed": lambda: _renew(clerk, town),
            "left": lambda: _leave(browser),
        },
    )


def _renew(clerk: object, town: Town) -> None:
    renew_code(actor=clerk, number=town.order.number, at=NOW)  # type: ignore[arg-type]


def _leave(browser: Visitor) -> None:
    browser.post("/leave/")


def lawyer(town: Town) -> Reader:
    """Whose case it is, until it is somebody else's."""
    mine, other = town.world.lawyers[0], town.world.lawyers[2]
    Order.objects.filter(pk=town.order.pk).update(assignee=mine, accepted_at=NOW)
    assert mine.account is not None
    browser = signed_in(mine.account)
    account = mine.account
    return Reader(
        lambda: status(browser, f"/desk/orders/{town.order.number}/files/{town.file}/"),
        {
            "given to another": lambda: _give(town.order, other.pk),
            "closed": lambda: close_account(account, actor=SYSTEM, on=TODAY),
        },
    )


def _give(order: Order, practitioner: int) -> None:
    Order.objects.filter(pk=order.pk).update(assignee=practitioner, seq=F("seq"))


READERS: dict[str, Callable[[Town], Reader]] = {
    "page": staff_at("/desk/orders/{order.number}/", "aid-clerk"),
    "file": staff_at("/desk/orders/{order.number}/files/{file}/", "aid-clerk"),
    "document": staff_at("/desk/orders/{order.number}/documents/{document}/", "aid-clerk"),
    "inbox of orders": staff_at("/desk/orders/{order.number}/", "bureau-chief"),
    "export": staff_at("/desk/figures/orders.xlsx?of=open", "bureau-chief"),
    "village": village,
    "seat": seat,
    "api": partner,
    "consent": son,
    "code": holder_of_the_code,
    "case": lawyer,
}
# An export of somebody who moved is still theirs to make: of the other place, without these orders.
STILL_THERE = {("export", "moved")}


def stale(town: Town, trials: int, *, seed: int = 1) -> list[str]:
    """Who could read on after it was taken from them."""
    chance, found = Random(seed), []
    names = list(READERS)
    for trial in range(trials):
        name = names[trial % len(names)]
        with transaction.atomic():
            reader = READERS[name](town)
            deed = chance.choice(
                [one for one in sorted(reader.deeds) if (name, one) not in STILL_THERE]
            )
            before = reader.ask()
            assert before == 200, (name, before)
            reader.deeds[deed]()
            if reader.ask() == 200:
                found.append(f"{name}: {deed}")
            transaction.set_rollback(True)
    return found


def test_nothing_is_read_after_it_was_taken(town: Town) -> None:
    trials = size(3 * len(READERS), 1000)
    found = stale(town, trials)
    report("revocation", trials=trials, stale=len(found), readers=len(READERS))
    assert found == []


def test_every_way_of_taking_is_tried(town: Town) -> None:
    """Each reader and each deed once."""
    for name, reader in READERS.items():
        with transaction.atomic():
            deeds = sorted(reader(town).deeds)
            transaction.set_rollback(True)
        for deed in deeds:
            if (name, deed) in STILL_THERE:
                continue
            with transaction.atomic():
                one = reader(town)
                assert one.ask() == 200, (name, deed)
                one.deeds[deed]()
                assert one.ask() != 200, (name, deed)
                transaction.set_rollback(True)


def test_posts_that_are_remembered_are_caught(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: who may do what is looked up once and kept."""
    from santai.pages import actors

    kept: dict[object, object] = {}
    honest = actors.actor_for

    def remembered(account: Account, channel: str, on: object) -> object:
        key = (account.pk, channel)
        if key not in kept:
            kept[key] = honest(account, channel, on)  # type: ignore[arg-type]
        return kept[key]

    monkeypatch.setattr(actors, "actor_for", remembered)
    monkeypatch.setattr(f"{__name__}.READERS", {"page": READERS["page"]})
    assert set(stale(town, 12)) == {"page: post ended", "page: moved"}


def test_a_key_that_is_remembered_is_caught(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    from santai.channels.partners import auth

    honest = auth.authenticate_api_key
    monkeypatch.setattr(
        auth,
        "authenticate_api_key",
        functools.cache(lambda key, channel, now: honest(key, channel, now=now)),
    )
    monkeypatch.setattr(f"{__name__}.READERS", {"api": READERS["api"]})
    assert stale(town, 6) != []

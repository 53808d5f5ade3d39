"""A5: what is not yours answers as what is not there: status, headers, body; for every address that names a thing.

Every pattern with a thing in it is asked twice, with one that there is (of another county, another person) and with
one that there is not, by everybody who may not see it. Whoever could tell the two apart could count and find things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from http.cookies import SimpleCookie
from itertools import product
from random import Random
from typing import Any

import pytest
from django.db import models, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from santai.capabilities.approvals.models import Approval
from santai.capabilities.documents.models import Document
from santai.capabilities.emergencies.models import Opening
from santai.capabilities.fees.models import Payee
from santai.capabilities.files.models import StoredFile
from santai.capabilities.identity.models import Passkey, SignIn
from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.orders import access
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.queries import dossiers_subject
from santai.capabilities.people.models import Account, ApiKey, Post, Practitioner, Representation
from santai.capabilities.places.models import Organisation, Venue
from santai.capabilities.reception.models import Ring, Ticket
from santai.channels.portal.models import Draft
from santai.desk.models import SavedView
from tests import world as w
from tests.crawling.cast import Scene, opened, set_the_scene
from tests.crawling.matters import _file
from tests.factories.partners import key_of, make_partner
from tests.reliability.matrix.test_http import NOT_THERE, answer
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db
FAR = 987_654_321  # a key that nothing has
# Things that are everybody's, and words that name no thing.
CLOCK = re.compile(rb"\('Expires', '[^']*'\)")  # the second in which Django answered
PUBLIC = frozenset(
    {
        "service_id",
        "name",
        "page",
        "action",
        "offset",
        "seq",
        "app_label",
        "key",
        "use",
        "public",
        "kind",
    }
)
OPEN_TO_ALL = (
    "terminal:",  # a hall is a public place; its matters are asked for below
    "portal:place",
    "portal:offer",
    "portal:law",  # what the law says is everybody's
    "portal:article",
    "portal:draw",  # for anybody who has its number: practitioners, and nobody's matter
    "desk:book",  # what is offered is offered to everybody; staff book it for them
    "counter:screen",  # hangs in the hall: numbers that are called, and nobody's name
    "counter:calls",
    "desk:service",
    "desk:sheet",
    "village:shell",
)
FIXED = {"action": "note", "service_id": "legal-aid/civil", "seq": 1, "offset": 0, "name": "place"}
ADMINISTRATORS = ("system-admin", "security-admin", "audit-admin")


@dataclass
class Town:
    real: dict[str, Any]
    outsiders: dict[str, tuple[Client, dict[str, str]]]


def first(model: type[models.Model], **where: Any) -> Any:
    found = model._default_manager.filter(**where).order_by("pk").first()
    return found.pk if found else None


@pytest.fixture
def town(world: w.World) -> Town:
    scene = set_the_scene(world)
    theirs = {
        f"orders/{pk}": pk for pk in Order.objects.filter(region=w.YE).values_list("pk", flat=True)
    }
    document = Document.objects.filter(subject__in=theirs).order_by("pk").first()
    assert document is not None
    order = Order.objects.get(pk=theirs[document.subject])
    _file(order)
    return Town(_real(world, scene, order, document.pk), _outsiders(world, scene, order))


def _real(world: w.World, scene: Scene, order: Order, document: int) -> dict[str, Any]:
    chief, clerk = world.accounts[("bureau-chief", w.YE)], world.accounts[("window-clerk", w.YE)]
    asked = Approval.objects.create(
        kind="big-export",
        subject="/x",
        title="名单",
        reason="需要核对名单",
        region=w.YE,
        asked_by=chief,
        asked_at=w.NOW,
    )
    opening = Opening.objects.create(
        order=order,
        account=clerk,
        organisation="某单位",
        region=w.YE,
        reason="来电人有危险",
        at=w.NOW,
        until=w.NOW + timedelta(minutes=30),
    )
    payee = Payee.objects.create(
        organisation=world.office("centre", w.YE),
        holder="叶县公共法律服务中心",
        bank="某银行",
        account="6200",
        asked_by=chief,
        asked_at=w.NOW,
    )
    browser = Client()
    browser.force_login(clerk)  # a sign-in of somebody else
    passkey = Passkey.objects.create(
        account=clerk, name="钥匙扣", host="testserver", credential=b"1", public=b"1", made=w.NOW
    )
    partner = make_partner(world.office("bureau", w.YE), "partner-of-theirs")
    key_of(partner)
    booking = Booking.objects.order_by("pk").first()
    return {
        "number": order.number,
        "booking": booking.number if booking else None,
        "file_id": first(StoredFile, subject=f"orders/{order.pk}"),
        "document_id": document,
        "dossier_id": _dossier(order, document),
        "sign_in": first(SignIn, account=clerk),
        "passkey": passkey.pk,
        "view_id": first(SavedView),
        "offer_id": first(Offer),
        "approval_id": asked.pk,
        "payee_id": payee.pk,
        "opening_id": opening.pk,
        "ring_id": first(Ring),
        "ticket_id": first(Ticket),
        "window_id": 1,
        "venue_id": scene.hall.pk,
        "draft_id": first(Draft),
        "representation_id": first(Representation),
        "member_id": first(Representation),
        "pk": clerk.pk,
        "organisation": first(Organisation, region=w.YE),
        "venue": first(Venue, organisation__region=w.YE),
        "account": clerk.pk,
        "post": first(Post, account=clerk),
        "practitioner": first(Practitioner, region=w.YE),
        "apikey": first(ApiKey, account=partner),
    }


def _dossier(order: Order, document: int) -> int:
    """A file of the matter, bound."""
    one = Document.objects.get(pk=document)
    one.pk, one.subject = None, dossiers_subject(order)
    one.serial, one.number, one.code = one.serial + 900, f"{one.number}-900", "dossier"
    one.save()
    return one.pk


def _outsiders(
    world: w.World, scene: Scene, order: Order
) -> dict[str, tuple[Client, dict[str, str]]]:
    staff = {
        "chief elsewhere": world.accounts[("bureau-chief", w.ELSEWHERE)],
        "clerk next door": world.accounts[("window-clerk", w.LUSHAN)],
        "clerk of legal aid next door": world.accounts[("aid-clerk", w.LUSHAN)],
        "lawyer": world.lawyers[2].account,
    }
    for role in ADMINISTRATORS:
        staff[role] = _elsewhere(world, role)
    found: dict[str, tuple[Client, dict[str, str]]] = {"nobody": (Client(), {})}
    for name, account in staff.items():
        browser = Client()
        assert account is not None
        browser.force_login(account)
        found[name] = (browser, {})
    other = next(one for one in scene.orders if one.pk != order.pk)
    found["holder of another code"] = (opened([other]), {})
    partner = make_partner(world.office("bureau", w.ELSEWHERE))
    found["partner"] = (Client(), {"Authorization": f"Bearer {key_of(partner)}"})
    return found


def _elsewhere(world: w.World, role: str) -> Account:
    account = Account.objects.create(username=f"far-{role}", name=role, kind="staff", password="!")
    office = world.office("bureau", w.ELSEWHERE)
    Post.objects.create(
        account=account, role=role, organisation=office, region=w.ELSEWHERE, starts=w.TODAY
    )
    return account


# --- every address that names a thing -------------------------------------------------------------


def patterns(found: Any = None, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each named pattern with what it takes."""
    for pattern in found if found is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from patterns(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", tuple(pattern.pattern.converters)


def things() -> dict[str, tuple[str, ...]]:
    """The views that take a thing, and the words of theirs that name one."""
    found: dict[str, tuple[str, ...]] = {}
    for name in set(get_resolver().reverse_dict) | {one for one, _takes in patterns()}:
        if not isinstance(name, str):
            continue
        takes = _takes(name)
        if set(takes) - PUBLIC and not name.startswith(OPEN_TO_ALL):
            found[name] = takes
    return dict(sorted(found.items()))


def _takes(name: str) -> tuple[str, ...]:
    resolver: Any = get_resolver()
    *spaces, last = name.split(":")
    for space in spaces:
        if space not in resolver.namespace_dict:
            return ()
        resolver = resolver.namespace_dict[space][1]
    options = resolver.reverse_dict.getlist(last)
    return tuple(options[0][0][0][1]) if options else ()


def named(view: str, word: str) -> str:
    """Under which word the town keeps the thing that this view means."""
    if word == "number" and "appointment" in view:
        return "booking"
    if word == "object_id":
        return view.split(":")[1].split("_")[1]
    return word


def ways(town: Town) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each view with the real thing, and with one that is not there in the place of each."""
    found = []
    for view, takes in things().items():
        words = [word for word in takes if word not in PUBLIC]
        real = {word: FIXED.get(word, town.real.get(named(view, word))) for word in takes}
        if None in real.values():
            continue
        for word in words:
            missing = NOT_THERE if word == "number" else FAR
            found.append((view, real, {**real, word: missing}))
    return found


def asked(town: Town, who: str, method: str, path: str) -> HttpResponse:
    browser, headers = town.outsiders[who]
    cookies = deepcopy(browser.cookies)  # what is said on the next page belongs to this question
    with transaction.atomic():
        response: HttpResponse = getattr(browser, method)(path, headers=headers or None)
        if response.streaming:
            assert response.status_code >= 400, (who, path)
        transaction.set_rollback(True)
    browser.cookies = SimpleCookie(cookies)
    return response


def seen(response: HttpResponse, path: str, values: dict[str, Any]) -> tuple[Any, ...]:
    """The answer without what was asked: the pages for signing in and for the code lead back to it."""
    status, headers, body = answer(response)
    headers = CLOCK.sub(b"", headers)
    for said in (path, *(str(value) for value in values.values() if len(str(value)) > 8)):
        headers, body = headers.replace(said.encode(), b"?"), body.replace(said.encode(), b"?")
    return status, headers, body


def told_apart(town: Town, cells: list[tuple[Any, str, str]]) -> list[str]:
    wrong = []
    for (view, real, missing), who, method in cells:
        there, nowhere = reverse(view, kwargs=real), reverse(view, kwargs=missing)
        one, other = (asked(town, who, method, path) for path in (there, nowhere))
        if seen(one, there, real) != seen(other, nowhere, missing):
            wrong.append(f"{who}: {method} {view}: {one.status_code}, not {other.status_code}")
    return wrong


def cells(town: Town) -> list[tuple[Any, str, str]]:
    return list(product(ways(town), town.outsiders, ("get", "post")))


def test_what_is_not_yours_is_not_there(town: Town) -> None:
    every = cells(town)
    some = Random(5).sample(every, size(250, len(every)))
    wrong = told_apart(town, some)
    views = {view for (view, _real, _missing), _who, _method in every}
    report("idor-missing", asked=len(some), of=len(every), views=len(views), wrong=wrong)
    assert wrong == []
    assert len(views) > 60


def test_every_thing_is_there_to_be_asked_for(town: Town) -> None:
    """A view whose thing the town has not would be passed over in silence."""
    lacking = {named(view, word) for view, takes in things().items() for word in takes}
    known = {word for word, value in town.real.items() if value is not None} | PUBLIC
    assert lacking - known - UNASKED == set()


# Kept elsewhere: drafts, devices of villages and partners' subscriptions and messages have tests of their own, and
# nothing of Django's pages for what is only looked at leads to a person. Marks on answers and laws speak of nobody.
UNASKED = frozenset(
    {
        "draft_id",
        "flag_id",
        "touch_id",
        "sha256",
        "webhook_id",
        "sms_id",
        "region",
        "subscription",
        "delivery",
        "resending",
    }
)


def test_a_refusal_that_tells_is_caught(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Planted: 403 for somebody else's, 404 for none."""
    from santai.kernel.errors import Forbidden

    original: Callable[[Any, str], Order] = access.order_for

    def telling(actor: Any, number: str) -> Order:
        if Order.objects.filter(number=number).exists():
            raise Forbidden("不是您的。")
        return original(actor, number)

    monkeypatch.setattr(access, "order_for", telling)
    planted = [cell for cell in cells(town) if cell[0][0] == "desk:order" and "clerk" in cell[1]]
    assert any("403, not 404" in fault for fault in told_apart(town, planted))

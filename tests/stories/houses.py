"""The houses beside the centre in a story: notaries, appraisers, arbitrators, with a clerk and a head each."""

from __future__ import annotations

from typing import Any

from santai.capabilities.people.models import Account, Practitioner
from tests.stories.asking import asks
from tests.stories.telling import Browser, Tale, Time, desk
from tests.world import YE, World

PERSON = {"name": "申请人甲", "phone": "13800000001"}


def asked(world: World, time: Time, service: str, answers: dict[str, Any], **more: str) -> Tale:
    """A matter somebody brought to the portal; the page is filled in, checked and sent."""
    people = {key.replace("__", "."): value for key, value in more.items()}
    return asks(world, time, service, {**PERSON, **people}, **answers)


def at_work(world: World, role: str, kind: str, region: str = YE) -> Browser:
    """Somebody in this post at this house, freshly signed in."""
    name = f"{role} of {kind} {region}"
    account = Account.objects.filter(username=name).first() or world.hire(role, kind, region)
    return _signed_in(account)


def practitioner(who: Practitioner) -> Browser:
    """Whoever the matter was given to, freshly signed in."""
    return _signed_in(who.account)


def gives_to(who: Practitioner, tale: Tale, head: Browser, **facts: Any) -> None:
    """The head assigns the matter."""
    head.does(desk(tale.order, "assign"), practitioner=str(who.pk), **facts)


def money(amount: str, day: str) -> dict[str, str]:
    """What whoever saw the money come writes down."""
    return {"method": "银行转账", "amount": amount, "received_on": day}


def _signed_in(account: Account | None) -> Browser:
    browser = Browser()
    browser.force_login(account)
    return browser

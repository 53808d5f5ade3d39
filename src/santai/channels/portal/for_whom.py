"""For whom a form is filled in: for oneself, a relative, or the enterprise one works for (USER-06, ENT-08)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from santai.capabilities.people.enums import PartyKind, Scope
from santai.capabilities.people.queries import standing_for
from santai.kernel.errors import Forbidden
from santai.pages import citizens

if TYPE_CHECKING:
    from santai.capabilities.orders.actions import Request
    from santai.capabilities.people.models import Account, Representation
    from santai.catalogue.schema import Service
    from santai.channels.portal.models import Draft
    from santai.pages.forms.questions import Typed

NAME = "for"  # of the question on the first page


def for_whom(
    request: HttpRequest, service: Service, typed: Typed, *, at: datetime
) -> dict[str, Any]:
    """What the first page of a form needs to ask whom it is for; nothing for who stands for nobody."""
    account = citizens.account_of(request)
    if account is None:
        return {}
    return {
        "account": account,
        "can_self": PartyKind.CITIZEN in service.serves,
        "standing": _standing(account, service, at=at),
        "chosen": typed.get(NAME) or "",
    }


def applying_for(
    request: HttpRequest, service: Service, typed: Typed, *, at: datetime
) -> tuple[Account | None, Representation | None]:
    """Who fills the form in and for whom, by what was chosen; what we know of them is filled in."""
    account = citizens.account_of(request)
    if account is None:
        return None, None
    chosen = typed.get(NAME) or ""
    held = [one for one in _standing(account, service, at=at) if str(one.pk) == chosen]
    if chosen and not held:
        raise Forbidden(_("您现在不能替这一方办这件事。"))
    if held:
        _fill_in(typed, "applicant", **_particulars(held[0], account))
        if not held[0].of_body:
            _fill_in(typed, "agent", name=account.name, phone=account.phone)
        return account, held[0]
    if PartyKind.CITIZEN in service.serves:
        kind = PartyKind.CITIZEN if len(service.serves) > 1 else ""
        _fill_in(typed, "applicant", name=account.name, phone=account.phone, kind=kind)
    return account, None


def standing_of(request: HttpRequest, draft: Draft, *, at: datetime) -> Representation | None:
    """By which right the form is sent, where it was begun for somebody else; only as long as that holds."""
    if draft.representation_id is None:
        return None
    account = citizens.account_of(request)
    held = standing_for(account, at=at) if account else None
    found = held.filter(pk=draft.representation_id, scope=Scope.ACT).first() if held else None
    if found is None:
        raise Forbidden(_("您现在不能替这一方办这件事。"))
    return found


def in_name_of(standing: Representation | None, asked: Request) -> Request:
    """The request with its applicant as the right says, whatever was typed over it: who may act for one may
    act for no other. What was not asked is known, so that it is the same party."""
    if standing is None:
        return asked
    party, told = standing.party, standing.account
    if party is not None:
        known = {"kind": party.kind, "id_type": party.id_type, "id_number": party.id_number}
        applicant = {**asked.applicant, "name": party.name}
        given = {"kind": party.kind} if "kind" in asked.applicant else {}
        if "id_number" in asked.applicant:
            given["id_number"] = party.id_number
        return replace(asked, known={**asked.known, **known}, applicant={**applicant, **given})
    if told is not None:
        whom = {"name": told.name, "phone": told.phone}
        return replace(asked, applicant={**asked.applicant, **whom})
    return asked


def _standing(account: Account, service: Service, *, at: datetime) -> list[Representation]:
    held = standing_for(account, at=at).filter(scope=Scope.ACT)
    return [one for one in held if _kind(one) in service.serves]


def _kind(representation: Representation) -> str:
    party = representation.party
    return party.kind if party else PartyKind.CITIZEN


def _particulars(representation: Representation, account: Account) -> dict[str, str]:
    """What the representative told of them, or brought papers for; a body is reached through who asks."""
    party = representation.party
    if party is None:
        told = representation.account
        return {"name": told.name, "phone": told.phone, "kind": PartyKind.CITIZEN} if told else {}
    phone = account.phone if representation.of_body else ""
    return {"name": party.name, "id_number": party.id_number, "phone": phone, "kind": party.kind}


def _fill_in(typed: Typed, prefix: str, **values: str) -> None:
    for key, value in values.items():
        if value:
            typed.setlist(f"{prefix}.{key}", [value])

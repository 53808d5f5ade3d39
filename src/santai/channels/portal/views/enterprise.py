"""企业办事: what a company can ask for, its matters, and who of its people may act (ENT-08, ENT-12, USER-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.people.actions import account_of_phone, end, invite, name_and_mobile
from santai.capabilities.people.enums import PartyKind, Relation
from santai.capabilities.people.queries import representatives_of, standing_for, uses_for
from santai.catalogue.schema import Door, Field, Kind, Service, Text
from santai.channels.portal import mine
from santai.channels.portal.views.finding import on_offer
from santai.channels.portal.views.signing_in import citizen_page
from santai.kernel.errors import Invalid, Missing, Refusal
from santai.pages import citizens
from santai.pages.forms.questions import Typed, ask, typed_in

if TYPE_CHECKING:
    from datetime import datetime

    from santai.capabilities.people.models import Account, Representation

BODIES = (PartyKind.ENTERPRISE, PartyKind.ORGANISATION)
USES = 30  # of the record of what colleagues did


@require_safe
def enterprise(request: HttpRequest) -> HttpResponse:
    """What there is for companies; whoever stands for one goes on from here."""
    account, now = citizens.account_of(request), timezone.now()
    held = standing_for(account, at=now) if account else ()
    context = {
        "account": account,
        "bodies": [one for one in held if one.of_body],
        "services": for_body(PartyKind.ENTERPRISE),
        "portal": Door.PORTAL,
    }
    return render(request, "portal/enterprise.html", context)


@citizen_page
@require_safe
def body(request: HttpRequest, account: Account, representation_id: int) -> HttpResponse:
    return _page(request, account, _held(account, representation_id, timezone.now()), Typed())


@citizen_page
@require_POST
def invite_one(request: HttpRequest, account: Account, representation_id: int) -> HttpResponse:
    """A colleague signs in with their own telephone and name, and finds the company there."""
    now, typed = timezone.now(), typed_in(request.POST)
    held = _held(account, representation_id, now)
    if held.party_id is None or held.relation != Relation.CONTACT:
        raise Missing
    try:
        name, phone = name_and_mobile(typed.get("name") or "", typed.get("phone") or "")
        colleague = account_of_phone(phone=phone, name=name)
        invite(contact=account, party_id=held.party_id, colleague=colleague, at=now)
    except Missing:
        raise
    except Refusal as refused:
        return _page(request, account, held, typed, refused)
    messages.success(request, _("已邀请%s。请他用这个手机号和姓名登录。") % name)
    return redirect("portal:body", representation_id)


@citizen_page
@require_POST
def remove(
    request: HttpRequest, account: Account, representation_id: int, member_id: int
) -> HttpResponse:
    """From now on the colleague sees nothing of the company; somebody may also leave by themselves."""
    now = timezone.now()
    held = _held(account, representation_id, now)
    member = representatives_of(held.party_id or 0, at=now).filter(pk=member_id).first()
    if member is None:
        raise Missing
    end(member, by=account, at=now)
    messages.success(request, _("%s不能再替单位办事了。") % member.representative.name)
    if member.pk == held.pk:
        return redirect("portal:enterprise")
    return redirect("portal:body", representation_id)


def for_body(kind: str) -> list[Service]:
    """What companies, or other bodies, can ask for themselves."""
    return [service for service in on_offer("") if kind in service.serves]


def _held(account: Account, representation_id: int, now: datetime) -> Representation:
    """For which body, by a link in force of this account's own; Missing for all others."""
    held = (
        standing_for(account, at=now).filter(pk=representation_id, party__kind__in=BODIES).first()
    )
    if held is None:
        raise Missing
    return held


def _page(
    request: HttpRequest,
    account: Account,
    held: Representation,
    typed: Typed,
    refused: Refusal | None = None,
) -> HttpResponse:
    now, party = timezone.now(), held.party
    members = list(representatives_of(party.pk, at=now)) if party else []
    contact = held.relation == Relation.CONTACT
    errors = refused.fields if isinstance(refused, Invalid) else {}
    fields = (
        Field("name", Text(_("同事的姓名")), required=True, maximum=60),
        Field("phone", Text(_("同事的手机号")), Kind.PHONE, required=True),
    )
    questions = [
        ask(field, typed, error=errors.get(field.key, ""), autocomplete="off") for field in fields
    ]
    actor = citizens.standing(held)
    citizens.note(actor, gettext_noop("看了事项列表"), at=now)
    services = for_body(party.kind if party else "")
    context = {
        "account": account,
        "held": held,
        "party": party,
        "mine": mine.matters(actor),
        "services": [one for one in services if Door.PORTAL in one.doors],
        "contact": contact,
        "members": members,
        "uses": list(uses_for(party)[:USES]) if contact and party else [],
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "general": [refused.message] if refused and not errors else [],
    }
    status = refused.status if refused else 200
    return render(request, "portal/body.html", context, status=status)

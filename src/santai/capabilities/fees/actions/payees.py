"""The account that money goes to. An account slipped in sends it to a thief: one enters it, another confirms.

Nothing is edited. What was wrong is entered anew, with the reason; each step stays in the table and in the trail.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.fees import access
from santai.capabilities.fees.models import Payee
from santai.capabilities.fees.queries import payee_of
from santai.capabilities.people.access import Actor
from santai.capabilities.trail.actions import note
from santai.capabilities.trail.enums import Kind
from santai.kernel.errors import Forbidden, Invalid
from santai.kernel.texts import one_line

MOST = {"holder": 100, "bank": 100, "account": 40}


def enter_payee(
    *,
    actor: Actor,
    organisation: int,
    holder: str,
    bank: str,
    account: str,
    window: str,
    at: datetime,
    why: str = "",
) -> Payee:
    """Write an account down; it counts once somebody else has confirmed it. Raises Missing, Forbidden, Invalid.

    `why` says what was wrong with the account in use, or why it changed; needed where there is one.
    """
    office = access.office_kept(actor, organisation)
    if actor.account_id is None:
        raise Forbidden(_("收款账户由工作人员填写。"))
    given = {"holder": one_line(holder), "bank": one_line(bank), "account": one_line(account)}
    wrong = {key: _("请填写。") for key, text in given.items() if not text}
    wrong |= {key: _("太长了。") for key, text in given.items() if len(text) > MOST[key]}
    reason = one_line(why)[:200]
    if not reason and payee_of(organisation) is not None:
        wrong["why"] = _("已经有一个在用的账户。请写明为什么要改。")
    if wrong:
        raise Invalid(wrong)
    payee = Payee.objects.create(
        organisation=office,
        **given,
        window=one_line(window)[:200],
        why=reason,
        asked_by_id=actor.account_id,
        asked_at=at,
    )
    _told(Kind.PAYEE_ENTERED, payee, actor, at)
    return payee


def confirm_payee(payee_id: int, *, actor: Actor, at: datetime) -> Payee:
    with transaction.atomic():
        payee = access.payee_waiting(actor, payee_id)
        access.must_be_another(actor, payee.asked_by)
        payee.confirmed_by_id, payee.confirmed_at = actor.account_id, at
        payee.save(update_fields=["confirmed_by", "confirmed_at"])
        _told(Kind.PAYEE_CONFIRMED, payee, actor, at)
    return payee


def drop_payee(payee_id: int, *, actor: Actor, at: datetime) -> Payee:
    """It is wrong and never counts. Any keeper may say so, who entered it too: it opens nothing to anybody."""
    with transaction.atomic():
        payee = access.payee_waiting(actor, payee_id)
        if actor.account_id is None:
            raise Forbidden(_("收款账户由工作人员填写。"))
        payee.dropped_by_id, payee.dropped_at = actor.account_id, at
        payee.save(update_fields=["dropped_by", "dropped_at"])
        _told(Kind.PAYEE_DROPPED, payee, actor, at)
    return payee


def _told(kind: Kind, payee: Payee, actor: Actor, at: datetime) -> None:
    """In the trail, where auditors look."""
    office = payee.organisation
    said = {"holder": payee.holder, "bank": payee.bank, "account": payee.account}
    about = {"actor": actor, "region": office.region_id, "about": office.name}
    note(kind, **about, reason=payee.why, data=said, at=at)

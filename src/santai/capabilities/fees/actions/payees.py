"""The account that money goes to. An account slipped in sends it to a thief: one enters it, another confirms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.fees import access
from santai.capabilities.fees.models import Payee
from santai.capabilities.people.access import Actor
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
) -> Payee:
    """Write an account down; it counts once somebody else has confirmed it. Raises Missing, Forbidden, Invalid."""
    office = access.office_kept(actor, organisation)
    if actor.account_id is None:
        raise Forbidden(_("收款账户由工作人员填写。"))
    given = {"holder": one_line(holder), "bank": one_line(bank), "account": one_line(account)}
    wrong = {key: _("请填写。") for key, text in given.items() if not text}
    wrong |= {key: _("太长了。") for key, text in given.items() if len(text) > MOST[key]}
    if wrong:
        raise Invalid(wrong)
    return Payee.objects.create(
        organisation=office,
        **given,
        window=one_line(window)[:200],
        asked_by_id=actor.account_id,
        asked_at=at,
    )


def confirm_payee(payee_id: int, *, actor: Actor, at: datetime) -> Payee:
    with transaction.atomic():
        payee = access.payee_waiting(actor, payee_id)
        access.must_be_another(actor, payee.asked_by)
        payee.confirmed_by_id, payee.confirmed_at = actor.account_id, at
        payee.save(update_fields=["confirmed_by", "confirmed_at"])
    return payee

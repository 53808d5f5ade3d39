"""Who may stand for whom: begun by a code to the other's telephone or by papers at a counter, ended
by either at any time, and every use of it written down for the one who is represented."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor, may_end, require
from santai.capabilities.people.enums import (
    AT_COUNTER,
    BY_TELEPHONE,
    OF_BODIES,
    PartyKind,
    Proof,
    Relation,
    Scope,
)
from santai.capabilities.people.models import Account, Party, Representation, RepresentationUse
from santai.capabilities.people.queries import standing_for
from santai.kernel.errors import Conflict, Forbidden, Invalid, NotNow
from santai.kernel.workdays import ZONE

MOST = 8  # people and bodies one account stands for
OF_AGE = 18  # 民法典 17
SAME_AGAIN = 60 * 60  # seconds


def consent(
    *, representative: Account, represented: Account, relation: str, scope: str, at: datetime
) -> Representation:
    """The represented agreed: a code sent to their telephone came back (USER-06)."""
    if relation not in BY_TELEPHONE:
        raise Invalid({"relation": _("这种关系请带证件到窗口办理。")})
    return _begin(
        representative=representative,
        account=represented,
        relation=relation,
        scope=scope,
        proof=Proof.PHONE,
        given_by=represented,
        since=at,
    )


def confirm_at_counter(
    *,
    actor: Actor,
    representative: Account,
    represented: Party,
    relation: str,
    scope: str,
    papers: str,
    at: datetime,
) -> Representation:
    """A clerk saw the papers of both and what binds them. `represented` is registered as proven."""
    require(actor, "intake")
    if actor.kind != "staff" or actor.account_id is None:
        raise Forbidden(_("只有窗口工作人员可以核对证件。"))
    body = represented.kind != PartyKind.CITIZEN
    wrong = {}
    if relation not in (OF_BODIES if body else AT_COUNTER):
        wrong["relation"] = _("请选择与被代办方相符的关系。")
    if not papers.strip():
        wrong["papers"] = _("请写明看过哪些证件。")
    if not represented.id_number:
        wrong["id_number"] = _("请填写被代办方的证件号码。")
    if _minor(represented, at) and relation != Relation.GUARDIAN:
        wrong["relation"] = _("未成年人只能由监护人代办。")
    if wrong:
        raise Invalid(wrong)
    return _begin(
        representative=representative,
        party=represented,
        relation=relation,
        scope=scope,
        proof=Proof.COUNTER,
        papers=papers.strip()[:200],
        given_by_id=actor.account_id,
        since=at,
        until=_of_age(represented) if _minor(represented, at) else None,
    )


def invite(*, contact: Account, party_id: int, colleague: Account, at: datetime) -> Representation:
    """A body's contact lets a colleague in, who signs in with their own telephone."""
    held = standing_for(contact, at=at).filter(party=party_id, relation=Relation.CONTACT).first()
    if held is None:
        raise Forbidden(_("只有单位联系人可以邀请同事。"))
    return _begin(
        representative=colleague,
        party=held.party,
        relation=Relation.MEMBER,
        scope=Scope.ACT,
        proof=Proof.INVITED,
        given_by=contact,
        since=at,
    )


def end(representation: Representation, *, by: Account, at: datetime) -> None:
    """From now on it opens nothing. Ending what has ended changes nothing."""
    if not may_end(by, representation, at=at):
        raise Forbidden(_("只有当事人双方可以停止代办。"))
    _end(representation, by.pk, at)


def end_at_counter(representation: Representation, *, actor: Actor, at: datetime) -> None:
    """For the represented who came in person and may have no telephone."""
    require(actor, "intake")
    _end(representation, actor.account_id, at)


def note_use(representation_id: int, *, deed: str, number: str = "", at: datetime) -> None:
    """Write down what was done or looked at; the same again within the hour is the same use."""
    if cache.add(
        f"people.use {representation_id} {number} {deed}".replace(" ", "."), 1, SAME_AGAIN
    ):
        RepresentationUse.objects.create(
            representation_id=representation_id, deed=deed[:60], number=number, at=at
        )


def _end(representation: Representation, by: int | None, at: datetime) -> None:
    Representation.objects.filter(pk=representation.pk).exclude(until__lte=at).update(
        until=at, ended_by=by
    )


def _begin(*, representative: Account, since: datetime, **fields: Any) -> Representation:
    """One link in force for each two; two begun at once are judged one after the other."""
    if fields["scope"] not in Scope.values:
        raise Invalid({"scope": _("请选择能做什么。")})
    if fields.get("account") == representative:
        raise Invalid({"phone": _("这是您自己的手机，不用代办。")})
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=representative.pk)
        held = standing_for(representative, at=since)
        whom = {key: fields[key] for key in ("account", "party") if key in fields}
        if held.filter(**whom).exists():
            raise Conflict(_("这个代办关系已经有了。"))
        if held.count() >= MOST:
            raise NotNow(_("一个人最多替 %(most)d 位家人或单位办事。") % {"most": MOST})
        return Representation.objects.create(representative=representative, since=since, **fields)


def _minor(party: Party, at: datetime) -> bool:
    until = _of_age(party)
    return until is not None and at < until


def _of_age(party: Party) -> datetime | None:
    """The birthday on which nobody has a guardian any more for being young."""
    if party.birth_date is None:
        return None
    born = party.birth_date
    day = 28 if (born.month, born.day) == (2, 29) else born.day
    return datetime.combine(date(born.year + OF_AGE, born.month, day), time(), tzinfo=ZONE)

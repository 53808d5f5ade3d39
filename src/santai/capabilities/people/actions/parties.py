"""Parties: found or made by identity, kept current, and linked to those who act for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from psycopg.types.json import Jsonb

from santai.capabilities import rows
from santai.capabilities.people.access import Actor, party_for, require
from santai.capabilities.people.actions.particulars import (
    CHECKS,
    Particulars,
    cleaned_fields,
    particulars,
)
from santai.capabilities.people.enums import LinkKind, PartyKind
from santai.capabilities.people.models import Party, PartyLink
from santai.capabilities.places.actions import must_be_known
from santai.kernel.errors import Conflict, Invalid

TRIES = 3  # each try sees what the quicker one has written

# Found by identity; else by telephone and name together: a record without identity, or the only
# record with one. A proven identity also takes over what was recorded before under telephone and
# name. Nobody who is known already is locked: the orders of one busy applicant do not wait for each
# other.
_VALUES = [field.column for field in Party._meta.concrete_fields if not field.primary_key]
_FIND_OR_MAKE = f"""
WITH known AS (
    SELECT * FROM people_party
    WHERE %(id_number)s <> '' AND id_number = %(id_number)s AND id_type = %(id_type)s
    OR %(phone)s <> '' AND phone = %(phone)s AND name = %(name)s
    AND (kind = %(kind)s OR %(id_number)s = '') AND (
        id_number = '' AND (%(id_number)s = '' OR %(proven)s)
        OR %(id_number)s = '' AND 1 = (
            SELECT count(*) FROM people_party
            WHERE phone = %(phone)s AND name = %(name)s AND id_number <> ''
        )
    )
    ORDER BY id_number DESC LIMIT 1
), made AS (
    INSERT INTO people_party ({", ".join(_VALUES)})
    SELECT {", ".join(f"%({column})s" for column in _VALUES)} WHERE NOT EXISTS (SELECT FROM known)
    ON CONFLICT DO NOTHING
    RETURNING *
)
SELECT {{columns}} FROM made UNION ALL SELECT {{columns}} FROM known
"""  # noqa: S608 -- composed of our own column names


def register_party(
    *,
    name: str,
    kind: str = PartyKind.CITIZEN,
    id_type: str = "",
    id_number: str = "",
    phone: str = "",
    address: str = "",
    region: str = "",
    groups: Collection[str] = (),
    language: str = "",
    safe_contact: Mapping[str, Any] | None = None,
    proven: bool = False,
    demo: bool = False,
) -> Party:
    """The party with this identity, or with this telephone and name; made if nobody is.

    `proven` says that the identity was seen (counter) or signed in with: what is told now replaces
    what was known. Otherwise it only fills blanks, and none of somebody who said how to reach them
    safely: whoever knows another's number could else have the call-backs sent to himself. `id_type`
    may be left out: a citizen's number is a resident identity, another's a credit code. One
    statement, two when something was learnt. Raises Invalid naming each field that is wrong.
    """
    given = particulars(
        name=name,
        kind=kind,
        id_type=id_type,
        id_number=id_number,
        phone=phone,
        address=address,
        region=region,
        groups=groups,
        language=language,
        safe_contact=safe_contact,
    )
    proven = proven and bool(given.id_number)
    for _ in range(TRIES):
        party = _find_or_make(given, proven=proven, demo=demo)
        if party is not None and _learn(party, given.news_for(party, proven=proven)):
            return party
    raise Conflict("此人的信息正在被别处登记，请稍后再试。")


def _find_or_make(given: Particulars, *, proven: bool, demo: bool) -> Party | None:
    """None when somebody made the same party at the same moment: the next look finds it."""
    values = {name: getattr(given, name) for name in given.__slots__} | {
        "safe_contact": Jsonb(given.safe_contact),
        "proven": proven,
        "demo": demo,
    }
    return rows.one(Party, _FIND_OR_MAKE, values)


def _learn(party: Party, news: Mapping[str, Any]) -> bool:
    """False when somebody else gave the record an identity meanwhile."""
    if not news:
        return True
    same = Party.objects.filter(pk=party.pk, id_number=party.id_number)
    for field, value in news.items():
        setattr(party, field, value)
    return same.update(**news) == 1


def update_party(party_id: int, *, actor: Actor, knowing: str = "", **changes: Any) -> Party:
    """Keep contact details, groups and wishes current (USER-13): one's own, or those the actor may
    see.

    `changes`: phone, address, region, groups, language, safe_contact; a blank empties. A name goes
    with the identity document and is put right by `register_party`.
    """
    may_change = CHECKS.keys() - {"name"}
    if strange := sorted(changes.keys() - may_change):
        known = "、".join(sorted(may_change))
        raise Invalid(dict.fromkeys(strange, f"没有这一项。可以修改：{known}。"))
    wrong: dict[str, str] = {}
    cleaned = cleaned_fields(changes, wrong)
    if wrong:
        raise Invalid(wrong)
    party = party_for(actor, party_id, knowing=knowing)
    for field, value in cleaned.items():
        setattr(party, field, value)
    try:
        with transaction.atomic():
            party.save(update_fields=cleaned)
    except IntegrityError as error:
        raise Conflict("已有同名同电话的记录。请补充证件号码，或使用原来的记录。") from error
    return party


def link_parties(
    *,
    actor: Actor,
    principal: Party,
    agent: Party,
    kind: str,
    starts: date,
    ends: date | None = None,
) -> PartyLink:
    """`agent` may act for `principal` and see what is theirs (USER-06).

    Whoever takes in matters has seen the papers (authorisation …) and stands for it.
    """
    require(actor, "intake")
    must_be_known("kind", [kind], LinkKind.values)
    try:
        with transaction.atomic():
            return PartyLink.objects.create(
                principal=principal,
                agent=agent,
                kind=kind,
                starts=starts,
                ends=ends,
                confirmed_by_id=actor.account_id,
            )
    except IntegrityError as error:
        raise Conflict("这项关系已经登记，或起止日期不对。请核对后再填。") from error


def end_link(link: PartyLink, *, actor: Actor, on: date) -> None:
    """From the day `on` the agent may no longer act; the principal may end it too."""
    if link.principal_id not in actor.party_ids[:1]:
        require(actor, "intake")
    ends = max(on, link.starts)
    PartyLink.objects.filter(Q(ends__isnull=True) | Q(ends__gt=ends), pk=link.pk).update(ends=ends)
    link.refresh_from_db(fields=["ends"])

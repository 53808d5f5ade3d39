"""Parties: found or made by identity, and kept current by what is proven (USER-13)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from santai.capabilities import rows
from santai.capabilities.people.actions.particulars import Particulars, particulars
from santai.capabilities.people.enums import IdType, PartyKind
from santai.capabilities.people.models import Account, Party, Representation
from santai.capabilities.people.queries import lasting
from santai.capabilities.sealing.fields import blind_part
from santai.kernel.errors import Conflict

TRIES = 3  # each try sees what the quicker one has written

# Found by identity; else by telephone and name together: a record without identity, or the only
# record with one. A proven identity also takes over what was recorded before under telephone and
# name. Nobody who is known already is locked: the orders of one busy applicant do not wait for each
# other.
_VALUES = [field.column for field in Party._meta.concrete_fields if not field.primary_key]
_FIND_OR_MAKE = f"""
WITH known AS (
    SELECT * FROM people_party
    WHERE %(id_number)s <> '' AND id_number <> '' AND id_type = %(id_type)s
    AND {blind_part("id_number")} = ANY(%(identity)s)
    OR %(phone)s <> '' AND phone <> '' AND {blind_part("phone")} = ANY(%(telephone)s) AND name = %(name)s
    AND (kind = %(kind)s OR %(id_number)s = '') AND (
        id_number = '' AND (%(id_number)s = '' OR %(proven)s)
        OR %(id_number)s = '' AND 1 = (
            SELECT count(*) FROM people_party
            WHERE phone <> '' AND {blind_part("phone")} = ANY(%(telephone)s) AND name = %(name)s AND id_number <> ''
        )
    )
    ORDER BY id_number <> '' DESC LIMIT 1
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
    for _try in range(TRIES):
        party = _find_or_make(given, proven=proven, demo=demo)
        if party is None:
            continue
        news = given.news_for(party, proven=proven)
        if party.restricted_at is not None:
            news["restricted_at"] = None  # they are back with a new matter
        if _learn(party, news):
            return party
    raise Conflict(_("此人的信息正在被别处登记，请稍后再试。"))


def _find_or_make(given: Particulars, *, proven: bool, demo: bool) -> Party | None:
    """None when somebody made the same party at the same moment: the next look finds it."""
    values = {
        "demo": demo,
        "restricted_at": None,
        "no_calls": False,
        "no_texts": False,
        "proven": proven,
        "identity": _blinded("id_number", given.id_number),
        "telephone": _blinded("phone", given.phone),
    }
    for name in given.__slots__:
        field: Any = Party._meta.get_field(name)
        values[name] = field.get_db_prep_save(getattr(given, name), connection)
    return rows.one(Party, _FIND_OR_MAKE, values)


def _blinded(field: str, text: str) -> list[str]:
    sealed: Any = Party._meta.get_field(field)
    return list(sealed.blinded(text))


def _learn(party: Party, news: Mapping[str, Any]) -> bool:
    """False when somebody else gave the record an identity meanwhile."""
    if not news:
        return True
    same = Party.objects.filter(pk=party.pk, id_number=party.id_number)
    for field, value in news.items():
        setattr(party, field, value)
    return same.update(**news) == 1


# --- what is not used any more (PIPL 47) -------------------------------------------------------

GONE = "（已删除）"  # a name is never nothing
_NOTHING: Mapping[str, Any] = {
    "name": GONE,
    "id_type": IdType.NONE,
    "id_number": "",
    "phone": "",
    "address": "",
    "region": None,
    "birth_date": None,
    "gender": "",
    "groups": [],
    "safe_contact": {},
    "language": "",
}


def hide(parties: Collection[int], *, at: datetime) -> None:
    """Nobody finds them any more; what is kept of them stays as it is."""
    Party.objects.filter(pk__in=parties, restricted_at=None).update(restricted_at=at)


def show(parties: Collection[int]) -> None:
    """What is kept of them is used again."""
    Party.objects.filter(pk__in=parties).update(restricted_at=None)


def decline(account: Account, use: str, *, declined: bool) -> None:
    """What somebody signed in says of a use (`no_calls`, `no_texts`) holds for every record with their telephone
    and name, through whatever door it came."""
    theirs = Q(pk=account.party_id) if account.party_id else Q(pk__in=())
    if account.phone:
        theirs |= Q(phone=account.phone, name=account.name)
    Party.objects.filter(theirs).update(**{use: declined})


def empty(parties: Collection[int], *, at: datetime) -> None:
    """Nothing of theirs is held any more: particulars and blind indexes are gone, the row's key stays.

    But for who still signs in as this party, or is stood for by somebody.
    """
    spoken = Q(accounts__is_active=True) | Q(
        represented_by__in=Representation.objects.filter(lasting(at))
    )
    held = Party.objects.filter(spoken, pk__in=parties).values("pk")
    Party.objects.filter(pk__in=set(parties) - {row["pk"] for row in held}).update(
        **_NOTHING, restricted_at=at
    )

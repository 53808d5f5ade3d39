"""People for tests. The three standing ones: 申请人 asks, 承办人 handles, 外人 has nothing to do
with it.

Identity numbers carry the sequence 000, which is never issued: they belong to nobody.
"""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.models import Account, Party, Post, Practitioner
from santai.capabilities.places.models import Organisation
from tests.factories.places import BAOFENG, LUSHAN, make_organisation

TODAY = date(2026, 3, 2)
BEFORE = date(2025, 1, 1)
_serial = count(1)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity_number(born: date = date(1990, 3, 7), county: str = "410421") -> str:
    """A resident identity number that fits, by GB 11643 (ISO 7064, MOD 11-2)."""
    body = f"{county}{born:%Y%m%d}000"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def make_party(name: str = "申请人", **fields: Any) -> Party:
    return Party.objects.create(name=name, **{"region": BAOFENG, **fields})


def make_account(name: str = "某人", kind: str = "staff", **fields: Any) -> Account:
    username = f"account-{next(_serial)}"
    return Account.objects.create(username=username, name=name, kind=kind, password="!", **fields)


def make_account_with_post(
    role: str = "aid-clerk",
    organisation: Organisation | None = None,
    *,
    name: str = "承办人",
    kind: str = "staff",
    **post: Any,
) -> Account:
    account = make_account(name, kind)
    where = organisation or make_organisation()
    Post.objects.create(
        account=account,
        role=role,
        organisation=where,
        **{"region": where.region_id, "starts": BEFORE, **post},
    )
    return account


def make_practitioner(
    name: str = "王律师",
    kind: str = "lawyer",
    organisation: Organisation | None = None,
    **fields: Any,
) -> Practitioner:
    where = organisation or make_organisation("law-firm")
    return Practitioner.objects.create(
        name=name, kind=kind, organisation=where, **{"region": where.region_id, **fields}
    )


def citizen(party: Party | None = None) -> Actor:
    """申请人: signed in at the portal as a party."""
    someone = party or make_party()
    return actor_for(make_account(someone.name, "citizen", party=someone), "portal", TODAY)


def clerk(role: str = "window-clerk", region: str = BAOFENG, kind: str = "centre") -> Actor:
    """承办人: at a counter of 宝丰县."""
    return actor_for(
        make_account_with_post(role, make_organisation(kind, region)), "counter", TODAY
    )


def outsider() -> Actor:
    """外人: the same post in another county."""
    return clerk(region=LUSHAN)

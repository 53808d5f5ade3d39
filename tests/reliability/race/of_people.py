"""Pairs about people: codes, accounts, records, who stands for whom, and rights that have just ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any

from django.db import transaction

from santai.capabilities.orders.models import Order
from santai.capabilities.people import access
from santai.capabilities.people.actions import (
    account_of_phone,
    consent,
    digits,
    end,
    end_post,
    make_code,
    phones,
    register_party,
)
from santai.capabilities.people.enums import CodeFor
from santai.capabilities.people.models import Account, Party, PhoneCode, Post, Representation
from santai.capabilities.people.queries import standing_for
from santai.kernel.errors import Missing
from tests import world as w
from tests.capabilities.orders import steps
from tests.reliability.contests import winners
from tests.reliability.race.of_orders import does
from tests.reliability.race.pairs import Pair, Planting, only, the_same
from tests.reliability.race.town import Town

PEOPLE = "capabilities/people/"
SOON = w.NOW + timedelta(seconds=1)


# --- telephones


def _code(town: Town) -> PhoneCode:
    return make_code(phone=town.phone(), purpose=CodeFor.SIGN_IN, at=w.NOW)


def _use(town: Town, code: PhoneCode, n: int) -> int:
    used = phones.use_code(code.pk, purpose=CodeFor.SIGN_IN, typed=digits(code), at=w.NOW)
    if used is None:
        raise Missing
    return used.pk


def _codes_that_are_read_and_then_used(planting: Planting) -> None:
    def careless(code_id: int, *, purpose: str, typed: str, at: Any) -> PhoneCode | None:
        code = PhoneCode.objects.get(pk=code_id)
        if code.used_at is not None:
            return None
        PhoneCode.objects.filter(pk=code_id).update(used_at=at)
        return code

    planting.replace(phones, "use_code", careless)


def _ask(town: Town, phone: str, n: int) -> int:
    return make_code(phone=phone, purpose=CodeFor.SIGN_IN, at=w.NOW).pk


def _one_account(town: Town, phone: str, got: Sequence[Any]) -> str:
    many = Account.objects.filter(phone=phone).count()
    return the_same(town, phone, got) or ("" if many == 1 else f"{many} accounts")


def _register(town: Town, person: dict[str, Any], n: int) -> int:
    with transaction.atomic():
        return register_party(**person).pk


def _one_record(town: Town, person: dict[str, Any], got: Sequence[Any]) -> str:
    many = Party.objects.filter(phone=person["phone"]).count()
    return the_same(town, person, got) or ("" if many == 1 else f"{many} records")


# --- standing for somebody, and rights that end


def _two_people(town: Town) -> tuple[Account, Account]:
    one, other = (account_of_phone(phone=town.phone(), name=f"某人{town.number()}") for _ in "ab")
    return one, other


def _agree(one: Account, other: Account) -> Representation:
    return consent(representative=one, represented=other, relation="child", scope="act", at=w.NOW)


@dataclass(slots=True)
class Right:
    """Something that gives a right, the order it opens, and when it was over by our own watch."""

    of: Any
    order: Order
    over: float = 0.0
    begun: dict[int, float] = field(default_factory=dict)


def _post(town: Town) -> Right:
    first = town.world.accounts[("window-clerk", w.YE)].posts.get()
    clerk = town.colleague(first)
    return Right(
        Post.objects.select_related("account").get(account=clerk.account_id), town.consult()
    )


def _end_or_act(town: Town, right: Right, n: int) -> str:
    """One ends the post, and says so; the others act, each as a request does that has just come in."""
    if n == 0:
        end_post(right.of, actor=town.world.staff("security-admin", w.CITY), on=w.TODAY)
        right.over = monotonic()
        return "ended"
    right.begun[n] = monotonic()
    clerk = access.actor_for(right.of.account, "counter", w.TODAY)
    return does(clerk, right.order, "note", text=f"记录{n}")


def _link(town: Town) -> Right:
    one, other = _two_people(town)
    order = steps.consult(applicant={"name": other.name, "phone": other.phone})
    return Right(_agree(one, other), order)


def _end_or_speak(town: Town, right: Right, n: int) -> str:
    held: Representation = right.of
    if n == 0:
        end(held, by=held.account, at=SOON)
        right.over = monotonic()
        return "ended"
    right.begun[n] = monotonic()
    link = standing_for(held.representative, at=SOON).filter(pk=held.pk).first()
    if link is None:
        raise Missing
    return does(access.representing(link, "portal"), right.order, "message", text=f"留言{n}")


def _nobody_afterwards(entry: Any) -> Any:
    """Whoever began after the end was confirmed got nothing, and neither does whoever comes now."""

    def fault(town: Town, right: Right, got: Sequence[Any]) -> str:
        late = [n for n, began in right.begun.items() if began > right.over]
        if winners([got[n] for n in late]):
            return "acted with a right that had ended"
        try:
            entry(town, right, 1)
        except Exception as refusal:
            return "" if getattr(refusal, "status", 500) in (403, 404) else repr(refusal)
        return "the right outlived its end"

    return fault


def _remembered_actors(planting: Planting) -> None:
    """What a cache of permissions would do (reliability: 5 minutes)."""
    genuine, kept = access.actor_for, {}
    for post in Post.objects.filter(role="window-clerk").select_related("account"):
        kept[post.account_id] = genuine(post.account, "counter", w.TODAY)

    def careless(account: Account, channel: str, on: Any) -> Any:
        return kept.setdefault(account.pk, _with_posts(account))

    def _with_posts(account: Account) -> Any:
        Post.objects.filter(account=account).update(ends=None)  # as it was when it was remembered
        actor = genuine(account, "counter", w.TODAY)
        Post.objects.filter(account=account).update(ends=w.TODAY)
        return actor

    planting.replace(access, "actor_for", careless)


def _links_that_never_end(planting: Planting) -> None:
    def careless(account: Account, *, at: Any) -> Any:
        held = Representation.objects.filter(representative=account)
        return held.select_related("account", "party", "representative")

    from tests.reliability.race import of_people

    planting.replace(of_people, "standing_for", careless)


PAIRS = (
    Pair(
        "code",
        "验证码: not used yet",
        PEOPLE + "actions/phones.py",
        "used_at=None).update(used_at=at)",
        _code,
        _use,
        only(1),
        _codes_that_are_read_and_then_used,
        foremost=True,
    ),
    Pair(
        "code-budget",
        "验证码 asked for: not had one this minute",
        PEOPLE + "actions/phones.py",
        'one_at_a_time(f"codes:{phone}")',
        lambda town: town.phone(),
        _ask,
        only(1),
        lambda planting: planting.nobody_waits(),
    ),
    Pair(
        "account",
        "an account of this telephone and name: none yet",
        PEOPLE + "models/accounts.py",
        "account_phone_name_blind",
        lambda town: town.phone(),
        lambda town, phone, n: account_of_phone(phone=phone, name="某人").pk,
        _one_account,
        lambda planting: planting.drop("people_account", "account_phone_name_blind"),
    ),
    Pair(
        "party",
        "a record of this person: none yet",
        PEOPLE + "models/parties.py",
        "party_phone_name_blind",
        lambda town: town.person(),
        _register,
        _one_record,
        lambda planting: planting.drop("people_party", "party_phone_name_blind"),
    ),
    Pair(
        "representation",
        "代办: not bound to each other yet",
        PEOPLE + "actions/representations.py",
        "select_for_update(no_key=True).get(pk=representative.pk)",
        _two_people,
        lambda town, two, n: _agree(*two).pk,
        only(1),
        lambda planting: planting.no_locks_of_the_orm(),
    ),
    Pair(
        "post-ended",
        "岗位 ended against acting in it",
        PEOPLE + "access.py",
        "post.starts <= %(on)s AND (post.ends IS NULL OR post.ends > %(on)s)",
        _post,
        _end_or_act,
        _nobody_afterwards(_end_or_act),
        _remembered_actors,
        foremost=True,
    ),
    Pair(
        "representation-ended",
        "代办 ended against using it",
        PEOPLE + "queries.py",
        "Representation.objects.filter(lasting(at), representative=account)",
        _link,
        _end_or_speak,
        _nobody_afterwards(_end_or_speak),
        _links_that_never_end,
    ),
)

"""Reads of people that more than one caller needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from santai.capabilities.people.access import Actor
from santai.capabilities.people.enums import AccountKind
from santai.capabilities.people.models import (
    Account,
    ApiKey,
    Party,
    Post,
    Practitioner,
    Representation,
    RepresentationUse,
)
from santai.capabilities.places.codes import prefix
from santai.capabilities.places.queries import inside
from santai.catalogue.current import catalogue
from santai.kernel.numbers import plain

# So long before a partner's key ends, partner and administrators are told.
KEY_WARNED = timedelta(days=30)


def in_force(on: date) -> Q:
    """The condition that a post or link holds on the day."""
    return Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gt=on))


def holders(permission: str, *, on: date) -> QuerySet[Account]:
    """Whose posts give them the permission on the day, somewhere."""
    roles = [name for name, role in catalogue().roles.items() if permission in role.may]
    posts = Post.objects.filter(in_force(on), role__in=roles)
    return Account.objects.filter(is_active=True, pk__in=posts.values("account")).order_by("id")


def account_in_reach(
    actor: Actor, username: str, *, rights: Collection[str], on: date
) -> Account | None:
    """The account of staff with a post where the actor has one of the rights."""
    if "\0" in username:
        return None
    held = Post.objects.filter(_reach(actor, rights), in_force(on), account__username=username)
    return Account.objects.filter(pk__in=held.values("account")).first()


def _reach(actor: Actor, rights: Collection[str]) -> Q:
    """The condition that a post lies where the actor has one of the rights."""
    reach = Q(pk__in=())
    for post in actor.posts:
        if post.permissions & frozenset(rights):
            reach |= inside(post.region) if post.region else Q(pk__isnull=False)
    return reach


def valid_keys(at: datetime) -> QuerySet[ApiKey]:
    """Keys with which a partner system gets in."""
    lasting = Q(expires__isnull=True) | Q(expires__gt=at)
    return ApiKey.objects.filter(lasting, is_active=True, account__is_active=True)


def keys_in_reach(actor: Actor, *, rights: Collection[str]) -> QuerySet[ApiKey]:
    """Keys of partners with a post, now or earlier, where the actor has one of the rights."""
    held = Post.objects.filter(_reach(actor, rights))
    return ApiKey.objects.filter(account__in=held.values("account"))


def keys_ending(actor: Actor, *, rights: Collection[str], at: datetime) -> int:
    """How many partners in reach have no key that lasts beyond the time in which they are warned."""
    if not any(map(actor.may, rights)):
        return 0
    lasting = valid_keys(at + KEY_WARNED).filter(account=OuterRef("account"))
    valid = valid_keys(at) & keys_in_reach(actor, rights=rights)
    return valid.exclude(Exists(lasting)).values("account").distinct().count()


def posts_of(account_id: int, *, on: date) -> QuerySet[Post]:
    """The posts an account holds on the day, oldest first."""
    held = Post.objects.filter(in_force(on), account_id=account_id)
    return held.select_related("organisation").order_by("starts", "id")


def posts_in(code: str, *, on: date) -> QuerySet[Post]:
    """The posts held on the day at organisations in the region and below, by organisation."""
    held = Post.objects.filter(in_force(on), inside(code, "organisation__region"))
    return held.select_related("account", "organisation").order_by("organisation", "role", "id")


def colleagues(organisation_id: int, *, on: date, roles: Collection[str] = ()) -> QuerySet[Account]:
    """Who holds a post at the organisation on the day (one of `roles`, if given)."""
    posts = Post.objects.filter(in_force(on), organisation_id=organisation_id)
    if roles:
        posts = posts.filter(role__in=roles)
    return Account.objects.filter(is_active=True, pk__in=posts.values("account")).order_by("id")


def colleague(account_id: int, *, organisation_id: int, on: date) -> Account | None:
    """The account, if it holds a post at the organisation on the day."""
    return colleagues(organisation_id, on=on).filter(pk=account_id).first()


def practitioners(
    *,
    kinds: Collection[str],
    under: str,
    on: date,
    skills: Collection[str] = (),
    languages: Collection[str] = (),
) -> QuerySet[Practitioner]:
    """Who of these kinds practises in the region `under` on the day, with organisation and account.

    `skills`: knows one of them at least; `languages`: speaks all of them.
    """
    found = Practitioner.objects.filter(inside(under), kind__in=kinds, is_active=True)
    found = found.filter(Q(suspended_until__isnull=True) | Q(suspended_until__lt=on))
    if skills:
        found = found.filter(skills__overlap=list(skills))
    if languages:
        found = found.filter(languages__contains=list(languages))
    return found.select_related("organisation", "account").order_by("id")


def practitioner_locked(practitioner_id: int) -> Practitioner | None:
    """The practitioner with their organisation, both locked until the transaction ends.

    Two colleagues taken for two sides at the same moment are so judged one after the other. The
    lock is the kind that lets other rows go on pointing at the organisation.
    """
    return (
        Practitioner.objects.select_related("organisation")
        .select_for_update(of=("self", "organisation"), no_key=True)
        .filter(pk=practitioner_id)
        .first()
    )


# --- what anybody may look up: the directory (DIR-01)


@dataclass(frozen=True, slots=True)
class Listed:
    """A practitioner as the public knows them. There is no telephone number in it, and no account."""

    name: str
    kind: str
    licence: str
    title: str
    organisation_id: int
    organisation: str
    region: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    years: int


def public_practitioners(
    *,
    kinds: Collection[str],
    under: str,
    on: date,
    skills: Collection[str] = (),
    languages: Collection[str] = (),
    years: int = 0,
    organisation: int | None = None,
) -> QuerySet[Practitioner]:
    """Who may be shown to anybody on the day: practising, at an organisation at work.

    `years`: of practice at least. Give the rows to `listed`.
    """
    found = practitioners(kinds=kinds, under=under, on=on, skills=skills, languages=languages)
    found = found.filter(organisation__is_active=True)
    if years:
        found = found.filter(licensed_on__lte=_years_before(on, years))
    if organisation is not None:
        found = found.filter(organisation=organisation)
    rows = found.select_related(None).select_related("organisation").defer("phone", "integrity")
    return rows.order_by("region", "organisation", "name", "pk")


def listed(practitioner: Practitioner, *, on: date) -> Listed:
    return Listed(
        name=practitioner.name,
        kind=practitioner.kind,
        licence=practitioner.licence,
        title=practitioner.title,
        organisation_id=practitioner.organisation_id,
        organisation=practitioner.organisation.name,
        region=practitioner.region,
        skills=tuple(practitioner.skills),
        languages=tuple(practitioner.languages),
        years=practitioner.years_on(on),
    )


def _years_before(day: date, years: int) -> date:
    """The same day so many years ago; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


# --- who stands for whom


def lasting(at: datetime) -> Q:
    """The condition that a representation holds at the moment."""
    return Q(since__lte=at) & (Q(until__isnull=True) | Q(until__gt=at))


def standing_for(account: Account, *, at: datetime) -> QuerySet[Representation]:
    """For whom this account may see or act now, oldest first."""
    held = Representation.objects.filter(lasting(at), representative=account)
    return held.select_related("account", "party", "representative").order_by("since", "pk")


def stood_for_by(account: Account, *, at: datetime) -> QuerySet[Representation]:
    """Who may see or act for this account now."""
    held = Representation.objects.filter(lasting(at), account=account)
    return held.select_related("account", "representative").order_by("since", "pk")


def representatives_of(party_id: int, *, at: datetime) -> QuerySet[Representation]:
    """Who stands for a party now; for the counter, and for the contact of a body."""
    held = Representation.objects.filter(lasting(at), party=party_id)
    return held.select_related("party", "representative").order_by("since", "pk")


def standings_found(number: str, *, at: datetime) -> QuerySet[Representation]:
    """What a clerk finds by a whole number in the hand: an ID or credit code of the represented, or the
    telephone of either."""
    text = plain(number)
    if not text:
        return Representation.objects.none()
    named = Q(party__id_number=text) | Q(account__phone=text) | Q(representative__phone=text)
    held = Representation.objects.filter(named, lasting(at))
    return held.select_related("account", "party", "representative").order_by("since", "pk")


def uses_of(representations: Collection[int]) -> QuerySet[RepresentationUse]:
    """What was done with them, newest first."""
    rows = RepresentationUse.objects.filter(representation__in=representations)
    return rows.select_related("representation__representative").order_by("-at", "-pk")


def uses_for(represented: Account | Party) -> QuerySet[RepresentationUse]:
    """What was ever done in somebody's name, newest first: who has stepped back has left traces all the same."""
    whose = "account" if isinstance(represented, Account) else "party"
    rows = RepresentationUse.objects.filter(**{f"representation__{whose}": represented})
    return rows.select_related("representation__representative").order_by("-at", "-pk")


def username_with(*, phone: str, name: str) -> str:
    """Of the citizen who uses this telephone under this name; "" of nobody."""
    found = Account.objects.filter(kind=AccountKind.CITIZEN, phone=phone, name=name)
    return found.values_list("username", flat=True).first() or ""


def widest(permission: str) -> str:
    """The region (as a prefix) of the widest post that gives the permission; "" is the country."""
    roles = [name for name, role in catalogue().roles.items() if permission in role.may]
    held = Post.objects.filter(role__in=roles, ends__isnull=True).values_list("region", flat=True)
    return min(map(prefix, held), key=len, default="")


def to_be_told(parties: Collection[int]) -> dict[int, Party]:
    """Whom a leak concerns, by key: for whoever has to tell them (PIPL 57), and for no page."""
    return Party.objects.in_bulk(list(parties))

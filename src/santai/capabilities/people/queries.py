"""Reads of people that more than one caller needs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from santai.capabilities.people.models import Account, Post, Practitioner
from santai.capabilities.places.queries import inside
from santai.catalogue.current import catalogue


def in_force(on: date) -> Q:
    """The condition that a post or link holds on the day."""
    return Q(starts__lte=on) & (Q(ends__isnull=True) | Q(ends__gt=on))


def holders(permission: str, *, on: date) -> QuerySet[Account]:
    """Whose posts give them the permission on the day, somewhere."""
    roles = [name for name, role in catalogue().roles.items() if permission in role.may]
    posts = Post.objects.filter(in_force(on), role__in=roles)
    return Account.objects.filter(is_active=True, pk__in=posts.values("account")).order_by("id")


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

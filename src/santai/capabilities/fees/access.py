"""Whose bills somebody counts, and for which offices somebody keeps the account that money goes to."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from santai.capabilities.fees.models import Bill, Payee
from santai.capabilities.people.access import Actor
from santai.capabilities.people.models import Account
from santai.capabilities.places.models import Organisation
from santai.capabilities.places.queries import inside
from santai.kernel.errors import Forbidden, Missing


def bills_for(actor: Actor, action: str = "see") -> QuerySet[Bill]:
    """Those of one's own office, or of a region; what is kept and not used any more is not there."""
    return Bill.objects.filter(_opened(actor, "bill", action), order__restricted_at=None)


def may_see(actor: Actor) -> bool:
    return any(post.opens("bill", "see") for post in actor.posts)


def offices_for(actor: Actor) -> QuerySet[Organisation]:
    """Those whose bills somebody sees."""
    return Organisation.objects.filter(_opened(actor, "bill", "see", "")).order_by("region", "pk")


def offices_kept(actor: Actor) -> QuerySet[Organisation]:
    """Those for which somebody keeps the account."""
    kept = _opened(actor, "payee", "keep", "")
    return Organisation.objects.filter(kept, is_active=True).order_by("region", "pk")


def office_kept(actor: Actor, organisation_id: int) -> Organisation:
    found = offices_kept(actor).filter(pk=organisation_id).first()
    if found is None:
        raise Missing
    return found


def payee_waiting(actor: Actor, payee_id: int) -> Payee:
    """One that waits for its second person, locked until the transaction ends. Raises Missing."""
    offices = offices_kept(actor).order_by().values("pk")
    found = Payee.objects.filter(
        pk=payee_id, confirmed_at=None, dropped_at=None, organisation__in=offices
    )
    payee = found.select_for_update(of=("self",)).select_related("asked_by", "organisation").first()
    if payee is None:
        raise Missing
    return payee


def must_be_another(actor: Actor, asked_by: Account) -> None:
    """Raise Forbidden for who asked, and for another account of the same person."""
    mine = Account.objects.filter(pk=actor.account_id or 0).values_list("party_id", flat=True)
    party = asked_by.party_id
    if actor.account_id == asked_by.pk or (party is not None and party == mine.first()):
        raise Forbidden(_("谁提出的，要由另一个人决定。"))


def _opened(actor: Actor, what: str, action: str, prefix: str = "organisation__") -> Q:
    """The condition on an organisation, or on what points at one, by the permission table."""
    found = Q(pk__in=())
    for post in actor.posts:
        relations = post.opens(what, action)
        if "own-organisation" in relations:
            found |= Q(**{f"{prefix}pk": post.organisation_id})
        if "in-region" in relations:
            found |= inside(post.region, f"{prefix}region") if post.region else Q(pk__gt=0)
    return found

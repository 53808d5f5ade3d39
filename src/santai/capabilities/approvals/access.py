"""Who may ask for what takes two, and who may be the second: the permission table's to say, and never the same.

What somebody may neither ask for nor decide is not there for them.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from santai.capabilities.approvals.enums import OPEN_FOR, WAITS, Kind
from santai.capabilities.approvals.models import Approval
from santai.capabilities.people.access import Actor, ActorPost
from santai.capabilities.people.models import Account
from santai.capabilities.places.codes import full
from santai.capabilities.places.queries import inside
from santai.kernel.errors import Forbidden, Missing

ASK, APPROVE = "ask", "approve"


def may_ask(actor: Actor, kind: str, region: str) -> bool:
    return any(post.covers(region) for post in _posts(actor, kind, ASK))


def askable(actor: Actor) -> list[Kind]:
    """What somebody may ask for at all."""
    return [kind for kind in Kind if _posts(actor, kind, ASK)]


def asking_region(actor: Actor, kind: Kind) -> str:
    """The region somebody asks for, of the first post that lets them; "" where none does."""
    return next((full(post.region) for post in _posts(actor, kind, ASK)), "")


def opened_by(actor: Actor, kind: Kind, subject: str, *, at: datetime) -> Approval | None:
    """What this actor was allowed and took up within the hour: exactly this, while they may still ask for it."""
    used = Approval.objects.filter(
        asked_by=actor.account_id,
        kind=kind,
        subject=subject,
        used_at__gt=at - OPEN_FOR,
        used_at__lte=at,
    )
    latest = used.order_by("-used_at").first()
    return latest if latest and may_ask(actor, kind, latest.region) else None


def concerns(actor: Actor) -> bool:
    """Whether four eyes are part of somebody's work: they ask, or are asked."""
    return bool(askable(actor)) or decides(actor)


def decides(actor: Actor) -> bool:
    return any(_posts(actor, kind, APPROVE) for kind in Kind)


def may_decide(actor: Actor, approval: Approval) -> bool:
    return approval.asked_by_id != actor.account_id and any(
        post.covers(approval.region) for post in _posts(actor, approval.kind, APPROVE)
    )


def must_be_another(actor: Actor, approval: Approval) -> None:
    """Raise Forbidden for who asked, and for another account of the same person."""
    mine = (
        Account.objects.filter(pk=actor.account_id or 0).values_list("party_id", flat=True).first()
    )
    theirs = approval.asked_by.party_id
    if actor.account_id == approval.asked_by_id or (theirs is not None and theirs == mine):
        raise Forbidden(_("谁申请的，要由另一个人决定。"))


def waiting_for(actor: Actor, *, at: datetime) -> QuerySet[Approval]:
    """What waits for this actor as the second person, the oldest first."""
    found = Approval.objects.filter(_decidable(actor), approved=None, asked_at__gt=at - WAITS)
    return found.exclude(asked_by=actor.account_id).select_related("asked_by").order_by("pk")


def seen_by(actor: Actor) -> QuerySet[Approval]:
    """What somebody asked for, and what they could decide or have decided."""
    mine = Q(asked_by=actor.account_id) | Q(decided_by=actor.account_id)
    found = Approval.objects.filter(mine | _decidable(actor))
    return found.select_related("asked_by", "decided_by").order_by("-pk")


def approval_for(actor: Actor, approval_id: int) -> Approval:
    """The one with this key, locked until the transaction ends. Raises Missing."""
    rows = Approval.objects.filter(pk__in=seen_by(actor).order_by().values("pk"), pk=approval_id)
    found = rows.select_for_update(of=("self",)).select_related("asked_by").first()
    if found is None:
        raise Missing(_("没有这件复核。"))
    return found


def _decidable(actor: Actor) -> Q:
    found = Q(pk__in=())
    for kind in Kind:
        for post in _posts(actor, kind, APPROVE):
            found |= Q(kind=kind) & (inside(post.region) if post.region else Q())
    return found


def _posts(actor: Actor, kind: str, action: str) -> tuple[ActorPost, ...]:
    return tuple(post for post in actor.posts if "in-region" in post.opens(kind, action))

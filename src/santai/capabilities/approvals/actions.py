"""Four eyes (A7; ASVS 2.3.5): asked with a reason, decided by another person, done once while it lasts."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.approvals import access
from santai.capabilities.approvals.enums import GOOD_FOR, TEXTS, WAITS, Kind
from santai.capabilities.approvals.models import Approval
from santai.capabilities.people.access import Actor
from santai.capabilities.rows import one_at_a_time
from santai.capabilities.trail.actions import note
from santai.capabilities.trail.enums import Kind as Noted
from santai.kernel.errors import Conflict, Forbidden, Invalid

LEAST, MOST = 5, 300  # characters of a reason: enough to be judged by


def ask(
    *,
    actor: Actor,
    kind: Kind,
    subject: str,
    title: str,
    reason: str,
    region: str,
    at: datetime,
    rows: int = 0,
) -> Approval:
    """Ask for something that takes two. What is asked already and still waits is not asked twice."""
    account = actor.account_id
    if account is None or not access.may_ask(actor, kind, region):
        raise Forbidden(_("您的岗位不能申请这一项。"))
    said = said_in(reason)
    with transaction.atomic():
        one_at_a_time(f"approvals:{account}")
        known = Approval.objects.filter(asked_by=account, kind=kind, subject=subject, approved=None)
        if before := known.filter(asked_at__gt=at - WAITS).first():
            return before
        made = Approval.objects.create(
            kind=kind,
            subject=subject,
            title=title[:200],
            reason=said,
            rows=rows,
            region=region,
            asked_by_id=account,
            asked_at=at,
        )
        _note(Noted.ASKED, actor, made, at, said)
    return made


def decide(
    approval_id: int,
    *,
    actor: Actor,
    approve: bool,
    opinion: str,
    at: datetime,
    read: bool = False,
) -> Approval:
    """Approve or refuse, as the second person. A refusal says why.

    `read`: they have the text before them; without it nobody approves one by its title.
    """
    said = said_in(opinion, "opinion") if opinion.strip() or not approve else ""
    with transaction.atomic():
        approval = access.approval_for(actor, approval_id)
        access.must_be_another(actor, approval)
        if not access.may_decide(actor, approval):
            raise Forbidden(_("这件复核不由您的岗位决定。"))
        if approval.kind in TEXTS and not read:
            raise Forbidden(_("请先打开内容读一遍，再在那里决定。"))
        if not approval.waits(at):
            raise Conflict(_("已经有人决定，或者过了期限。请刷新后再看。"))
        approval.decided_by_id, approval.decided_at = actor.account_id, at
        approval.approved, approval.opinion = approve, said
        approval.until = at + GOOD_FOR if approve else None
        approval.save(update_fields=["decided_by", "decided_at", "approved", "opinion", "until"])
        _note(Noted.APPROVED if approve else Noted.DENIED, actor, approval, at, said)
    return approval


def use(*, actor: Actor, kind: Kind, subject: str, at: datetime) -> Approval:
    """Take the approval for exactly this, once. Raises Forbidden where there is none.

    Whose right to ask has ended meanwhile has no use of it; two at once take one.
    """
    held = Approval.objects.filter(
        asked_by=actor.account_id, kind=kind, subject=subject, approved=True, until__gt=at
    )
    with transaction.atomic():
        approval = held.filter(used_at=None).select_for_update(of=("self",)).first()
        if approval is None or not access.may_ask(actor, kind, approval.region):
            raise Forbidden(_("这一项要另一位同事先批准，批准后 24 小时内可以办一次。"))
        approval.used_at = at
        approval.save(update_fields=["used_at"])
        _note(Noted.USED, actor, approval, at)
    return approval


def carry_out(approval: Approval, *, actor: Actor, at: datetime) -> None:
    """What was approved is done with the decision itself: nothing is left for the one who asked to take up."""
    approval.used_at = at
    approval.save(update_fields=["used_at"])
    _note(Noted.USED, actor, approval, at)


def said_in(text: str, field: str = "reason") -> str:
    """A reason somebody else can judge by. Raises Invalid."""
    said = " ".join(text.split())
    if len(said) < LEAST:
        raise Invalid({field: _("请写清楚理由，至少 %(least)d 个字。") % {"least": LEAST}})
    if len(said) > MOST:
        raise Invalid({field: _("最多 %(most)d 个字。") % {"most": MOST}})
    return said


def _note(kind: Noted, actor: Actor, approval: Approval, at: datetime, reason: str = "") -> None:
    data = {"approval": approval.pk, "kind": approval.kind, "rows": approval.rows}
    note(
        kind,
        actor=actor,
        about=approval.title,
        region=approval.region,
        reason=reason,
        data=data,
        at=at,
    )

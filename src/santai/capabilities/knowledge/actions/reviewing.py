"""Written by one, reviewed by another, published; sent back, or taken away again (HOT-14, KB-03)."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.approvals import actions as approvals
from santai.capabilities.approvals.actions import said_in
from santai.capabilities.knowledge import access
from santai.capabilities.knowledge.actions.noting import changed
from santai.capabilities.knowledge.enums import ANSWER, CASE, State
from santai.capabilities.knowledge.models import AnswerVersion, Case
from santai.capabilities.knowledge.models.reviewed import Reviewed
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Conflict, Forbidden, Invalid
from santai.kernel.workdays import ZONE

Text = TypeVar("Text", bound=Reviewed)


def subject_of(item: Reviewed) -> str:
    return f"{ANSWER if isinstance(item, AnswerVersion) else CASE}/{item.pk}"


def submit(model: type[Text], pk: int, *, actor: Actor, at: datetime) -> Text:
    """Ask for the review of a draft; of one that nobody reviewed in time again."""
    with transaction.atomic():
        item = access.text_for(actor, model, pk, "keep", lock=True)
        waits = item.approval is not None and item.approval.waits(at)
        if item.state not in (State.DRAFT, State.IN_REVIEW) or waits:
            raise Conflict(_("已经送审，或者已经审定。请刷新后再看。"))
        if isinstance(item, Case) and item.deidentified_at is None:
            raise Invalid({"facts": _("先确认每一句都没有个人信息，再送审。")})
        item.approval = approvals.ask(
            actor=actor,
            kind=access.KIND_OF[model],
            subject=subject_of(item),
            title=str(item),
            reason=_("请审定后公布"),
            region=item.region,
            at=at,
        )
        item.state = State.IN_REVIEW
        item.save(update_fields=["approval", "state"])
        changed(item, "submitted", actor=actor, at=at)
    return item


def review(
    model: type[Text], pk: int, *, actor: Actor, approve: bool, opinion: str, at: datetime
) -> Text:
    """Publish it, or send it back with a reason; never whoever wrote it."""
    with transaction.atomic():
        item = access.text_for(actor, model, pk, "approve", lock=True)
        if item.state != State.IN_REVIEW or item.approval_id is None:
            raise Conflict(_("已经有人决定，或者退回去改了。请刷新后再看。"))
        if item.written_by_id == actor.account_id:
            raise Forbidden(_("谁写的，要由另一个人审定。"))
        decided = approvals.decide(
            item.approval_id, actor=actor, approve=approve, opinion=opinion, at=at, read=True
        )
        if approve:
            approvals.carry_out(decided, actor=actor, at=at)
            _publish(item, actor, decided.opinion, at)
        else:
            item.state, item.opinion = State.DRAFT, decided.opinion
            item.save(update_fields=["state", "opinion"])
        changed(item, "approved" if approve else "sent-back", actor=actor, at=at)
    return item


def _publish(item: Reviewed, actor: Actor, opinion: str, at: datetime) -> None:
    """The version before it ends in the same moment: at any time one answer was the answer."""
    if isinstance(item, AnswerVersion):
        _replace(item, actor, at)
    item.state, item.opinion = State.APPROVED, opinion
    item.reviewed_by_id, item.reviewed_at = actor.account_id, at
    item.save(update_fields=["state", "opinion", "reviewed_by", "reviewed_at"])


def _replace(item: AnswerVersion, actor: Actor, at: datetime) -> None:
    before = AnswerVersion.objects.filter(answer=item.answer_id, state=State.APPROVED).first()
    if before is None:
        return
    if item.valid_from > at.astimezone(ZONE).date():
        raise Invalid({"valid_from": _("新的一版要从今天或者今天以前开始，不然中间没有答案。")})
    _end(before, actor, _("换成第 %(number)d 版") % {"number": item.number}, at)


def withdraw(model: type[Text], pk: int, *, actor: Actor, reason: str, at: datetime) -> Text:
    """Off the public pages at once, by whoever keeps or reviews it: a wrong answer does not wait for two."""
    said = said_in(reason)
    with transaction.atomic():
        item = access.text_for(actor, model, pk, lock=True)
        if not (access.may(actor, item, "keep") or access.may(actor, item, "approve")):
            raise Forbidden(_("您的岗位不能停用它。"))
        if item.state != State.APPROVED:
            raise Conflict(_("没有在用，不用停。请刷新后再看。"))
        _end(item, actor, said, at)
        changed(item, "withdrawn", actor=actor, at=at, reason=said)
    return item


def _end(item: Reviewed, actor: Actor, why: str, at: datetime) -> None:
    item.state, item.ended_at, item.ended_why = State.ENDED, at, why[:300]
    item.ended_by_id = actor.account_id
    item.save(update_fields=["state", "ended_at", "ended_by", "ended_why"])

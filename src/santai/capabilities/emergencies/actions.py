"""Break the glass: masked, with a reason, for half an hour, written down for ever, told to the citizen, judged.

个人信息保护法 13 (四): in an emergency, to protect somebody's life, health or property.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.approvals.actions import said_in
from santai.capabilities.emergencies import access
from santai.capabilities.emergencies.enums import A_DAY, OPEN_FOR, Verdict
from santai.capabilities.emergencies.models import Opening
from santai.capabilities.orders import access as orders
from santai.capabilities.orders.actions.emergencies import note_emergency
from santai.capabilities.people.access import Actor, ActorPost
from santai.capabilities.places.codes import full
from santai.capabilities.places.models import Organisation
from santai.capabilities.rows import by_key, one_at_a_time
from santai.capabilities.trail.actions import note
from santai.capabilities.trail.enums import Kind
from santai.kernel.errors import Conflict, Forbidden, Missing, TooMany
from santai.kernel.numbers import plain

DAY = timedelta(days=1)


def open_in_emergency(*, actor: Actor, number: str, reason: str, at: datetime) -> Opening:
    """Raises Forbidden, Invalid, TooMany, or Missing: then what was asked for stands in the trail all the same."""
    post, account = access.breaking_post(actor), actor.account_id
    if post is None or account is None:
        raise Forbidden(_("您的岗位不能紧急查阅。"))
    said = said_in(reason)
    with transaction.atomic():
        one_at_a_time(f"emergencies:{account}")
        made = _opened(actor, account, post, plain(number), said, at)
    if made is None:  # outside, so that the line of the trail stays
        raise Missing(_("没有这个工单。请核对编号，这次查找已经记下来了。"))
    return made


def _opened(
    actor: Actor, account: int, post: ActorPost, number: str, reason: str, at: datetime
) -> Opening | None:
    region = full(post.region)
    recent = Opening.objects.filter(account=account, at__gt=at - DAY).order_by("at")
    times = list(recent.values_list("at", flat=True))
    if len(times) >= A_DAY:
        said = _("一天最多紧急查阅 %(most)d 次。请联系办理单位，或者请负责人查阅。")
        raise TooMany(said % {"most": A_DAY}, times[0] + DAY - at)
    order = access.number_given(number)
    if order is None:
        note(Kind.NOT_THERE, actor=actor, about=number[:20], region=region, reason=reason, at=at)
        return None
    if orders.sees(actor, order):
        raise Conflict(_("这件工单您本来就看得到，直接打开就行。"))
    office = by_key(Organisation, post.organisation_id).name
    made = Opening.objects.create(
        order=order,
        account_id=account,
        organisation=office[:120],
        region=region,
        reason=reason,
        at=at,
        until=at + OPEN_FOR,
    )
    note_emergency(order, actor=actor, office=office, reason=reason, at=at)
    data = {"opening": made.pk}
    about = order.number
    note(Kind.EMERGENCY, actor=actor, about=about, region=region, reason=reason, data=data, at=at)
    return made


def judge(opening_id: int, *, actor: Actor, verdict: str, opinion: str, at: datetime) -> Opening:
    """The audit administrator's verdict, once. One that says it was not right says why."""
    if verdict not in Verdict.values:
        raise Missing
    said = said_in(opinion, "opinion") if opinion.strip() or verdict == Verdict.UNFIT else ""
    with transaction.atomic():
        rows = Opening.objects.filter(
            pk__in=access.seen_by(actor, "judge").order_by().values("pk"), pk=opening_id
        )
        opening = rows.select_for_update(of=("self",)).select_related("order").first()
        if opening is None:
            raise Missing(_("没有这条记录。"))
        if opening.account_id == actor.account_id:
            raise Forbidden(_("自己的查阅要由另一个人复查。"))
        if opening.verdict:
            raise Conflict(_("已经复查过了。请刷新后再看。"))
        opening.verdict, opening.opinion = verdict, said
        opening.judged_by_id, opening.judged_at = actor.account_id, at
        opening.save(update_fields=["verdict", "opinion", "judged_by", "judged_at"])
        data = {"opening": opening.pk, "verdict": verdict}
        about, region = opening.order.number, opening.region
        note(Kind.JUDGED, actor=actor, about=about, region=region, reason=said, data=data, at=at)
    return opening

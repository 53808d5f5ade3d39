"""Who should act: candidates with reasons, and who may not with the reason why.

Every point in a proposal is said in words, so that the one who decides can disagree with it.
Nobody acts for both sides, and neither does anybody's firm while a matter is open (律师法 39).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Protocol

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from santai.capabilities.orders.enums import Link, PartyRole
from santai.capabilities.orders.models import Event, Order, OrderParty
from santai.capabilities.orders.queries import service_of
from santai.capabilities.people.enums import PartyKind
from santai.capabilities.people.models import Party, Practitioner
from santai.capabilities.people.queries import practitioners
from santai.capabilities.places import codes
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Service, Stage

SKILL, LANGUAGE, NEAR, FREE, YEARS = 40, 20, 20, 15, 5  # points; together at most 100
LOOK_BACK = timedelta(days=2 * 365)  # former clients count as a conflict this long after the end
OUR_SIDE = (PartyRole.APPLICANT, PartyRole.AGENT)
DEFAULT_LANGUAGE = "普通话"


class Told(Protocol):
    """Something that happened, with what was said of it."""

    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A practitioner with points and the reasons for them, or with the reason for leaving them out."""

    practitioner: Practitioner
    points: int = 0
    reasons: tuple[str, ...] = ()
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Conflicts:
    """Who is on the other side of an order's parties: people for two years, firms while it lasts."""

    people: frozenset[int] = frozenset()
    firms: frozenset[int] = frozenset()
    parties: frozenset[int] = frozenset()  # accounts that are themselves a party


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is looked up once for the order before candidates are weighed."""

    order: Order
    service: Service
    conflicts: Conflicts
    declined: frozenset[int]
    load: dict[int, int]
    skills: frozenset[str]
    on: date


def propose(
    order: Order, *, on: date, limit: int = 10, story: Iterable[Told] | None = None
) -> tuple[list[Candidate], list[Candidate]]:
    """The best candidates, best first, and those left out with the reason.

    `story` is all that happened to the order, where it is at hand.
    """
    pool = list(_pool(order, on))
    situation = replace(_situation(order, on, story), load=load_of(pool))
    weighed = [weigh(practitioner, situation) for practitioner in pool]
    fit = sorted(
        (c for c in weighed if not c.excluded), key=lambda c: (-c.points, c.practitioner.pk)
    )
    return fit[:limit], [c for c in weighed if c.excluded]


def examine(
    practitioner: Practitioner, order: Order, *, on: date
) -> tuple[Candidate, list[Candidate]]:
    """One practitioner for one order as it stands now, and who is left out; the door asks under its locks.

    That somebody once declined does not stop a person from asking them again. Of a prefecture with thousands of
    lawyers only those are read who may be left out.
    """
    situation = _situation(order, on)
    pool = list(_doubtful(_pool(order, on), situation))
    situation = replace(situation, load=load_of([*pool, practitioner]))
    weighed = [weigh(other, situation) for other in pool]
    asked = replace(situation, declined=frozenset())
    return weigh(practitioner, asked), [c for c in weighed if c.excluded]


def _situation(order: Order, on: date, story: Iterable[Told] | None = None) -> Situation:
    """All but what the candidates have in hand: nobody knows yet who they are."""
    service = service_of(order)
    return Situation(
        order,
        service,
        conflicts=conflicts_of(order, on),
        declined=declined_by(order, story),
        load={},
        skills=_wanted_skills(order, service),
        on=on,
    )


def weigh(practitioner: Practitioner, situation: Situation) -> Candidate:
    if reason := _unfit(practitioner, situation):
        return Candidate(practitioner, excluded=reason)
    scored = [
        _by_skill(practitioner, situation),
        _by_language(practitioner, situation.order),
        _by_distance(practitioner, situation.order),
        _by_load(practitioner, situation),
        _by_years(practitioner, situation.on),
    ]
    return Candidate(
        practitioner,
        points=sum(points for points, _ in scored),
        reasons=tuple(reason for _, reason in scored if reason),
    )


def conflicts_of(order: Order, on: date) -> Conflicts:
    """Practitioners and firms that act or acted for the other side, or against ours.

    Not in the other side's own order of this very matter: whoever has the main order has that too.
    """
    rows = [(row.party, row.role) for row in order.parties.select_related("party")]
    ours = _same([party for party, role in rows if role in OUR_SIDE])
    theirs = _same([party for party, role in rows if role == PartyRole.OPPOSITE])
    against = theirs & Q(role__in=OUR_SIDE) | ours & Q(role=PartyRole.OPPOSITE)
    matters = (
        OrderParty.objects.filter(against, order__restricted_at=None)
        .exclude(order=order.pk)
        .exclude(order__parent=order.pk, order__link=Link.SUMMONED)
        .exclude(order__completed_at__date__lt=on - LOOK_BACK)
    )
    # Every order has a first event, so that one query tells who acts in these and who did before. A company
    # may be the other side of thousands: of their stories nothing else is read.
    left = catalogue().actions_with("decline")
    story = Event.objects.filter(
        Q(seq=1) | Q(code__in=left), order__in=matters.values("order")
    ).select_related("order__assignee")
    found = list(story.only("code", "seq", "data", "order__stage", "order__assignee__organisation"))
    acting = [(one.order.assignee, one.order.stage) for one in found if one.order.assignee]
    return Conflicts(
        people=frozenset(person.pk for person, _ in acting)
        | _formerly(one for one in found if one.code in left),
        firms=frozenset(person.organisation_id for person, stage in acting if stage == Stage.OPEN),
        parties=frozenset(party.pk for party, _ in rows),
    )


def _formerly(story: Iterable[Told]) -> frozenset[int]:
    """Who acted and was replaced: they know what they were told."""
    told = (one.data for one in story if one.data.get("had_accepted"))
    return frozenset(filter(None, (data.get("declined") for data in told)))


def _same(parties: list[Party]) -> Q:
    """These parties, and companies of the very same name: the other side is often known by name alone."""
    names = [party.name for party in parties if party.kind != PartyKind.CITIZEN]
    known = Q(party__in=[party.pk for party in parties])
    return known | Q(party__name__in=names) & ~Q(party__kind=PartyKind.CITIZEN)


def declined_by(order: Order, story: Iterable[Told] | None = None) -> frozenset[int]:
    """Who said no to this order, or was replaced in it.

    What was said lies sealed, so that the database cannot choose among the events. `story` is all that
    happened, where it is at hand.
    """
    if story is None:
        story = order.events.only("order_id", "seq", "data")
    return frozenset(filter(None, (one.data.get("declined") for one in story)))


def load_of(pool: Collection[Practitioner]) -> dict[int, int]:
    rows = (
        Order.objects.filter(assignee__in=[p.pk for p in pool], stage=Stage.OPEN)
        .values("assignee")
        .annotate(open=Count("pk"))
    )
    return {row["assignee"]: row["open"] for row in rows}


def _pool(order: Order, on: date) -> QuerySet[Practitioner]:
    """Everyone of the right kind in the prefecture of the order."""
    city = codes.full(codes.prefix(order.region_id)[:4])
    return practitioners(kinds=service_of(order).practitioners, under=city, on=on)


def _doubtful(pool: QuerySet[Practitioner], situation: Situation) -> QuerySet[Practitioner]:
    """Of these, everyone who `_unfit` may leave out, and hardly anybody else."""
    conflicts = situation.conflicts
    full = (
        Order.objects.filter(stage=Stage.OPEN, assignee__in=pool.order_by().values("pk"))
        .values("assignee")
        .annotate(open=Count("pk"))
        .filter(open__gte=F("assignee__capacity"))
    )
    return pool.filter(
        Q(pk__in=conflicts.people | situation.declined)
        | Q(organisation__in=conflicts.firms)
        | Q(account__party__in=conflicts.parties)
        | Q(pk__in=full.values("assignee"))
        | Q(capacity=0)
    )


def _unfit(practitioner: Practitioner, situation: Situation) -> str:
    conflicts = situation.conflicts
    account = practitioner.account
    if practitioner.kind not in situation.service.practitioners:
        return _("不具备办理这类事项的资格")
    if not practitioner.practising_on(situation.on):
        return _("停止执业或不在岗")
    if account is not None and account.party_id in conflicts.parties:
        return _("本人是当事人，应当回避")
    if practitioner.pk in conflicts.people:
        return _("正在或曾经代理对方当事人，利益冲突，应当回避")
    if practitioner.organisation_id in conflicts.firms:
        return _("同一机构的同事正在代理对方当事人，利益冲突")
    if practitioner.pk in situation.declined:
        return _("已经表示不接受这件工单")
    if situation.load.get(practitioner.pk, 0) >= practitioner.capacity:
        return _("手上已有 %(capacity)s 件，已满") % {"capacity": practitioner.capacity}
    return ""


def _by_skill(practitioner: Practitioner, situation: Situation) -> tuple[int, str]:
    known = [skill for skill in practitioner.skills if skill in situation.skills]
    if not known:
        return 0, ""
    return SKILL, _("擅长%(skills)s") % {"skills": _("、").join(known)}


def _wanted_skills(order: Order, service: Service) -> frozenset[str]:
    """What the order is about: 劳动报酬 is a matter for 劳动争议. Nothing recognised: any of the service's."""
    words = {value for value in order.answers.values() if isinstance(value, str)}
    known = catalogue().skills.values()
    hinted = {skill.id for skill in known if words & {skill.id, *skill.covers}}
    return frozenset(hinted or service.skills)


def _by_language(practitioner: Practitioner, order: Order) -> tuple[int, str]:
    language = order.applicant.language or DEFAULT_LANGUAGE
    if language in practitioner.languages:
        said = _("会%(language)s") % {"language": language}
        return LANGUAGE, "" if language == DEFAULT_LANGUAGE else said
    return (LANGUAGE if language == DEFAULT_LANGUAGE else 0), ""


def _by_distance(practitioner: Practitioner, order: Order) -> tuple[int, str]:
    """Whole levels in common: the same county is near, the same prefecture within reach."""
    there = codes.prefix(practitioner.region)
    here = codes.prefix(order.region_id)
    if there[:6] == here[:6] and len(there) >= 6:
        return NEAR, _("与申请人同县（市、区）")
    if there[:4] == here[:4] and len(there) >= 4:
        return NEAR // 2, _("与申请人同市")
    return 0, _("与申请人不在同一个市")


def _by_load(practitioner: Practitioner, situation: Situation) -> tuple[int, str]:
    """In proportion to the room that is left, half a point rounded up; who has no room is not weighed."""
    open_, most = situation.load.get(practitioner.pk, 0), practitioner.capacity
    said = _("在办 %(open)s 件（最多 %(most)s 件）") % {"open": open_, "most": most}
    return (FREE * (most - open_) + most // 2) // most, said


def _by_years(practitioner: Practitioner, on: date) -> tuple[int, str]:
    years = practitioner.years_on(on)
    return min(years, YEARS), _("执业 %(years)s 年") % {"years": years}


def reasons_of(candidates: Iterable[Candidate]) -> list[dict[str, str]]:
    """Those left out, as the event keeps them."""
    return [
        {"name": candidate.practitioner.name, "reason": candidate.excluded}
        for candidate in candidates
    ]

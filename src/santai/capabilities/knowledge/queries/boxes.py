"""What waits in the desk box of those who keep the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from santai.capabilities.knowledge import access
from santai.capabilities.knowledge.enums import WARNED, State
from santai.capabilities.knowledge.models import AnswerVersion, Case, Flag, Gap
from santai.capabilities.people.access import Actor
from santai.capabilities.places.queries import inside

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Boxes:
    """Each list is short: what is older or further waits until what is above it is done."""

    drafts: list[AnswerVersion]
    in_review: list[AnswerVersion]
    expired: list[AnswerVersion]
    expiring: list[AnswerVersion]
    flags: list[Flag]
    gaps: list[Gap]
    approved: list[AnswerVersion]
    cases: list[Case]


def boxes(actor: Actor, *, on: date) -> Boxes:
    rows = access.texts_for(actor, AnswerVersion).select_related("answer", "owner", "written_by")
    approved = list(rows.filter(state=State.APPROVED).order_by("topic", "question")[: 10 * SHOWN])
    late = sorted((one for one in approved if one.valid_until <= on + WARNED), key=_until)
    in_work = rows.filter(state__in=(State.DRAFT, State.IN_REVIEW)).order_by("pk")[: 2 * SHOWN]
    written = {state: [one for one in in_work if one.state == state] for state in State}
    cases = access.texts_for(actor, Case).exclude(state=State.ENDED)
    return Boxes(
        drafts=written[State.DRAFT],
        in_review=written[State.IN_REVIEW],
        expired=[one for one in late if one.valid_until < on],
        expiring=[one for one in late if one.valid_until >= on],
        flags=[one for one in access.flags_for(actor)[:SHOWN] if _still(one)],
        gaps=list(_gaps(actor)[:SHOWN]),
        approved=approved,
        cases=list(cases.select_related("owner", "written_by").order_by("state", "-pk")[:SHOWN]),
    )


def waits_for(actor: Actor, *, on: date) -> int:
    """How many answers that are told expire soon, have expired or cite what changed; nothing is asked of the
    database for who keeps none."""
    if not access.keeps(actor):
        return 0
    mine = access.texts_for(actor, AnswerVersion, "keep").filter(state=State.APPROVED)
    flagged = Exists(Flag.objects.filter(version=OuterRef("pk"), seen_at=None))
    return mine.filter(Q(valid_until__lte=on + WARNED) | Q(flagged)).count()


def _until(version: AnswerVersion) -> date:
    return version.valid_until


def _still(flag: Flag) -> bool:
    """Whether what was flagged is still told."""
    item = flag.version or flag.case
    return item is not None and item.state == State.APPROVED


def _gaps(actor: Actor) -> QuerySet[Gap]:
    found = Q(pk__in=())
    for region in actor.regions_of("standard-answer", "keep"):
        found |= inside(region, "place") if region else Q(pk__isnull=False)
    return Gap.objects.filter(found).order_by("-orders")

"""What waits in the desk box of those who keep the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

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
    answers = access.texts_for(actor, AnswerVersion).select_related("answer", "owner", "written_by")
    approved = answers.filter(state=State.APPROVED)
    soon = Q(valid_until__gte=on, valid_until__lte=on + WARNED)
    flags = [one for one in access.flags_for(actor)[:SHOWN] if _still(one)]
    return Boxes(
        drafts=list(answers.filter(state=State.DRAFT).order_by("-pk")[:SHOWN]),
        in_review=list(answers.filter(state=State.IN_REVIEW).order_by("pk")[:SHOWN]),
        expired=list(approved.filter(valid_until__lt=on).order_by("valid_until")[:SHOWN]),
        expiring=list(approved.filter(soon).order_by("valid_until")[:SHOWN]),
        flags=flags,
        gaps=list(_gaps(actor)[:SHOWN]),
        approved=list(approved.order_by("topic", "question")[: 3 * SHOWN]),
        cases=list(
            access.texts_for(actor, Case)
            .exclude(state=State.ENDED)
            .select_related("owner", "written_by")
            .order_by("state", "-pk")[:SHOWN]
        ),
    )


def waits_for(actor: Actor, *, on: date) -> int:
    """How many expired or flagged texts wait for somebody; nothing is asked for who keeps none."""
    if not access.keeps(actor):
        return 0
    mine = access.texts_for(actor, AnswerVersion, "keep").filter(state=State.APPROVED)
    late = mine.filter(valid_until__lt=on + WARNED).count()
    return late + sum(map(_still, access.flags_for(actor)[:SHOWN]))


def _still(flag: Flag) -> bool:
    """Whether what was flagged is still told."""
    item = flag.version or flag.case
    return item is not None and item.state == State.APPROVED


def _gaps(actor: Actor) -> QuerySet[Gap]:
    found = Q(pk__in=())
    for region in actor.regions_of("standard-answer", "keep"):
        found |= inside(region, "place") if region else Q(pk__isnull=False)
    return Gap.objects.filter(found).order_by("-orders")

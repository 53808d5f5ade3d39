"""Who may write, see and review what is not published yet: the permission table's to say (HOT-14).

What is published everybody reads (`queries`). Rights are asked in the region of the organisation that owns a text;
what somebody may not see is not there for them.
"""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from santai.capabilities.approvals.enums import Kind
from santai.capabilities.knowledge.enums import ANSWER, CASE
from santai.capabilities.knowledge.models import AnswerVersion, Case, Flag
from santai.capabilities.knowledge.models.reviewed import Reviewed
from santai.capabilities.people.access import Actor
from santai.capabilities.places.models import Organisation
from santai.capabilities.places.queries import inside
from santai.kernel.errors import Forbidden, Missing

Text = TypeVar("Text", bound=Reviewed)
KIND_OF: dict[type[Reviewed], Kind] = {
    AnswerVersion: Kind.STANDARD_ANSWER,
    Case: Kind.TYPICAL_CASE,
}


MODELS: dict[str, type[AnswerVersion] | type[Case]] = {ANSWER: AnswerVersion, CASE: Case}


def concerns(actor: Actor) -> bool:
    """Whether the knowledge base is part of somebody's work."""
    return bool(actor.regions_of(Kind.STANDARD_ANSWER, "see"))


def keeps(actor: Actor, model: type[Reviewed] = AnswerVersion) -> bool:
    """Whether somebody writes for an organisation at all."""
    return bool(actor.regions_of(KIND_OF[model], "keep"))


def may(actor: Actor, item: Reviewed, action: str) -> bool:
    prefixes = actor.regions_of(KIND_OF[type(item)], action)
    return any(item.region.startswith(prefix) for prefix in prefixes)


def texts_for(actor: Actor, model: type[Text], action: str = "see") -> QuerySet[Text]:
    """All that this actor may see (or keep, or approve) of a kind."""
    found = Q(pk__in=())
    for prefix in actor.regions_of(KIND_OF[model], action):
        found |= inside(prefix) if prefix else Q(pk__isnull=False)
    return model._default_manager.filter(found)


def text_for(
    actor: Actor, model: type[Text], pk: int, action: str = "see", *, lock: bool = False
) -> Text:
    """The one with this key. Raises Missing for who may not see it, Forbidden for who may but not do this."""
    rows = texts_for(actor, model).filter(pk=pk)
    item = rows.select_for_update(of=("self",)).first() if lock else rows.first()
    if item is None:
        raise Missing(_("没有这一条。"))
    if not may(actor, item, action):
        raise Forbidden(_("您的岗位不能办这一步。"))
    return item


def flags_for(actor: Actor) -> QuerySet[Flag]:
    """What was found about articles that this actor's texts cite, and nobody has looked at."""
    answers = texts_for(actor, AnswerVersion, "keep").values("pk")
    cases = texts_for(actor, Case, "keep").values("pk")
    open_ = Flag.objects.filter(Q(version__in=answers) | Q(case__in=cases), seen_at=None)
    return open_.select_related("version__answer", "case").order_by("pk")


def owner_for(actor: Actor, model: type[Reviewed], *, place: str) -> Organisation:
    """For which organisation somebody writes about a place. Raises Forbidden where no post covers it."""
    for post in actor.posts:
        if "in-region" in post.opens(KIND_OF[model], "keep") and post.covers(place):
            return Organisation.objects.get(pk=post.organisation_id)
    raise Forbidden(_("您的岗位只能为自己的辖区写。"))

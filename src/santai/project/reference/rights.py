"""Who keeps the reference data: administrators of the system; those of security give the posts; chiefs look on."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor
from santai.capabilities.people.models import Account
from santai.capabilities.places.queries import inside
from santai.kernel.errors import Forbidden, Missing
from santai.pages.actors import actor_of

Row = TypeVar("Row")

KEEPS, GRANTS, LOOKS = "administer", "authorise", "supervise"


def asking(request: HttpRequest) -> Actor:
    """Who asks; looked up once for each request."""
    actor: Actor | None = getattr(request, "reference_actor", None)
    if actor is None:
        actor = actor_of(request, "desk")
        request.reference_actor = actor  # type: ignore[attr-defined]
    return actor


def keeps(request: HttpRequest, right: str = KEEPS) -> bool:
    return asking(request).may(right)


def keeps_in(request: HttpRequest, code: str, right: str = KEEPS) -> bool:
    return asking(request).may_in(right, code)


def sees(request: HttpRequest) -> bool:
    actor = asking(request)
    return actor.kind == "staff" and any(map(actor.may, (KEEPS, GRANTS, LOOKS)))


def must_be_another(actor: Actor, account: Account) -> None:
    """Raise Forbidden for one's own account: on pages nobody gives themselves rights, which open what the
    keepers of the reference data do not see, and nobody locks themselves out, who may be the last.
    """
    if account.pk == actor.account_id:
        raise Forbidden(_("不能给自己办，请由另一位管理员办理。"))


def seen(request: HttpRequest, field: str) -> Q:
    """The condition that a row lies where the actor keeps or looks on."""
    actor, found = asking(request), Q(pk__in=())
    for post in (p for right in (KEEPS, GRANTS, LOOKS) for p in actor.posts_with(right)):
        found |= inside(post.region, field) if post.region else Q()
        if not post.region:
            return Q()
    return found


def found(row: Row | None) -> Row:
    """The row, or Missing: what may not be seen is not there."""
    if row is None:
        raise Missing
    return row

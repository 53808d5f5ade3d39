"""Saved views: whose they are, who shares them, which opens first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor, ActorPost
from santai.capabilities.rows import one_at_a_time
from santai.desk.boxes import Box, read
from santai.desk.models import SavedView, Star
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing
from santai.kernel.texts import one_line

MOST = 12  # of one person, and of one organisation: more links than that nobody reads
LONGEST = 20


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as one reader sees it. `starred`: it opens first; `mine`: they may delete it."""

    id: int
    name: str
    box: Box
    shared: bool
    starred: bool
    mine: bool


def sharing_post(actor: Actor) -> ActorPost | None:
    """The post for whose organisation somebody may share: that of a chief."""
    posts = actor.posts_with("supervise")
    return next((post for post in posts if not post.reads_only), None)


def views_of(actor: Actor, usual: str) -> list[View]:
    """One's own, then those shared with one's organisations; one query."""
    starred = Star.objects.filter(account=actor.account_id, view=OuterRef("pk"))
    rows = _seen(actor).annotate(starred=Exists(starred)).order_by("organisation", "pk")
    return [
        View(
            id=row.pk,
            name=row.name,
            box=read(row.filters, usual),
            shared=row.organisation_id is not None,
            starred=row.starred,
            mine=_may_change(actor, row),
        )
        for row in rows
    ]


def save(actor: Actor, *, name: str, box: Box, shared: bool) -> SavedView:
    """Keep a box under a name; the same name again is changed. Raises Invalid or Forbidden."""
    name = one_line(name)
    if not name:
        raise Invalid({"name": _("请给视图起个名字，例如“叶县 三天内到期”。")})
    if len(name) > LONGEST:
        raise Invalid({"name": _("名字最多 %(most)d 个字。") % {"most": LONGEST}})
    post = sharing_post(actor) if shared else None
    if shared and post is None:
        raise Forbidden(_("共享视图由本单位负责人来做。"))
    office = post.organisation_id if post else None
    scope = Q(organisation=office) if office else Q(owner=actor.account_id, organisation=None)
    kept = SavedView.objects.filter(scope).exclude(owner=actor.account_id, name=name)
    try:
        with transaction.atomic():
            one_at_a_time(f"views:{office or actor.account_id}:{bool(office)}")  # two count as two
            if kept.count() >= MOST:
                full = _("最多存 %(most)d 个视图，请先删掉不用的。") % {"most": MOST}
                raise Invalid({"name": full})
            view, _made = SavedView.objects.update_or_create(
                owner_id=actor.account_id,
                name=name,
                defaults={"filters": box.given, "organisation_id": office},
            )
    except IntegrityError:
        raise Conflict(_("刚刚存过同名的视图，请再试一次。")) from None
    return view


def star(actor: Actor, view: int, *, on: bool) -> None:
    """It opens first from now on, instead of any other; or none does."""
    row = _one(actor, view)
    if on:
        Star.objects.update_or_create(account_id=actor.account_id, defaults={"view": row})
    else:
        Star.objects.filter(account=actor.account_id, view=row).delete()


def remove(actor: Actor, view: int) -> str:
    """Delete one's own, or as chief one shared with one's organisation; gives its name."""
    row = _one(actor, view)
    if not _may_change(actor, row):
        raise Forbidden(_("共享的视图由存它的人或者本单位负责人删除。"))
    row.delete()
    return row.name


def _one(actor: Actor, view: int) -> SavedView:
    row = _seen(actor).filter(pk=view).first()
    if row is None:
        raise Missing
    return row


def _seen(actor: Actor) -> QuerySet[SavedView]:
    offices = [post.organisation_id for post in actor.posts]
    own = Q(owner=actor.account_id, organisation=None)
    return SavedView.objects.filter(own | Q(organisation__in=offices))


def _may_change(actor: Actor, row: SavedView) -> bool:
    post = sharing_post(actor)
    return row.owner_id == actor.account_id or (
        post is not None and row.organisation_id == post.organisation_id
    )

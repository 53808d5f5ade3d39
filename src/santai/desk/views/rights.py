"""The permission table for those who answer for it, and what one account may do and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from santai.capabilities.people.access import Actor
from santai.capabilities.people.queries import account_in_reach, posts_of
from santai.capabilities.places.codes import NATION
from santai.catalogue.current import catalogue
from santai.catalogue.permissions import SIGHTS, Grant, RightKind, Verdict
from santai.catalogue.schema import Role
from santai.pages.actors import staff_page
from santai.pages.forms.regions import region_name
from santai.pages.frames import RIGHTS, frame
from santai.pages.moments import today

VERDICTS = {
    Verdict.ALLOWED: gettext_lazy("可以"),
    Verdict.MASKED: gettext_lazy("可以，个人信息隐去"),
    Verdict.NEVER: gettext_lazy("一律不可以"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One grant in words: what, in which relation, by which right, whose, and what it rests on."""

    action: str
    relation: str
    verdict: str
    right: str
    roles: Sequence[str]
    source: str


@dataclass(frozen=True, slots=True)
class Held:
    """One post of an account, and what it opens."""

    role: str
    organisation: str
    place: str
    since: str
    tables: Sequence[tuple[str, Sequence[Line]]]


@staff_page("desk", *RIGHTS)
@require_safe
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    username = request.GET.get("account", "").strip()[:60]
    day = today(timezone.now())
    account = account_in_reach(actor, username, rights=RIGHTS, on=day) if username else None
    context = {
        **frame(request, actor, "desk:rights"),
        "tables": list(_tables(catalogue().permissions.grants)),
        "username": username,
        "account": account,
        "missing": username and account is None,
        "held": [_held(post) for post in posts_of(account.pk, on=day)] if account else (),
    }
    return render(request, "desk/rights.html", context)


def _tables(grants: Sequence[Grant]) -> Iterator[tuple[str, list[Line]]]:
    """The grants of each object, in the order of the file."""
    for key, title in catalogue().permissions.objects.items():
        if lines := [_line(grant) for grant in grants if grant.object == key]:
            yield title.said, lines


def _line(grant: Grant) -> Line:
    table = catalogue().permissions
    right = table.rights[grant.right]
    return Line(
        action=table.actions[grant.action].title.said,
        relation=table.relations[grant.relation].said,
        verdict=str(VERDICTS[grant.verdict]),
        right=right.title.said,
        roles=[role.title.said for role in catalogue().roles.values() if grant.right in _of(role)],
        source=grant.source,
    )


def _of(role: Role) -> set[str]:
    return {*role.may, *SIGHTS[role.sees]}


def _held(post: Any) -> Held:
    """What the post opens, through which of its rights; a role that left the catalogue opens nothing."""
    role = catalogue().roles.get(post.role)
    mine = _opening(role) if role else []
    region = post.region
    return Held(
        role=role.title.said if role else post.role,
        organisation=post.organisation.name,
        place=_("全国") if region == NATION else region_name(region),
        since=post.starts.isoformat(),
        tables=list(_tables(mine)),
    )


def _opening(role: Role) -> list[Grant]:
    table, rights = catalogue().permissions, _of(role)
    opened = table.opened(role.may, role.sees, role.reads_only)
    return [
        grant
        for grant in table.grants
        if grant.right in rights
        and (
            grant.verdict is Verdict.NEVER
            or grant.relation in opened.get((grant.object, grant.action), {})
        )
        and table.rights[grant.right].kind is not RightKind.STANDING
    ]

"""Of which place and which days a page of figures speaks, read from its address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from santai.capabilities.oversight import access
from santai.capabilities.oversight.queries.totals import Totals
from santai.capabilities.oversight.queries.which import Period, Which
from santai.capabilities.people.access import Actor
from santai.capabilities.places import codes
from santai.pages.moments import today

USUAL = 30  # days
LONGEST = 366
STALE = timedelta(minutes=10)  # after that the page warns that nothing is being counted


@dataclass(frozen=True, slots=True)
class Scope:
    """`typed` is what stood in the address; `errors` goes beside the fields, and `period` is then the usual one."""

    region: str
    period: Period
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def days(self) -> str:
        """The part of an address that names the period."""
        return f"&since={self.period.since}&until={self.period.until}"

    @property
    def query(self) -> str:
        return urlencode(
            {
                "region": self.region,
                "since": self.period.since.isoformat(),
                "until": self.period.until.isoformat(),
            }
        )


def scope(actor: Actor, given: QueryDict, at: datetime) -> Scope:
    """Raises Missing for a region that is not the actor's."""
    region = access.region_for(actor, given.get("region", ""))
    last = today(at)
    usual = Period(last - timedelta(days=USUAL - 1), last)
    typed = {name: given.get(name, "")[:40].strip() for name in ("since", "until")}
    days, errors = {}, {}
    for name, text in typed.items():
        try:
            days[name] = date.fromisoformat(text) if text else getattr(usual, name)
        except ValueError:
            errors[name] = _("日期请这样写：2026-03-02。")
    if not errors:
        errors = _odd(days["since"], days["until"], last)
    if errors:
        return Scope(region, usual, typed, errors)
    period = Period(days["since"], days["until"])
    shown = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    return Scope(region, period, shown)


def _odd(since: date, until: date, last: date) -> dict[str, str]:
    if until > last:
        return {"until": _("不能晚于今天。")}
    if since > until:
        return {"since": _("开始的日子要早于结束的日子。")}
    if (until - since).days >= LONGEST:
        return {"since": _("一次最多看一年。")}
    return {}


@dataclass(frozen=True, slots=True)
class Crumb:
    code: str
    name: str


def crumbs(actor: Actor, found: Totals) -> list[Crumb]:
    """The way down from the highest region the actor may see."""
    held = access.posts(actor)
    around = [Crumb(codes.NATION, _("全国")), *(Crumb(r.pk, r.name) for r in found.around)]
    return [crumb for crumb in around if any(post.covers(crumb.code) for post in held)]


def link_to(which: Which) -> str:
    """The address of the list behind a figure."""
    return f"{_list()}?{urlencode(which.parameters())}"


@cache
def _list() -> str:
    return reverse("desk:figure-orders")


def page_of(given: QueryDict, last: int = 200) -> int:
    text = given.get("page", "1")
    return (
        min(max(int(text), 1), last) if text.isascii() and text.isdecimal() and len(text) < 6 else 1
    )

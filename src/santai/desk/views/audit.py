"""The trail for the audit administrator: searched and read, never changed; taken away only by two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from santai.capabilities.approvals.enums import Kind
from santai.capabilities.emergencies.enums import Verdict
from santai.capabilities.ledger.queries import alarms
from santai.capabilities.oversight.queries.tables import Cell, Table
from santai.capabilities.people.access import Actor
from santai.capabilities.places.codes import full
from santai.capabilities.trail.enums import GROUPS
from santai.capabilities.trail.queries import PAGE, entries
from santai.catalogue.current import catalogue
from santai.desk.four_eyes import by_two
from santai.desk.sheets import sheet_response
from santai.kernel.errors import Missing
from santai.kernel.workdays import ZONE
from santai.pages.actors import staff_page
from santai.pages.frames import frame
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.trail.models import Entry

# What a line says besides, under the name it is read by; numbers of ours lead to what they count.
DETAILS = {
    "address": gettext_lazy("网络地址"),
    "role": gettext_lazy("角色"),
    "ends": gettext_lazy("到期"),
    "rows": gettext_lazy("行数"),
    "approval": gettext_lazy("复核编号"),
    "kind": gettext_lazy("事项"),
    "key": gettext_lazy("密钥"),
    "practitioner": gettext_lazy("承办人"),
    "opening": gettext_lazy("查阅编号"),
    "verdict": gettext_lazy("复查结论"),
}
USUAL = timedelta(days=30)  # what is looked through at once
EXPORTED = 5_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to, and what of it was not understood."""

    group: str
    text: str
    since: date
    until: date
    before: int | None
    errors: dict[str, str]

    @property
    def query(self) -> str:
        days = {"since": self.since.isoformat(), "until": self.until.isoformat()}
        return urlencode({"group": self.group, "q": self.text, **days})


@staff_page("desk")
@require_safe
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    prefixes, asked = _prefixes(actor, "see"), _asked(request)
    rows = list(_found(prefixes, asked)[: PAGE + 1])
    context = {
        **frame(request, actor, "desk:audit"),
        "asked": asked,
        "groups": [(key, title) for key, (title, _kinds) in GROUPS.items()],
        "rows": [(row, _details(row)) for row in rows[:PAGE]],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else None,
        "alarms": alarms(_begins(asked.since)) if asked.group in {"", "ledger"} else (),
    }
    return render(request, "desk/audit.html", context, status=422 if asked.errors else 200)


@staff_page("desk")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """However few the rows: what is written of people's work is taken away by two."""
    prefixes, asked = _prefixes(actor, "export"), _asked(request)
    if asked.errors:
        raise Missing(_("日期不对，请回到审计页重新选。"))
    rows = list(_found(prefixes, asked)[:EXPORTED])
    title = _("审计记录 %(since)s 至 %(until)s") % {"since": asked.since, "until": asked.until}
    return by_two(
        request,
        actor,
        Kind.TRAIL_EXPORT,
        rows=len(rows),
        title=title,
        region=full(prefixes[0]),
        give=lambda: sheet_response([_table(rows)], f"audit-{asked.until}", title),
    )


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _found(prefixes: list[str], asked: Asked) -> Any:
    return entries(
        prefixes,
        group=asked.group,
        text=asked.text,
        since=asked.since,
        until=asked.until,
        before=asked.before,
    )


def _prefixes(actor: Actor, action: str) -> list[str]:
    """Of the regions whose trail this actor reads. Raises Missing."""
    found = actor.regions_of("trail", action)
    if not found:
        raise Missing
    return found


def _asked(request: HttpRequest) -> Asked:
    given, now = request.GET, today(timezone.now())
    days, errors = {"since": now - USUAL, "until": now}, dict[str, str]()
    for name in days:
        try:
            days[name] = date.fromisoformat(given[name]) if given.get(name) else days[name]
        except ValueError:
            errors[name] = _("日期请这样写：2026-03-02。")
    before = given.get("before", "")
    text = given.get("q", "").strip()[:60].replace("\0", "")
    number = int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else None
    group = given.get("group", "") if given.get("group") in GROUPS else ""
    return Asked(group, text, days["since"], days["until"], number, errors)


def _details(one: Entry) -> list[tuple[str, str]]:
    return [(str(DETAILS.get(key, key)), _said(key, value)) for key, value in one.data.items()]


def _said(key: str, value: object) -> str:
    """A role or a thing that takes two, by its title."""
    text, known = str(value), catalogue()
    if key == "role" and text in known.roles:
        return known.roles[text].title.said
    if key == "kind" and text in known.permissions.objects:
        return known.permissions.objects[text].said
    return str(dict(Verdict.choices).get(text, text)) if key == "verdict" else text


def _table(rows: list[Entry]) -> Table:
    shown = [
        (
            Cell(one.at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")),
            Cell(str(one.get_kind_display())),
            Cell(one.actor_name),
            Cell(one.about),
            Cell(one.reason),
            Cell("　".join(f"{name} {said}" for name, said in _details(one))),
        )
        for one in rows
    ]
    head = (_("时间"), _("类别"), _("谁"), _("对象"), _("理由"), _("详情"))
    return Table("trail", _("审计记录"), (), head, shown)

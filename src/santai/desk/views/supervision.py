"""The supervision list (督办): overdue and urged orders, urged one by one or several at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from santai.capabilities.orders.actions import Picked
from santai.capabilities.oversight import access
from santai.capabilities.oversight.actions.urging import urge_all
from santai.capabilities.oversight.queries.supervision import KINDS, Limit, Row, urgent
from santai.capabilities.oversight.queries.tables import Cell, Table
from santai.capabilities.oversight.queries.totals import as_of
from santai.capabilities.people.access import Actor
from santai.catalogue.current import catalogue
from santai.desk.four_eyes import export
from santai.desk.scope import page_of
from santai.desk.sheets import sheet_response
from santai.kernel.errors import Invalid
from santai.kernel.numbers import grouped, plain
from santai.pages.actors import staff_page
from santai.pages.forms.questions import Typed, typed_in
from santai.pages.forms.regions import region_name
from santai.pages.frames import frame
from santai.pages.moments import day_words, moment_words, time_left

USUAL = "both"


@staff_page("desk")
@require_safe
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _list(request, actor, request.GET, uuid4().hex)


@staff_page("desk")
def urge(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Urge what was ticked, each through the one door; the answer says of each what came of it."""
    if request.method != "POST":
        return redirect("desk:supervision")
    typed, at = typed_in(request.POST), timezone.now()
    region = access.region_for(actor, typed.get("region") or "")
    reason, key = typed.get("reason") or "", (typed.get("key") or uuid4().hex)[:64]
    picked = [Picked(plain(number), _seen(typed, number)) for number in typed.getlist("pick")]
    try:
        outcomes = urge_all(actor=actor, picked=picked, reason=reason, at=at, key=key)
    except Invalid as refused:
        return _list(request, actor, request.POST, key, refused.fields)
    context = {
        **frame(request, actor, "desk:supervision"),
        "region": region,
        "reason": reason,
        "done": [one for one in outcomes if not one.refused],
        "refused": [one for one in outcomes if one.refused],
    }
    return render(request, "desk/urged.html", context)


@staff_page("desk")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The page of the list as a spreadsheet; many pages of it take two (A7)."""
    at = timezone.now()
    region, kind = access.region_for(actor, request.GET.get("region", "")), _kind(request.GET)
    rows, _more = urgent(actor, region, kind, at=at, page=page_of(request.GET))
    place = region_name(region) or _("全国")
    about = _("，").join([place, _(KINDS[kind]), moment_words(at, at)])
    table = _table(rows, at)
    return export(
        request,
        actor,
        rows=len(table.rows),
        title=f"{_('督办')}：{about}",
        region=region,
        give=lambda: sheet_response([table], f"{_('督办')}-{place}", about),
    )


def _list(
    request: HttpRequest,
    actor: Actor,
    given: Any,
    key: str,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    at = timezone.now()
    region, kind, page = (
        access.region_for(actor, given.get("region", "")),
        _kind(given),
        page_of(given),
    )
    rows, more = urgent(actor, region, kind, at=at, page=page)
    context = {
        **frame(request, actor, "desk:supervision"),
        "region": region,
        "place": region_name(region) or _("全国"),
        "kinds": {name: _(title) for name, title in KINDS.items()},
        "kind": kind,
        "rows": rows,
        "page": page,
        "next": page + 1 if more else None,
        "counted": as_of(),
        "may_urge": access.supervises(actor, region),
        "picked": given.getlist("pick"),
        "reason": given.get("reason", ""),
        "key": key,
        "errors": errors or {},
    }
    return render(request, "desk/supervision.html", context, status=422 if errors else 200)


def _kind(given: Mapping[str, str]) -> str:
    kind = given.get("kind", USUAL)
    return kind if kind in KINDS else USUAL


def _seen(typed: Typed, number: str) -> int | None:
    text = typed.get(f"seen-{number}") or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _table(rows: list[Row], at: datetime) -> Table:
    head = (
        _("期限"),
        _("工单号"),
        _("事情"),
        _("责任单位"),
        _("经办人"),
        _("承诺时限"),
        _("法定时限"),
        _("督办"),
        _("最近一次督办"),
    )
    calendar = catalogue().calendar
    cells = [
        tuple(
            map(
                Cell,
                (
                    time_left(row.order.due_at, at, calendar).words,
                    grouped(row.order.number),
                    row.order.title,
                    row.order.organisation.name,
                    row.order.holder.name if row.order.holder else "",
                    _words(row.promised, at),
                    _words(row.statutory, at),
                    _("%(n)s 次") % {"n": row.order.urged} if row.order.urged else "",
                    _urging(row, at),
                ),
            )
        )
        for row in rows
    ]
    return Table("supervision", _("督办"), (), head, cells)


def _urging(row: Row, at: datetime) -> str:
    if row.last is None:
        return ""
    said = {"moment": moment_words(row.last.at, at), "who": row.last.by, "reason": row.last.reason}
    return _("%(moment)s %(who)s：%(reason)s") % said


def _words(limit: Limit | None, at: datetime) -> str:
    if limit is None:
        return ""
    said = {"limit": limit.words, "basis": limit.basis}
    if limit.until is None:
        return _("%(limit)s（%(basis)s）") % said
    return _("%(limit)s（%(basis)s），%(day)s前") % {**said, "day": day_words(limit.until, at)}

"""The bureau's figures: tables for a region and a period, and the orders behind each figure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from santai.capabilities.oversight import access
from santai.capabilities.oversight.actions.report import daily_report
from santai.capabilities.oversight.queries.tables import (
    Cell,
    Table,
    all_tables,
    door_title,
    line_title,
)
from santai.capabilities.oversight.queries.totals import as_of, count_of, totals
from santai.capabilities.oversight.queries.which import PAGE, Which, orders_of, read
from santai.capabilities.people.access import Actor
from santai.catalogue.current import catalogue
from santai.desk.charts import chart
from santai.desk.four_eyes import export
from santai.desk.scope import Scope, crumbs, page_of, scope
from santai.desk.sheets import sheet_response
from santai.kernel.errors import Missing
from santai.kernel.numbers import grouped
from santai.pages.actors import staff_page
from santai.pages.forms.regions import region_name
from santai.pages.frames import frame
from santai.pages.moments import moment_words, time_left, today
from santai.pages.templatetags.santai import state_for_staff, turn

EXPORTED = 5_000  # orders in one spreadsheet


@staff_page("desk")
@require_safe
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    at = timezone.now()
    asked = scope(actor, request.GET, at)
    found = totals(asked.region, asked.period, at=at)
    tables = {table.name: table for table in all_tables(found)}
    context = {
        **frame(request, actor, "desk:figures"),
        "scope": asked,
        "place": found.name,
        "crumbs": crumbs(actor, found),
        "counted": as_of(),
        "headline": tables.pop("summary"),
        "days": tables.pop("days"),
        "chart": chart(found),
        "tables": tables.values(),
        "today": today(at).isoformat(),
    }
    return render(request, "desk/figures.html", context, status=422 if asked.errors else 200)


@staff_page("desk")
@require_safe
def orders(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list behind a figure: the same condition, read through what this actor may open."""
    at = timezone.now()
    which = _which(request, actor, at)
    page = page_of(request.GET)
    rows = orders_of(actor, which, at=at, page=page)
    context = {
        **frame(request, actor, "desk:figures"),
        "which": which,
        "title": which.spec.title,
        "narrowed": _narrowed(which),
        "says": which.spec.says,
        "count": count_of(which, at=at),
        "orders": rows[:PAGE],
        "page": page,
        "next": page + 1 if len(rows) > PAGE else None,
        "query": _without_page(request),
    }
    return render(request, "desk/figure_orders.html", context)


@staff_page("desk")
@require_http_methods(["GET", "HEAD", "POST"])
def orders_sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The same list as a spreadsheet, people masked as on the page; a long one takes two (A7)."""
    at = timezone.now()
    which = _which(request, actor, at)
    rows = orders_of(actor, which, at=at, size=EXPORTED)
    table = _orders_table(which, rows[:EXPORTED], at, more=len(rows) > EXPORTED)
    name, about = f"{which.spec.title}-{which.region}", _narrowed(which)
    return export(
        request,
        actor,
        rows=len(table.rows),
        title=f"{which.spec.title}：{about}",
        region=which.region,
        give=lambda: sheet_response([table], name, about),
    )


@staff_page("desk")
@require_safe
def sheet(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """One table as it is shown, or (`all`) every table of the page."""
    at = timezone.now()
    asked = _sound(scope(actor, request.GET, at))
    found = totals(asked.region, asked.period, at=at)
    tables = [table for table in all_tables(found) if name in {"all", table.name}]
    if not tables:
        raise Missing
    counted = as_of()
    days = {"since": asked.period.since, "until": asked.period.until}
    said = {"place": found.name, "days": _("%(since)s 至 %(until)s") % days}
    if counted:
        said["moment"] = moment_words(counted, at)
        about = _("%(place)s，%(days)s，截至 %(moment)s") % said
    else:
        about = _("%(place)s，%(days)s") % said
    title = _("统计") if name == "all" else tables[0].title
    return sheet_response(tables, f"{title}-{found.name}", about)


@staff_page("desk")
@require_safe
def report(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The daily report of the last day of the period."""
    at = timezone.now()
    asked = _sound(scope(actor, request.GET, at))
    day = asked.period.until
    name = f"日报-{region_name(asked.region) or '全国'}-{day}.pdf"
    return HttpResponse(
        daily_report(asked.region, day, at=at),
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(False, name) or "inline",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
            "Cache-Control": "private, no-store",
        },
    )


def _sound(asked: Scope) -> Scope:
    if asked.errors:
        raise Missing(_("日期不对，请回到统计页重新选。"))
    return asked


def _which(request: HttpRequest, actor: Actor, at: datetime) -> Which:
    asked = _sound(scope(actor, request.GET, at))
    which = read(request.GET.dict(), asked.period)
    return which.but(region=access.region_for(actor, which.region))


def _narrowed(which: Which) -> str:
    """What the list is narrowed to, in words."""
    place = region_name(which.region) or _("全国")
    words = [_("%(place)s本级") % {"place": place} if which.own else place]
    if which.spec.of_period:
        days = {"since": which.period.since, "until": which.period.until}
        words.append(_("%(since)s 至 %(until)s") % days)
    if which.line:
        words.append(line_title(which.line))
    if which.service in catalogue().ids:
        known = catalogue()
        newest = known.service_version(which.service, known.versions(which.service)[-1])
        words.append(newest.title.said)
    if which.slot and which.spec.slot == "channel":
        words.append(door_title(which.slot))
    return _("，").join(words)


def _orders_table(which: Which, rows: list[Any], at: datetime, *, more: bool) -> Table:
    calendar = catalogue().calendar
    head = (
        _("期限"),
        _("工单号"),
        _("申请人"),
        _("事情"),
        _("办到哪一步"),
        _("轮到谁"),
        _("办理单位"),
        _("经办人"),
        _("收到"),
    )
    cells = [
        tuple(
            map(
                Cell,
                (
                    time_left(order.due_at, at, calendar).words,
                    grouped(order.number),
                    order.applicant.masked_name,
                    order.title,
                    state_for_staff(order),
                    turn(order.turn),
                    order.organisation.name,
                    order.holder.name if order.holder else "",
                    today(order.received_at).isoformat(),
                ),
            )
        )
        for order in rows
    ]
    note = _("只导出了前 %(n)s 件。") % {"n": f"{EXPORTED:,}"} if more else ""
    return Table("orders", which.spec.title, (which.spec.says,), head, cells, note)


def _without_page(request: HttpRequest) -> str:
    given = request.GET.copy()
    given.pop("page", None)
    return given.urlencode()

"""对账: what each office took, gave back and let off on each day; where money goes (NOT-31, NOT-32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from santai.capabilities.fees import access, queries
from santai.capabilities.fees.actions import confirm_payee, drop_payee, enter_payee
from santai.capabilities.oversight.queries.tables import Cell, Table
from santai.capabilities.people.access import Actor
from santai.desk.four_eyes import export
from santai.desk.scope import page_of
from santai.desk.sheets import sheet_response
from santai.kernel.errors import Forbidden, Invalid
from santai.kernel.numbers import grouped
from santai.pages.actors import staff_page
from santai.pages.forms.questions import typed_in
from santai.pages.frames import frame
from santai.pages.moments import today

USUAL = timedelta(days=30)
LONGEST = timedelta(days=366)
ROOM = "desk:fees"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days and which office (None: all that one sees)."""

    since: date
    until: date
    office: int | None

    @property
    def query(self) -> str:
        office = {} if self.office is None else {"office": self.office}
        return urlencode({"since": self.since, "until": self.until, **office})


@staff_page("desk")
@require_safe
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    asked = _asked(actor, request.GET)
    days = queries.days(actor, asked.since, asked.until, office=asked.office)
    bills = queries.bills_of(actor, asked.since, asked.until, office=asked.office)
    page = page_of(request.GET)
    first = (page - 1) * queries.LONGEST
    shown = list(bills[first : first + queries.LONGEST + 1])
    context = {
        **frame(request, actor, ROOM),
        "asked": asked,
        "days": days,
        "totals": totals(days),
        "bills": shown[: queries.LONGEST],
        "page": page,
        "next": page + 1 if len(shown) > queries.LONGEST else None,
        "offices": list(access.offices_for(actor)[: queries.LONGEST]),
        "may_export": bool(actor.regions_of("bill", "export")),
    }
    return render(request, "desk/fees.html", context)


@staff_page("desk")
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The list as a spreadsheet: totals by day, and the bills behind them; more than a hundred rows take two."""
    regions = actor.regions_of("bill", "export")
    if not regions:
        raise Forbidden(_("您的岗位不能导出对账表。"))
    asked = _asked(actor, request.GET)
    days = queries.days(actor, asked.since, asked.until, office=asked.office)
    found = queries.bills_of(actor, asked.since, asked.until, office=asked.office, action="export")
    tables = [by_day(days), of_bills(list(found))]
    about = f"{asked.since} — {asked.until}"
    return export(
        request,
        actor,
        rows=sum(len(table.rows) for table in tables),
        title=f"{_('对账')}：{about}",
        region=f"{regions[0]:0<12}",
        give=lambda: sheet_response(tables, f"{_('对账')}-{asked.since}-{asked.until}", about),
    )


@staff_page("desk")
def payees(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Accounts in use, those that wait, and all there ever were; who keeps them types in a new one here.

    Whoever counts the bills of an office, an auditor too, reads its accounts and changes none.
    """
    kept = list(access.offices_kept(actor)[: queries.LONGEST])
    seen = list(access.offices_for(actor)[: queries.LONGEST])
    if not (kept or seen):
        raise Forbidden(_("收款账户由收费的单位和主管司法局查看，由主管司法局填写。"))
    typed, errors = typed_in(request.POST), {}
    if request.method == "POST":
        try:
            _enter(actor, typed)
        except Invalid as wrong:
            errors = wrong.fields
        else:
            messages.success(request, _("已经填写，等另一位同事确认以后开始用。"))
            return redirect("desk:payees")
    shown = {office.pk: office for office in (*kept, *seen)}
    known = queries.payees_of(shown)
    context = {
        **frame(request, actor, ROOM),
        "offices": kept,
        "used": [(office, known.get(key)) for key, office in shown.items()],
        "waiting": list(queries.payees_waiting([office.pk for office in kept])),
        "ever": list(queries.payees_ever(shown)[: queries.LONGEST]),
        "typed": typed,
        "errors": errors,
    }
    return render(request, "desk/payees.html", context, status=422 if errors else 200)


@staff_page("desk")
@require_POST
def confirm(request: HttpRequest, actor: Actor, payee_id: int) -> HttpResponse:
    confirm_payee(payee_id, actor=actor, at=timezone.now())
    messages.success(request, _("已确认，从现在起用这个账户。"))
    return redirect("desk:payees")


@staff_page("desk")
@require_POST
def drop(request: HttpRequest, actor: Actor, payee_id: int) -> HttpResponse:
    drop_payee(payee_id, actor=actor, at=timezone.now())
    messages.success(request, _("记下了：填错的账户不用，也没有用过。"))
    return redirect("desk:payees")


# --- tables -------------------------------------------------------------------------------------


def totals(days: list[queries.Day]) -> queries.Day:
    """All of them added up."""
    whole = queries.Day(date.min, "", paid=sum(one.paid for one in days))
    for name in ("sum", "by_hand", "refunded", "waived"):
        setattr(whole, name, sum((getattr(one, name) for one in days), Decimal()))
    return whole


def by_day(days: list[queries.Day]) -> Table:
    head = (
        *(_("日期"), _("单位"), _("笔数"), _("收款（元）"), _("其中人工加收（元）")),
        *(_("退费（元）"), _("净收（元）"), _("免缴（元）")),
    )
    whole = totals(days)
    rows = [(Cell(f"{one.on}"), Cell(one.office), *_sums(one)) for one in days]
    return Table("days", _("对账"), (), head, [*rows, (Cell(_("合计")), Cell(""), *_sums(whole))])


def of_bills(bills: list[Any]) -> Table:
    head = (
        _("到账日"),
        _("工单号"),
        _("单位"),
        _("状态"),
        _("应缴（元）"),
        _("已退（元）"),
        _("方式"),
        _("流水号"),
    )
    rows = [
        (
            *(Cell(f"{one.received_on or ''}"), Cell(grouped(one.order.number))),
            *(Cell(one.organisation.name), Cell(str(one.get_state_display()))),
            *(_sum(one.total), _sum(one.refunded), Cell(_(one.method) if one.method else "")),
            Cell(one.reference),
        )
        for one in bills
    ]
    return Table("bills", _("账单"), (), head, rows)


def _sums(one: queries.Day) -> tuple[Cell, ...]:
    sums = (one.sum, one.by_hand, one.refunded, one.net, one.waived)
    return Cell(str(one.paid), one.paid), *map(_sum, sums)


def _sum(sum_: Decimal) -> Cell:
    return Cell(f"{sum_:.2f}", sum_)


# --- reading what was asked ---------------------------------------------------------------------


def _asked(actor: Actor, given: Mapping[str, str]) -> Asked:
    if not access.may_see(actor):
        raise Forbidden(_("对账由收费的单位和主管司法局查看。"))
    until = _day(given.get("until", "")) or today(timezone.now())
    since = _day(given.get("since", "")) or until - USUAL
    since = max(min(since, until), until - LONGEST)
    office = given.get("office", "")
    return Asked(since, until, int(office) if office.isdecimal() and len(office) < 18 else None)


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  a day without an hour
    except ValueError:
        return None


def _enter(actor: Actor, typed: Any) -> None:
    office = typed.get("organisation") or ""
    if not office.isdecimal() or len(office) > 18:
        raise Invalid({"organisation": _("请选择单位。")})
    enter_payee(
        actor=actor,
        organisation=int(office),
        holder=typed.get("holder") or "",
        bank=typed.get("bank") or "",
        account=typed.get("account") or "",
        window=typed.get("window") or "",
        why=typed.get("why") or "",
        at=timezone.now(),
    )

"""The particulars of several applicants at once, which takes a second person (A7; abuse case 9).

What is approved is exactly these orders, for who asked, and for an hour from when it is taken up. Every look is
written down for every one of them, with the reason, where they read it themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from santai.capabilities.approvals import access as approvals
from santai.capabilities.approvals.enums import OPEN_FOR, Kind
from santai.capabilities.orders import access
from santai.capabilities.oversight.queries.tables import Cell, Table
from santai.capabilities.people.access import Actor
from santai.capabilities.reading.actions import note_applicants
from santai.capabilities.trail.enums import Kind as Noted
from santai.desk.four_eyes import by_two, note_export, subject_of
from santai.desk.sheets import sheet_response
from santai.kernel.errors import Missing
from santai.kernel.numbers import grouped, plain, well_formed
from santai.pages.actors import staff_page
from santai.pages.frames import frame
from santai.pages.templatetags.santai import state_for_staff

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order

MOST = 40  # as many numbers as fit into the address that is approved
NAMED = 8  # of them, for who approves
KIND = Kind.BULK_REVEAL


@staff_page("desk")
@require_POST
def pick(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was ticked, as an address of its own: the same orders are the same question, however they were found."""
    numbers = {plain(number) for number in request.POST.getlist("pick")}
    known = sorted(filter(well_formed, numbers))
    if not 0 < len(known) <= MOST:
        messages.error(request, _("请勾选 1 到 %(most)d 件。") % {"most": MOST})
        return redirect("desk:inbox")
    return redirect(f"{reverse('desk:whole')}?of={'-'.join(known)}")


@staff_page("desk")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Asked for, or, for an hour from when it was taken up, shown; also as a sheet."""
    region, numbers = approvals.asking_region(actor, KIND), request.GET.get("of", "").split("-")
    if not region or len(numbers) > MOST:
        raise Missing
    orders = list(access.whole_among(actor, numbers, region))
    if not orders:
        raise Missing
    subject = subject_of(request)
    title = _("%(n)d 件工单的申请人") % {"n": len(orders)}
    named = "、".join(grouped(order.number) for order in orders[:NAMED])
    held = approvals.opened_by(actor, KIND, subject, at=timezone.now())
    if held is None or request.POST.get("step") in {"ask", "use"}:
        return by_two(
            request,
            actor,
            KIND,
            rows=len(orders),
            title=f"{title}：{named}",
            region=region,
            give=lambda: redirect(subject),
            says=_(
                "要看%(title)s的姓名、证件号码和电话。要另一个人批准，批准后 24 小时内打开，打开后能看一小时。"
                "每位申请人都能看到谁看过、为什么。"
            )
            % {"title": title},
            noted=Noted.REVEALED,
        )
    note_applicants(actor, orders, reason=held.reason)
    if request.method == "POST":
        rows = len(orders)
        note_export(actor, title=title, region=region, rows=rows, approval=held.pk)
        return sheet_response([_table(title, orders)], title, held.reason)
    context = {
        **frame(request, actor, "desk:inbox"),
        "title": title,
        "orders": orders,
        "left_out": len(numbers) - len(orders),
        "until": held.used_at + OPEN_FOR if held.used_at else None,
        "reason": held.reason,
        "here": subject,
    }
    return render(request, "desk/whole.html", context)


def _table(title: str, orders: Sequence[Order]) -> Table:
    head = (_("工单号"), _("申请人"), _("证件号码"), _("电话"), _("事情"), _("办到哪一步"))
    rows = [
        tuple(
            map(
                Cell,
                (
                    grouped(order.number),
                    order.applicant.name,
                    order.applicant.id_number,
                    order.applicant.phone,
                    order.title,
                    state_for_staff(order),
                ),
            )
        )
        for order in orders
    ]
    return Table("whole", title, (), head, rows)

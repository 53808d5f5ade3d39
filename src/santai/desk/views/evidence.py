"""Fixing a file of an order as evidence (电子证据保全): which one, and how it came about."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.orders import access
from santai.capabilities.orders.actions.evidence import HOW, may_fix, preserve
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.desk.views.order import CHANNEL
from santai.kernel.errors import Forbidden, Invalid
from santai.pages.actors import staff_page
from santai.pages.forms.questions import typed_in
from santai.pages.frames import frame


@staff_page(CHANNEL)
def fix(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    now = timezone.now()
    order = access.papers_for(actor, number)
    if not may_fix(actor, order):
        raise Forbidden(_("固定证据由受理或者办理这件事的单位来做。"))
    typed, wrong = typed_in(request.POST), {}
    if request.method == "POST":
        chosen = typed.get("file") or ""
        file = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
        try:
            preserve(actor=actor, number=number, file=file, how=typed.get("how") or "", at=now)
        except Invalid as refused:
            wrong = dict(refused.fields)
        else:
            messages.success(request, _("已经固定。一两分钟后出具保全证书，在“文书和文件”里。"))
            return redirect("desk:order", number=order.number)
    context = {
        **frame(request, actor, "desk:inbox"),
        "order": order,
        "files": view(actor, order, at=now).files,
        "how": HOW.items(),
        "typed": {
            "file": typed.get("file") or request.GET.get("file", ""),
            "how": typed.get("how"),
        },
        "wrong": wrong,
    }
    return render(request, "desk/evidence.html", context, status=422 if wrong else 200)

"""账单: what is to be paid and why, where to pay, and the picture that shows it was paid (LEARN-20, NOT-01)."""

from __future__ import annotations

from typing import BinaryIO, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.capabilities.fees.actions import hand_in_voucher
from santai.channels.portal.views.following import held
from santai.kernel.errors import Invalid, Missing, Refusal
from santai.pages import citizens
from santai.pages.billed import billed

ACCEPT = "image/jpeg,image/png"


def show(request: HttpRequest, number: str) -> HttpResponse:
    actor, seen = held(request, number)
    bill = billed(seen)
    if bill is None:
        raise Missing
    mine = any(spec.effect == "send_voucher" for spec in seen.actions)
    context = {"view": seen, "order": seen.order, "billed": bill, "mine": mine, "accept": ACCEPT}
    if request.method != "POST":
        return render(request, "portal/bill.html", context)
    given = request.FILES.get("voucher")
    try:
        if given is None:
            raise Invalid({"voucher": _("还没有选择图片。请先选择，再点提交。")})
        hand_in_voucher(
            actor=actor,
            number=number,
            name=given.name or "",
            content=cast(BinaryIO, given.file),
            at=timezone.now(),
        )
    except Refusal as refused:
        wrong = refused.fields.get("voucher") if isinstance(refused, Invalid) else None
        error = wrong or refused.message
        return render(
            request, "portal/bill.html", {**context, "error": error}, status=refused.status
        )
    citizens.note(actor, gettext_noop("交缴费凭证"), number=seen.order.number, at=timezone.now())
    messages.success(request, _("凭证收到了。核对到账以后告诉您。"))
    return redirect("portal:matter", number=seen.order.number)

"""我的电子档案 (USER-02): on one page, and as one PDF to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.channels.portal.efile import overview_pdf, years
from santai.channels.portal.views.signing_in import citizen_page
from santai.pages import citizens

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account


@citizen_page
@require_safe
def efile(request: HttpRequest, account: Account) -> HttpResponse:
    actor = citizens.oneself(account, at=timezone.now())
    return render(request, "portal/efile.html", {"account": account, "years": years(actor)})


@citizen_page
@require_safe
def overview(request: HttpRequest, account: Account) -> HttpResponse:
    at = timezone.now()
    name = _("电子档案目录.pdf")
    return HttpResponse(
        overview_pdf(citizens.oneself(account, at=at), at=at),
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(False, name) or "inline",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
            "Cache-Control": "private, no-store",
        },
    )

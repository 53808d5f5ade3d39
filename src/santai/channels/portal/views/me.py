"""我的事: everything of somebody who signed in by telephone, one click from each matter (USER-01, WEB-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.orders.actions import disown
from santai.capabilities.people.queries import standing_for
from santai.catalogue.errors import NotInCatalogue
from santai.channels.portal import drafts, mine
from santai.channels.portal.views.asking import first_unanswered
from santai.channels.portal.views.finding import service_or_missing
from santai.channels.portal.views.signing_in import citizen_page
from santai.kernel.errors import Missing
from santai.pages import citizens

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account
    from santai.channels.portal.models import Draft


@citizen_page
@require_safe
def me(request: HttpRequest, account: Account) -> HttpResponse:
    now = timezone.now()
    held = list(standing_for(account, at=now))
    context = {
        "account": account,
        "mine": mine.matters(citizens.oneself(account, at=now)),
        "drafts": [(draft, _title(draft)) for draft in mine.drafts_of(account, at=now)],
        "people": [one for one in held if not one.of_body],
        "bodies": [one for one in held if one.of_body],
    }
    return render(request, "portal/me.html", context)


@citizen_page
@require_POST
def not_mine(request: HttpRequest, account: Account, number: str) -> HttpResponse:
    now = timezone.now()
    disown(actor=citizens.oneself(account, at=now), number=number, at=now)
    messages.success(request, _("已经告诉办理单位，这件事不再显示。谢谢您。"))
    return redirect("portal:me")


@citizen_page
@require_POST
def go_on(request: HttpRequest, account: Account, draft_id: int) -> HttpResponse:
    """Take up a form where it was left; one that somebody else began is not there."""
    draft = mine.drafts_of(account, at=timezone.now()).filter(pk=draft_id).first()
    if draft is None:
        raise Missing
    drafts.open_here(request, draft)
    return redirect("portal:ask", draft.service, first_unanswered(draft))


def _title(draft: Draft) -> str:
    typed = drafts.typed_of(draft)
    try:
        return str(service_or_missing(draft.service, typed.get("region") or "").title)
    except (Missing, NotInCatalogue):  # the service has ended since
        return ""

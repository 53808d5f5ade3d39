"""谁看过我的信息 (PIPL 44, 51; P4): of one matter with its query code, of all of them signed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from santai.capabilities.orders.access import orders_for
from santai.capabilities.reading.queries import of_people
from santai.channels.portal.views.following import own_order
from santai.channels.portal.views.signing_in import citizen_page
from santai.pages import citizens
from santai.pages.readings import by_day, lines

if TYPE_CHECKING:
    from santai.capabilities.people.models import Account
    from santai.capabilities.reading.models import Reading

SHOWN = 100


@require_safe
def of_matter(request: HttpRequest, number: str) -> HttpResponse:
    actor, order = own_order(request, number)
    readings = of_people(orders={order.pk: order.applicant_id})[:SHOWN]
    context = {"actor": actor, "order": order, **_told(readings)}
    return render(request, "portal/readings.html", context)


@citizen_page
@require_safe
def of_me(request: HttpRequest, account: Account) -> HttpResponse:
    actor = citizens.oneself(account, at=timezone.now())
    mine = orders_for(actor).order_by("-pk")[:SHOWN].values_list("pk", "applicant_id", "number")
    orders = list(mine)
    readings = of_people(
        orders={key: applicant for key, applicant, _number in orders}, parties=actor.party_ids
    )[:SHOWN]
    context = {
        "actor": actor,
        "numbers": {key: number for key, _applicant, number in orders},
        **_told(readings),
    }
    return render(request, "portal/readings.html", context)


def _told(readings: Iterable[Reading]) -> dict[str, Any]:
    told = lines(readings)
    return {"lines": by_day(told), "most": SHOWN, "more": len(told) == SHOWN}

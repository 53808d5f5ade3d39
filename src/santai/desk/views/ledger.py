"""How the ledger stands, for whoever reviews: size, what waits, the last checkpoint, the witness, alarms."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from santai.capabilities.ledger.actions.keys import former_keys, public_key
from santai.capabilities.ledger.queries import alarms, changes_of_keys, standing
from santai.capabilities.people.access import Actor
from santai.pages.actors import staff_page
from santai.pages.frames import LEDGER, frame

RECENT = timedelta(days=90)
SHOWN = 50
LATE = timedelta(minutes=1)  # L3: so long at most from an event to its proof


@staff_page("desk", LEDGER)
@require_safe
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    now, stands = timezone.now(), standing()
    found = alarms(since=now - RECENT)
    checkpoint, witnessed = stands["checkpoint"], stands["witnessed"]
    context = {
        **frame(request, actor, "desk:ledger"),
        "stands": stands,
        "late": stands["oldest"] is not None and now - stands["oldest"] > LATE,
        "witness": settings.WITNESS,
        "behind": checkpoint.size - (witnessed.size if witnessed else 0) if checkpoint else 0,
        "alarms": found[:SHOWN],
        "more": max(len(found) - SHOWN, 0),
        "key": public_key(),
        "former": former_keys(),
        "changes": changes_of_keys(),
        "now": now,
    }
    return render(request, "desk/ledger.html", context)

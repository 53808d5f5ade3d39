"""Opening an order in an emergency: a reason, half an hour, masked; and the list in which that is judged."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.emergencies import access, actions
from santai.capabilities.emergencies.enums import A_DAY, OPEN_FOR, Verdict
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Invalid, Missing, Refusal, TooMany
from santai.kernel.numbers import plain, well_formed
from santai.pages.actors import staff_page
from santai.pages.frames import frame
from santai.pages.story import answers, story

SHOWN = 100


@staff_page("desk")
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Which order, and why; what is typed stays when it is refused."""
    if access.breaking_post(actor) is None:
        raise Missing
    number, reason = request.POST.get("number", ""), request.POST.get("reason", "")
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            if not well_formed(plain(number)):
                raise Invalid({"number": _("工单号是 11 位数字，请再看一下。")})
            opening = actions.open_in_emergency(
                actor=actor, number=number, reason=reason, at=timezone.now()
            )
        except Invalid as refused:
            errors = refused.fields
        except TooMany:
            raise
        except Refusal as refused:
            errors = {"number": refused.message}
        else:
            return redirect("desk:emergency", number=opening.order.number)
    context = {
        **frame(request, actor, "desk:inbox"),
        "number": number,
        "reason": reason,
        "errors": errors,
        "minutes": int(OPEN_FOR.total_seconds() // 60),
        "a_day": A_DAY,
    }
    return render(request, "desk/break_glass.html", context, status=422 if errors else 200)


@staff_page("desk")
@require_safe
def show(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The matter with persons masked and without what the office wrote for itself; nothing can be done here."""
    at = timezone.now()
    opening = access.opened(actor, plain(number), at=at)
    seen = view(actor, opening.order, at=at)
    context: dict[str, Any] = {
        **frame(request, actor, "desk:inbox"),
        "opening": opening,
        "order": opening.order,
        "view": seen,
        "answers": answers(seen),
        "story": story(seen),
    }
    return render(request, "desk/emergency.html", context)


@staff_page("desk")
@require_safe
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _list(request, actor)


@staff_page("desk")
@require_POST
def judge(request: HttpRequest, actor: Actor, opening_id: int) -> HttpResponse:
    if not access.reviews(actor, "judge"):
        raise Missing
    try:
        actions.judge(
            opening_id,
            actor=actor,
            verdict=request.POST.get("verdict", ""),
            opinion=request.POST.get("opinion", ""),
            at=timezone.now(),
        )
    except Invalid as refused:
        return _list(request, actor, {opening_id: refused.fields["opinion"]})
    return redirect("desk:emergencies")


def _list(request: HttpRequest, actor: Actor, errors: dict[int, str] | None = None) -> HttpResponse:
    if not access.reviews(actor):
        raise Missing
    rows = access.seen_by(actor)[:SHOWN]
    context = {
        **frame(request, actor, "desk:emergencies"),
        "rows": [(row, (errors or {}).get(row.pk, "")) for row in rows],
        "judges": access.reviews(actor, "judge"),
        "verdicts": Verdict.choices,
        "opinion": request.POST.get("opinion", ""),
    }
    return render(request, "desk/emergencies.html", context, status=422 if errors else 200)

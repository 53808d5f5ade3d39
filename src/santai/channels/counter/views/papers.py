"""Papers that wait at this organisation: to be signed for, or to be handed on (前店后厂: ORD-15, ORD-16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import act, act_signed
from santai.capabilities.orders.enums import MaterialState
from santai.capabilities.people.access import Actor
from santai.kernel.errors import Refusal
from santai.pages.actors import staff_page
from santai.pages.forms.questions import Typed, typed_in
from santai.pages.frames import frame
from santai.pages.pads import picture_of

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Material, Order

SHOWN = 50
ACTIONS = {
    "sign_for": gettext_noop("已签收，留痕里有记录。"),
    "hand_over": gettext_noop("已移交，留痕里有记录。"),
}


@dataclass(frozen=True, slots=True)
class Bundle:
    """The papers of one order that are here for one purpose."""

    order: Order
    materials: Sequence[Material]


@staff_page("counter", "intake", "handle")
def papers(request: HttpRequest, actor: Actor) -> HttpResponse:
    typed = typed_in(request.POST)
    action, error = typed.get("action") or "", ""
    if action in ACTIONS:
        try:
            _act(actor, action, typed)
        except Refusal as refusal:
            error = "".join(getattr(refusal, "fields", {}).values()) or refusal.message
        else:
            messages.success(request, _(ACTIONS[action]))
            return redirect("counter:papers")
    context = {
        **frame(request, actor, "counter:home"),
        "to_sign": to_sign(actor),
        "to_hand_over": to_hand_over(actor),
        "error": error,
        "typed": typed,
        "me": actor.name,
    }
    return render(request, "counter/papers.html", context, status=422 if error else 200)


def to_sign(actor: Actor) -> list[Bundle]:
    """Handed over to this organisation and not signed for yet."""
    here = _here(actor)
    return _bundles(
        access.orders_for(actor).filter(
            materials__going_to__in=here, materials__state=MaterialState.HANDED_OVER
        ),
        lambda paper: paper.state == MaterialState.HANDED_OVER and paper.going_to_id in here,
    )


def to_hand_over(actor: Actor) -> list[Bundle]:
    """Lying here although another organisation handles the order."""
    here = _here(actor)
    return _bundles(
        access.orders_for(actor)
        .filter(materials__held_by__in=here, materials__state=MaterialState.RECEIVED)
        .exclude(organisation__in=here),
        lambda paper: paper.state == MaterialState.RECEIVED and paper.held_by_id in here,
    )


def _act(actor: Actor, action: str, typed: Typed) -> None:
    facts: dict[str, Any] = {
        "materials": typed.getlist("materials"),
        "signature": (typed.get("signature") or "").strip(),
    }
    if action == "hand_over":
        facts["organisation"] = typed.get("organisation") or ""
    number, at, drawn = typed.get("number") or "", timezone.now(), typed.get("drawn") or ""
    if drawn:
        picture = picture_of(drawn)
        act_signed(actor=actor, number=number, action=action, facts=facts, picture=picture, at=at)
    else:
        act(actor=actor, number=number, action=action, facts=facts, at=at)


def _bundles(orders: Any, fits: Any) -> list[Bundle]:
    """A join gives an order once for each paper; each is shown once, with the papers that fit."""
    rows = orders.select_related("organisation", "applicant").prefetch_related("materials")
    once = {order.pk: order for order in rows.order_by("received_at", "pk")[: SHOWN * 3]}
    return [Bundle(o, [m for m in o.materials.all() if fits(m)]) for o in once.values()][:SHOWN]


def _here(actor: Actor) -> list[int]:
    return [post.organisation_id for post in actor.posts if not post.reads_only]

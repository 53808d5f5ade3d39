"""Several orders at once, safely: what is ticked is shown, one lawful action is chosen, each goes its own way.

Only actions that need no form for each order: nothing at all, one common reason, or one person or office for all.
The order is acted on as it was seen in the list; whatever somebody did meanwhile keeps it from being touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.orders import access
from santai.capabilities.orders.actions import Picked, act_on_each
from santai.capabilities.orders.queries import FILTERS, service_of, view
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import ActionSpec
from santai.kernel.numbers import plain
from santai.pages.actors import staff_page
from santai.pages.forms.action import ActionForm
from santai.pages.forms.questions import Typed, searching, typed_in
from santai.pages.frames import frame

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order

MOST = 50  # a page of the list
FIT = ("claim", "give", "release", "transfer", "urge", "archive")  # in this order on the page
SAME_OFFICE = {"give", "transfer"}  # who can take them over depends on who has them


@staff_page("desk")
def several(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was ticked, what may be done with all of it, and, once that is confirmed, what came of each."""
    typed = typed_in(request.POST)
    picked = [Picked(plain(number), _seen(typed, number)) for number in typed.getlist("pick")]
    if request.method != "POST":
        return redirect("desk:inbox")
    orders, doing = _held(actor, picked[:MOST]), typed.get("step") == "do"
    lawful = _lawful(actor, orders)
    spec, able = _named(lawful, typed), orders
    if spec is None and doing:  # somebody was quicker with one: it is refused, the others are done
        able = [order for order in orders if _named(_lawful(actor, [order]), typed)]
        spec = _named(_lawful(actor, able), typed)
    form = _form(actor, able, spec, typed) if spec else None
    if form and doing:
        errors = {q.name: _("请填写。") for q in form.questions() if q.required and not q.value}
        if not errors:
            return _done(request, form, picked[:MOST], typed)
        form.errors = errors
    context = {
        **frame(request, actor, "desk:inbox"),
        **_state(typed),
        "orders": [(order, _stale(order, picked)) for order in orders],
        "left_out": len(picked) - len(orders),
        "most": MOST,
        "lawful": lawful,
        "spec": spec,
        "questions": form.questions() if form else [],
        "wrong": [q for q in form.questions() if q.error] if form else [],
        "general": [],
        "key": typed.get("key") or uuid4().hex,
    }
    status = 422 if form and form.errors and not searching(typed) else 200
    return render(request, "desk/several.html", context, status=status)


def _done(
    request: HttpRequest, form: ActionForm, picked: Sequence[Picked], typed: Typed
) -> HttpResponse:
    outcomes = act_on_each(
        actor=form.actor,
        picked=picked,
        action=form.spec.name,
        facts=form.facts(),
        at=form.at,
        key=(typed.get("key") or uuid4().hex)[:64],
    )
    context = {
        **frame(request, form.actor, "desk:inbox"),
        **_state(typed),
        "spec": form.spec,
        "done": [one for one in outcomes if not one.refused],
        "refused": [one for one in outcomes if one.refused],
    }
    return render(request, "desk/several_done.html", context)


def _state(typed: Typed) -> dict[str, Any]:
    """The filter to go back to."""
    which = typed.get("which") or ""
    return {"which": which if which in FILTERS else "all"}


def _held(actor: Actor, picked: Sequence[Picked]) -> list[Order]:
    numbers = [one.number for one in picked]
    seen = access.orders_for(actor).filter(number__in=numbers)
    rows = {o.number: o for o in seen.select_related("applicant", "organisation", "holder")}
    return [rows[number] for number in numbers if number in rows]


def _lawful(actor: Actor, orders: Sequence[Order]) -> list[ActionSpec]:
    """What this actor may do with every one of them as it stands."""
    if not orders:
        return []
    one_office = len({(order.organisation_id, service_of(order).handler) for order in orders}) == 1
    held = [(access.capacities(actor, order), _actions(order)) for order in orders]
    return [
        held[0][1][name]
        for name in FIT
        if (one_office or name not in SAME_OFFICE)
        and all(
            name in actions and not actions[name].once and capacities & set(actions[name].by)
            for capacities, actions in held
        )
    ]


def _named(lawful: Sequence[ActionSpec], typed: Typed) -> ActionSpec | None:
    return next((one for one in lawful if one.name == typed.get("action")), None)


def _actions(order: Order) -> dict[str, ActionSpec]:
    if order.link == "merged":
        return {}
    return dict(service_of(order).state(order.state).actions)


def _form(actor: Actor, orders: Sequence[Order], spec: ActionSpec, typed: Typed) -> ActionForm:
    """The questions of the action, asked once; who may be chosen is that of the first, and so of all."""
    now = timezone.now()
    seen = view(actor, orders[0], at=now)
    return ActionForm(actor, replace(seen, actions=[spec]), spec, typed, now)


def _stale(order: Order, picked: Sequence[Picked]) -> bool:
    return any(one.number == order.number and one.seen not in (None, order.seq) for one in picked)


def _seen(typed: Typed, number: str) -> int | None:
    text = typed.get(f"seen-{number}") or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None

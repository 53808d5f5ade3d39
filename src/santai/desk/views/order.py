"""One order: what happened on the left; whose turn, limits and what can be done on the right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.identity.queries import alike
from santai.capabilities.knowledge import access as knowledge
from santai.capabilities.orders import access, persons
from santai.capabilities.orders.actions import (
    add_file,
    answer_correction,
    code_of,
    let_all_through,
    let_through,
    renew_code,
    to_be_signed,
)
from santai.capabilities.orders.actions.correcting import MAY_ANSWER
from santai.capabilities.orders.actions.evidence import may_fix
from santai.capabilities.orders.enums import Link
from santai.capabilities.orders.queries import OrderView, correction_waiting, view
from santai.capabilities.oversight.actions import calling
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import Stage
from santai.kernel.errors import Forbidden, Invalid, Refusal
from santai.pages import downloads
from santai.pages.actors import staff_page
from santai.pages.appointed import appointments_of, sessions_at
from santai.pages.billed import billed
from santai.pages.drawn import drawn
from santai.pages.flood import waiting
from santai.pages.forms.questions import typed_in
from santai.pages.frames import frame
from santai.pages.story import answers, story

CHANNEL = "desk"


@staff_page(CHANNEL)
@require_safe
def show(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    seen = held(actor, number)
    return render(request, "desk/order.html", order_context(request, actor, seen))


@staff_page(CHANNEL)
@require_POST
def uncover(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The same page with one particular of one person whole, this once: nothing of it is in an address."""
    typed, order = typed_in(request.POST), access.order_for(actor, number)
    party, field = typed.get("party") or "", typed.get("field") or ""
    shown, refused = None, {}
    try:
        shown = persons.uncover(
            actor, order, party=party, field=field, reason=typed.get("reason") or ""
        )
    except Invalid as wrong:
        refused = {"party": party, "field": field, "says": wrong.fields["reason"]}
    seen = held(actor, number, uncovered=shown)
    context = order_context(request, actor, seen) | {"not_uncovered": refused}
    return render(request, "desk/order.html", context, status=422 if refused else 200)


@staff_page(CHANNEL)
@require_POST
def add_files(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    typed, refused = typed_in(request.POST), []
    for file in request.FILES.getlist("files"):
        try:
            add_file(
                actor=actor,
                number=number,
                name=file.name or "",
                content=cast(BinaryIO, file.file),
                at=timezone.now(),
                material=typed.get("material") or "",
            )
        except Refusal as refusal:
            refused.append(
                _("“%(file)s”没有收下：%(refusal)s") % {"file": file.name, "refusal": refusal}
            )
    if not refused:
        return redirect("desk:order", number=number)
    context = {**order_context(request, actor, held(actor, number)), "refused": refused}
    return render(request, "desk/order.html", context, status=422)


@staff_page(CHANNEL)
@require_safe
def file(request: HttpRequest, actor: Actor, number: str, file_id: int) -> HttpResponseBase:
    return downloads.file_response(access.papers_for(actor, number), file_id)


@staff_page(CHANNEL)
@require_safe
def document(request: HttpRequest, actor: Actor, number: str, document_id: int) -> HttpResponse:
    order = access.papers_for(actor, number)
    staff = access.is_staff_sight(actor, order)
    return downloads.document_response(order, document_id, staff=staff)


@staff_page(CHANNEL)
@require_POST
def renew(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """A new query code for somebody who lost theirs and whose identity was seen here."""
    order = access.order_for(actor, number)
    if not access.capacities(actor, order) & {"intake", "handler"}:
        raise Forbidden(_("查询码由受理或者办理这件事的单位换发。"))
    code = renew_code(actor=actor, number=number, at=timezone.now())
    messages.success(
        request, _("新的查询码：%(code)s。旧的已经不能用了，请告诉申请人。") % {"code": code}
    )
    return redirect("desk:order", number=order.number)


@staff_page(CHANNEL)
@require_POST
def sift(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Looked at: it joins the others, alone or with all that came from the same source."""
    give = let_all_through if request.POST.get("alike") else let_through
    count = give(actor=actor, number=number, at=timezone.now()) or 1
    text = ngettext("%(n)s 件已转入办理。", "%(n)s 件已转入办理。", count) % {"n": count}
    messages.success(request, text)
    return redirect("desk:order", number=number)


@staff_page(CHANNEL)
@require_POST
def correct(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """The answer to who wants something put right; what was typed stays when it is refused."""
    typed = typed_in(request.POST)
    reply = typed.get("reply") or ""
    try:
        answer_correction(
            actor=actor,
            number=number,
            accept=typed.get("accept") == "yes",
            reply=reply,
            at=timezone.now(),
        )
    except Invalid as wrong:
        context = order_context(request, actor, held(actor, number))
        context |= {"not_answered": wrong.fields["reply"]}
        return render(request, "desk/order.html", context, status=422)
    messages.success(request, _("已经答复申请人。"))
    return redirect("desk:order", number=number)


def held(actor: Actor, number: str, *, uncovered: persons.Uncovered | None = None) -> OrderView:
    """What the page shows and does. Whom to call back is taken from the worklist and not chosen here."""
    order, at = access.order_for(actor, number), timezone.now()
    seen = view(actor, order, at=at, uncovered=uncovered)
    here = [spec for spec in seen.actions if not (spec.common and spec.name == calling.ACTION)]
    return replace(seen, actions=here)


def may_learn(actor: Actor, seen: OrderView) -> bool:
    """Whether somebody may make an answer or a case of it: they see it whole, it is finished, and they write any."""
    return seen.revealed and seen.order.stage != Stage.OPEN and knowledge.keeps(actor)


def order_context(request: HttpRequest, actor: Actor, seen: OrderView) -> dict[str, Any]:
    """Everything the page shows, in a fixed number of queries."""
    order = seen.order
    above = Q(pk=order.parent_id) if order.parent_id else Q(pk__in=())
    near = list(access.orders_for(actor).filter(above | Q(parent=order)).order_by("pk"))
    held_as = access.capacities(actor, order)
    sifting = waiting(seen)
    return {
        **frame(request, actor, "desk:inbox"),
        "view": seen,
        "order": order,
        "to_sign": to_be_signed(order) if seen.revealed and seen.staff else [],
        "own": [spec for spec in seen.actions if not spec.common],
        "common": [spec for spec in seen.actions if spec.common],
        "story": story(seen),
        "answers": answers(seen),
        "materials": list(order.materials.select_related("held_by", "going_to").order_by("pk")),
        "parent": next((other for other in near if other.pk == order.parent_id), None),
        "children": [other for other in near if other.pk != order.parent_id],
        "links": dict(Link.choices),
        "appointments": appointments_of(seen, at=timezone.now()),
        "billed": billed(seen),
        "drawn": drawn(seen),
        "sessions": sessions_at(seen),
        "may_fix": seen.revealed and may_fix(actor, order),
        "may_dossier": seen.revealed
        and order.stage != Stage.OPEN
        and access.may_have_dossier(actor, order, "export"),
        "may_learn": may_learn(actor, seen),
        "may_renew": bool(held_as & {"intake", "handler"}),
        "code": code_of(order) if "intake" in held_as else "",
        "correction": correction_waiting(seen.timeline),
        "may_correct": bool(held_as & set(MAY_ANSWER)),
        "sifting": sifting,
        "alike": alike(sifting).count() if sifting else 0,
        "now": timezone.now(),
    }

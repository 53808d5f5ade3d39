"""Four eyes: what waits for me as the second person, what I asked for, and what became of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.approvals import access, actions
from santai.capabilities.approvals.enums import KEYS, OPEN_FOR, TEXTS, Kind
from santai.capabilities.people.access import Actor
from santai.capabilities.places.codes import full
from santai.kernel.errors import Invalid, Missing
from santai.pages.actors import staff_page
from santai.pages.frames import frame

SHOWN = 50


@staff_page("desk")
@require_safe
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _list(request, actor)


@staff_page("desk")
@require_POST
def ask(request: HttpRequest, actor: Actor) -> HttpResponse:
    """For a key, which is used at the command line: what exactly is to be done is said in words."""
    _must_concern(actor)
    kind, what = request.POST.get("kind", ""), " ".join(request.POST.get("what", "").split())
    known = {key.value: key for key in KEYS}
    region = next((full(post.region) for post in actor.posts), "")
    errors = {} if kind in known else {"kind": _("请选择。")}
    if not 2 <= len(what) <= 200:
        errors["what"] = _("请写明做什么，2 到 200 个字。")
    try:
        reason = actions.said_in(request.POST.get("reason", ""))
    except Invalid as refused:
        errors |= refused.fields
    if errors:
        return _list(request, actor, errors)
    actions.ask(
        actor=actor,
        kind=known[kind],
        subject=kind,
        title=what,
        reason=reason,
        region=region,
        at=timezone.now(),
    )
    return redirect("desk:approvals")


@staff_page("desk")
@require_POST
def decide(request: HttpRequest, actor: Actor, approval_id: int) -> HttpResponse:
    _must_concern(actor)
    verdict, opinion = request.POST.get("verdict", ""), request.POST.get("opinion", "")
    if verdict not in {"approve", "refuse"}:
        raise Missing
    try:
        actions.decide(
            approval_id,
            actor=actor,
            approve=verdict == "approve",
            opinion=opinion,
            at=timezone.now(),
        )
    except Invalid as refused:
        return _list(request, actor, {f"opinion-{approval_id}": refused.fields["opinion"]})
    return redirect("desk:approvals")


def _must_concern(actor: Actor) -> None:
    if not access.concerns(actor):
        raise Missing


def _list(request: HttpRequest, actor: Actor, errors: dict[str, str] | None = None) -> HttpResponse:
    _must_concern(actor)
    at = timezone.now()
    waiting = list(access.waiting_for(actor, at=at)[:SHOWN])
    mine = {one.pk for one in waiting}
    known = [one for one in access.seen_by(actor)[: SHOWN * 2] if one.pk not in mine][:SHOWN]
    wrong, typed = errors or {}, request.POST
    context: dict[str, Any] = {
        **frame(request, actor, "desk:approvals"),
        "waiting": [
            (one, wrong.get(f"opinion-{one.pk}", ""), typed.get("opinion", "") if wrong else "")
            for one in waiting
        ],
        "rest": [(one, _stands(one, actor, at)) for one in known],
        "keys": [(kind, kind.label) for kind in access.askable(actor) if kind in KEYS],
        "texts": [kind.value for kind in TEXTS],
        "typed": typed,
        "errors": wrong,
    }
    return render(request, "desk/approvals.html", context, status=422 if errors else 200)


def _stands(one: Any, actor: Actor, at: Any) -> dict[str, Any]:
    """Where it stands, and whether it can be taken here now."""
    own = one.asked_by_id == actor.account_id
    if one.approved is None:
        words = _("等待批准") if one.waits(at) else _("过期没有决定")
    elif not one.approved:
        words = _("不批准")
    elif one.used_at:
        words = _("已办")
    else:
        words = _("已批准，可以办一次") if one.usable(at) else _("批准已过期")
    takes = own and one.usable(at) and one.kind not in {kind.value for kind in (*KEYS, *TEXTS)}
    opened = one.used_at and one.kind == Kind.BULK_REVEAL and at < one.used_at + OPEN_FOR
    return {
        "words": words,
        "takes": takes and one.kind in Kind.values,
        "open": bool(own and opened),
    }

"""The knowledge base at the desk: what waits, writing, reviewing, what an order may teach (HOT-13, HOT-14)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.knowledge import access, actions, queries
from santai.capabilities.knowledge.enums import ANSWER, CASE, State
from santai.capabilities.people.access import Actor
from santai.desk import texts
from santai.desk.learning import Offered, kept_of, offered
from santai.desk.views.order import held, may_learn
from santai.kernel.citation import Citation
from santai.kernel.errors import Forbidden, Invalid, Missing
from santai.pages.actors import staff_page
from santai.pages.forms.questions import Typed, typed_in
from santai.pages.forms.regions import region_name
from santai.pages.frames import frame
from santai.pages.moments import today

HERE = "desk:knowledge"
MODELS = access.MODELS
WRITES = {ANSWER: gettext_lazy("标准答案"), CASE: gettext_lazy("典型案例")}


@staff_page("desk")
@require_safe
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    if not access.concerns(actor):
        raise Forbidden(_("知识库由负责答复的单位维护。"))
    context = {
        **frame(request, actor, HERE),
        "boxes": queries.boxes(actor, on=today(timezone.now())),
        "keeps": access.keeps(actor),
    }
    return render(request, "desk/knowledge.html", context)


@staff_page("desk")
@require_POST
def flag_seen(request: HttpRequest, actor: Actor, flag_id: int) -> HttpResponse:
    actions.seen(flag_id, actor=actor, at=timezone.now())
    return redirect(HERE)


@staff_page("desk")
def new(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """A new draft. What comes from an order comes typed in, and with nothing that leads back to it."""
    if not access.keeps(actor, _model(kind)):
        raise Forbidden(_("知识库由负责答复的单位维护。"))
    if request.method != "POST":
        on = today(timezone.now())
        told = queries.answer_by_key(request.GET.get("from", ""), on=on) if kind == ANSWER else None
        values = texts.for_here(told, on) if told else texts.fresh(on)
        return _form(request, actor, kind, values, {})
    typed = typed_in(request.POST)
    try:
        if kind == ANSWER:
            made: Any = actions.draft_answer(
                texts.typed_answer(typed), actor=actor, at=timezone.now()
            )
        else:
            made = actions.draft_case(texts.typed_case(typed), actor=actor, at=timezone.now())
    except Invalid as refused:
        return _form(request, actor, kind, _flat(typed), refused.fields)
    return redirect("desk:text", kind=kind, pk=made.pk)


@staff_page("desk")
def one(request: HttpRequest, actor: Actor, kind: str, pk: int) -> HttpResponse:
    """The text with all that can be done with it now; by POST it is changed, or its next version begun."""
    item = access.text_for(actor, _model(kind), pk)
    if request.method != "POST":
        return _one(request, actor, kind, item)
    typed = typed_in(request.POST)
    try:
        if kind == ANSWER:
            made: Any = actions.revise(
                pk, texts.typed_answer(typed), actor=actor, at=timezone.now()
            )
        else:
            made = actions.draft_case(
                texts.typed_case(typed), actor=actor, at=timezone.now(), pk=pk
            )
    except Invalid as refused:
        return _one(request, actor, kind, item, _flat(typed), refused.fields)
    messages.success(request, _("存好了。"))
    return redirect("desk:text", kind=kind, pk=made.pk)


@staff_page("desk")
@require_POST
def submit_one(request: HttpRequest, actor: Actor, kind: str, pk: int) -> HttpResponse:
    try:
        actions.submit(_model(kind), pk, actor=actor, at=timezone.now())
    except Invalid as refused:
        return _again(request, actor, kind, pk, refused)
    messages.success(request, _("已经送审，等另一位同事审定。"))
    return redirect("desk:text", kind=kind, pk=pk)


@staff_page("desk")
@require_POST
def review_one(request: HttpRequest, actor: Actor, kind: str, pk: int) -> HttpResponse:
    verdict, opinion = request.POST.get("verdict", ""), request.POST.get("opinion", "")
    if verdict not in {"approve", "refuse"}:
        raise Missing
    approve = verdict == "approve"
    try:
        actions.review(
            _model(kind), pk, actor=actor, approve=approve, opinion=opinion, at=timezone.now()
        )
    except Invalid as refused:
        return _again(request, actor, kind, pk, refused)
    messages.success(request, _("已经公布。") if approve else _("退回去改了。"))
    return redirect("desk:text", kind=kind, pk=pk)


@staff_page("desk")
@require_POST
def withdraw_one(request: HttpRequest, actor: Actor, kind: str, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        actions.withdraw(_model(kind), pk, actor=actor, reason=reason, at=timezone.now())
    except Invalid as refused:
        return _again(request, actor, kind, pk, refused)
    messages.success(request, _("已经停用，外面看不到了。"))
    return redirect("desk:text", kind=kind, pk=pk)


@staff_page("desk")
def from_order(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    """Sentence by sentence, with people taken out; only what was ticked goes on, as a form nobody sent yet.

    Nothing of the way back is kept: the draft knows no order, and the order no draft (KB-03, docs/privacy.md).
    """
    seen = held(actor, number)
    if not may_learn(actor, seen):
        raise Missing
    sentences = offered(seen)
    typed = typed_in(request.POST)
    if request.method != "POST":
        return _offer(request, actor, seen, sentences)
    kept = kept_of(sentences, typed, seen)
    into = typed.get("into") or ANSWER
    if kept.wrong or into not in MODELS or not access.keeps(actor, MODELS[into]):
        return _offer(request, actor, seen, kept.sentences, wrong=True)
    values = texts.fresh(today(timezone.now())) | kept.values(into)
    return _form(request, actor, into, values, {}, status=200)


def _offer(
    request: HttpRequest, actor: Actor, seen: Any, sentences: list[Offered], *, wrong: bool = False
) -> HttpResponse:
    context = {
        **frame(request, actor, HERE),
        "order": seen.order,
        "sentences": sentences,
        "wrong": wrong,
        "kinds": [(kind, WRITES[kind]) for kind in MODELS if access.keeps(actor, MODELS[kind])],
    }
    return render(request, "desk/learn.html", context, status=422 if wrong else 200)


def _again(
    request: HttpRequest, actor: Actor, kind: str, pk: int, refused: Invalid
) -> HttpResponse:
    item = access.text_for(actor, _model(kind), pk)
    return _one(request, actor, kind, item, None, refused.fields)


def _form(
    request: HttpRequest,
    actor: Actor,
    kind: str,
    values: dict[str, str],
    errors: dict[str, str],
    status: int = 422,
) -> HttpResponse:
    context = {
        **frame(request, actor, HERE),
        "kind": kind,
        "title": WRITES[kind],
        "questions": _questions(kind, values, errors, actor, new=True),
        "family": values.get("family", ""),
        "errors": errors,
    }
    return render(request, "desk/knowledge_new.html", context, status=status if errors else 200)


def _one(
    request: HttpRequest,
    actor: Actor,
    kind: str,
    item: Any,
    values: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    wrong = errors or {}
    keeps, reviews = access.may(actor, item, "keep"), access.may(actor, item, "approve")
    now = timezone.now()
    writes = keeps and (
        item.state == State.DRAFT or (kind == ANSWER and item.state == State.APPROVED)
    )
    answer = item if kind == ANSWER else None
    context = {
        **frame(request, actor, HERE),
        "kind": kind,
        "title": WRITES[kind],
        "item": item,
        "answer": answer,
        "place": region_name(answer.answer.place if answer else getattr(item, "place", "")),
        "citations": [Citation.parse(one) for one in item.citations],
        "versions": queries.versions_of(answer.answer.key) if answer else [],
        "questions": _questions(
            kind, values or texts.values_of(item), wrong, actor, new=kind == CASE
        )
        if writes
        else [],
        "may_submit": keeps
        and (
            item.state == State.DRAFT
            or (item.state == State.IN_REVIEW and not (item.approval and item.approval.waits(now)))
        ),
        "may_review": reviews
        and item.state == State.IN_REVIEW
        and item.written_by_id != actor.account_id,
        "may_withdraw": (keeps or reviews) and item.state == State.APPROVED,
        "found": queries.found_of(item.pk) if answer else None,
        "writes_elsewhere": answer and answer.state == State.APPROVED and access.keeps(actor),
        "errors": wrong,
        "typed": request.POST,
    }
    return render(request, "desk/knowledge_text.html", context, status=422 if errors else 200)


def _questions(
    kind: str, values: dict[str, str], errors: dict[str, str], actor: Actor, *, new: bool
) -> Any:
    on = today(timezone.now())
    if kind == ANSWER:
        return texts.answer_questions(values, errors, actor, on, new=new)
    return texts.case_questions(values, errors, actor, on)


def _flat(typed: Typed) -> dict[str, str]:
    return {name: typed.get(name) or "" for name in typed}


def _model(kind: str) -> Any:
    if kind not in MODELS:
        raise Missing
    return MODELS[kind]

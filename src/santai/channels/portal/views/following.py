"""Following one's matter: receipt, progress, answering, files, papers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST, require_safe

from santai.capabilities.notices.actions import mark_seen
from santai.capabilities.notices.queries import applicant_messages
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import add_file, asked_of_side, code_of
from santai.capabilities.orders.queries import OrderView, view
from santai.capabilities.people.access import Actor
from santai.catalogue.current import catalogue
from santai.catalogue.schema import Door, Service
from santai.channels.portal import appointments, drafts
from santai.kernel.errors import Invalid, Missing, Refusal, TooMany
from santai.pages import citizens, downloads, flood, opened, talks
from santai.pages.actors import actor_of
from santai.pages.appointed import appointments_of, sessions_at
from santai.pages.billed import billed
from santai.pages.drawn import drawn
from santai.pages.errors import told_when
from santai.pages.forms.action import ActionForm, offered
from santai.pages.forms.questions import searching, typed_in
from santai.pages.moments import today
from santai.pages.qr import square
from santai.pages.story import answers, story
from santai.pages.way import Ahead, ahead

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order

CHANNEL = "portal"
RATE = "rate"  # the one common action that is the applicant's turn
TOLD = 30  # messages on the page; older ones are in the story too
ACCEPT = "image/*,application/pdf,.doc,.docx,.xls,.xlsx,.ofd,.txt,audio/*,video/mp4"


def track(request: HttpRequest) -> HttpResponse:
    """The way in with a number and a query code; wrong in one or in both gives the same words."""
    if request.method != "POST":
        return render(request, "portal/track.html", {"number": request.GET.get("number", "")})
    typed, now = typed_in(request.POST), timezone.now()
    number = typed.get("number") or ""
    try:
        order = opened.open_with(request, number, typed.get("code") or "", at=now)
    except (Missing, TooMany) as refused:
        context = {"number": number, "error": refused.message}
        status = 422 if isinstance(refused, Missing) else refused.status
        return told_when(render(request, "portal/track.html", context, status=status), refused)
    return redirect("portal:matter", number=order.number)


@require_safe
def away(request: HttpRequest) -> HttpResponse:
    """Gone at once, to a page that anybody might be reading; what was open here is closed."""
    opened.forget(request)
    appointments.forget(request)
    drafts.forget(request)
    talks.forget(request)
    citizens.sign_out(request)
    return redirect(settings.AWAY)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close everything this browser has open: it may be somebody else's next."""
    opened.forget(request)
    appointments.forget(request)
    drafts.forget(request)
    talks.forget(request)
    citizens.sign_out(request)
    messages.success(request, _("已退出，这台设备上看不到您的事项了。"))
    return redirect("portal:home")


@require_safe
def matter(request: HttpRequest, number: str) -> HttpResponse:
    """Progress; whoever has not opened it is asked for the code, whether or not there is such a number."""
    try:
        actor, seen = held(request, number)
    except Missing:
        return redirect_to_code(number)
    sifting = flood.waiting(seen)
    context = {**_context(actor, seen, timezone.now()), "actor": actor, "sifting": sifting}
    return render(request, "portal/matter.html", context)


@require_safe
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    actor, seen = held(request, number)
    followed = request.build_absolute_uri(_to_code(seen.order.number))
    context = {
        **_context(actor, seen, timezone.now()),
        "code": code_of(seen.order) if _may_have_code(request, actor, seen) else "",
        "square": square(followed),
        "sifting": flood.waiting(seen),
    }
    return render(request, "portal/receipt.html", context)


def take(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """One of the applicant's own actions, as a form made of what it needs."""
    actor, seen = held(request, number)
    spec = offered(seen, action)
    if spec.effect == "send_voucher":  # a picture goes with it
        return redirect("portal:bill", number=seen.order.number)
    typed = typed_in(request.POST)
    form = ActionForm(actor, seen, spec, typed, timezone.now())
    if request.method == "POST" and not searching(typed):
        try:
            form.perform(key=typed.get("key") or "")
        except Invalid as refused:
            form.take(refused)
        else:
            citizens.note(actor, spec.title.zh, number=seen.order.number, at=timezone.now())
            done = _("已办：{action}。").format(action=spec.title.said)
            thanks = _("谢谢您的评价。") if spec.name == RATE else done
            messages.success(request, thanks)
            return redirect("portal:matter", number=seen.order.number)
    return _action_page(request, form)


@require_POST
def add_files(request: HttpRequest, number: str) -> HttpResponse:
    """One or more files for a material or for the matter as a whole; those that fit are kept."""
    actor, seen = held(request, number)
    typed, refused = typed_in(request.POST), []
    given = request.FILES.getlist("files")
    for file in given:
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
            text = _("“{file}”没有收下：{why}")
            refused.append(text.format(file=file.name, why=refusal))
    if refused or not given:
        context = _context(actor, seen, timezone.now())
        context["refused"] = refused or [_("还没有选择文件。请先选择，再点上传。")]
        return render(request, "portal/matter.html", context, status=422)
    text = ngettext("收到 {count} 个文件。", "收到 {count} 个文件。", len(given))
    messages.success(request, text.format(count=len(given)))
    return redirect("portal:matter", number=seen.order.number)


@require_POST
def mark_read(request: HttpRequest, number: str) -> HttpResponse:
    """What was told has been read; only by pressing the button, for opening a page is not reading it."""
    actor, opened_view = held(request, number)
    shown = [int(one) for one in request.POST.getlist("message") if one.isdecimal()]
    mark_seen(actor=actor, messages=shown[:TOLD], at=timezone.now())
    return redirect("portal:matter", number=opened_view.order.number)


@require_safe
def file(request: HttpRequest, number: str, file_id: int) -> HttpResponseBase:
    _actor, seen = held(request, number)
    return downloads.file_response(seen.order, file_id)


@require_safe
def document(request: HttpRequest, number: str, document_id: int) -> HttpResponse:
    _actor, seen = held(request, number)
    return downloads.document_response(seen.order, document_id)


def held(request: HttpRequest, number: str) -> tuple[Actor, OrderView]:
    """All of the order this visitor has opened or that is theirs; Missing for all others."""
    actor, order = own_order(request, number)
    now = timezone.now()
    citizens.note(actor, gettext_noop("看了进度"), number=order.number, at=now)
    return actor, view(actor, order, at=now)


def own_order(request: HttpRequest, number: str) -> tuple[Actor, Order]:
    actor = actor_of(request, CHANNEL, number)
    order = access.order_for(actor, number)
    if actor.kind == "holder" and not opened.still_fits(request, order):
        raise Missing
    return actor, order


def _may_have_code(request: HttpRequest, actor: Actor, seen: OrderView) -> bool:
    """Who came with the code or has just applied. It opens the matter for half a year: neither a telephone
    that is somebody else's tomorrow nor a representative takes it along."""
    number = seen.order.number
    return not actor.only_told or (
        actor.representation_id is None and opened.order_id(request, number) == seen.order.pk
    )


def redirect_to_code(number: str) -> HttpResponse:
    return redirect(_to_code(number))


def _to_code(number: str) -> str:
    """Where the query code is asked for. It is never in the address itself: whoever holds the code
    opens the matter.
    """
    return f"{reverse('portal:track')}?{urlencode({'number': number})}"


def _context(actor: Actor, seen: OrderView, now: datetime) -> dict[str, Any]:
    order = seen.order
    coming: list[Ahead] = ahead(seen)
    told = list(applicant_messages(order)[:TOLD])
    return {
        "view": seen,
        "order": order,
        "to_sign": asked_of_side(order) if "applicant" in access.capacities(actor, order) else [],
        "own": [spec for spec in seen.actions if not spec.common or spec.name == RATE],
        "common": [spec for spec in seen.actions if spec.common and spec.name != RATE],
        "story": story(seen),
        "new": [message for message in told if message.seen_at is None],
        "read": [message for message in told if message.seen_at is not None],
        "answers": answers(seen),
        "coming": coming,
        "materials": list(order.materials.order_by("pk")),
        "complaint": _complaint(order.region_id, now),
        "appointments": appointments_of(seen, at=now),
        "billed": billed(seen),
        "drawn": drawn(seen),
        "sessions": sessions_at(seen),
        "remedy": _remedy(seen, now),
        "accept": ACCEPT,
        "now": now,
    }


def _remedy(seen: OrderView, now: datetime) -> Service | None:
    """The way on after a decision, where it can be taken here; elsewhere people take it with us."""
    remedy = seen.remedy
    if remedy is None:
        return None
    service = catalogue().service(remedy.service, seen.order.region_id, today(now))
    return service if Door.PORTAL in service.doors else None


def _complaint(region: str, now: datetime) -> Service | None:
    services = catalogue().services(region, today(now))
    return next((s for s in services if s.line == "complaint" and Door.PORTAL in s.doors), None)


def _action_page(request: HttpRequest, form: ActionForm) -> HttpResponse:
    questions = form.questions()
    wrong = [question for question in questions if question.error]
    placed = {question.name for question in wrong}
    context = {
        "view": form.view,
        "order": form.view.order,
        "spec": form.spec,
        "questions": questions,
        "wrong": wrong,
        "general": [text for key, text in form.errors.items() if key not in placed],
        "key": form.typed.get("key") or uuid4().hex,
    }
    return render(request, "portal/action.html", context, status=422 if form.errors else 200)

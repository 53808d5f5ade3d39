"""The dossier of a finished matter: bound here, and taken away by the office that handled it (NOT-26, AID-26)."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, TYPE_CHECKING

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from santai.capabilities.documents.queries import pdf_of
from santai.capabilities.orders import access
from santai.capabilities.orders.actions.dossiers import proof_of, up_to_date
from santai.capabilities.orders.queries import dossiers_of, service_of
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import Part, Service
from santai.catalogue.words import PARTS
from santai.desk.dossier import bind_now, zipped
from santai.desk.dossier.parts import sequence
from santai.desk.four_eyes import export
from santai.desk.views.order import CHANNEL
from santai.kernel.errors import Missing, NotNow
from santai.pages.actors import staff_page
from santai.pages.frames import frame

if TYPE_CHECKING:
    from santai.capabilities.documents.models import Document
    from santai.capabilities.orders.models import Order


@staff_page(CHANNEL)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, actor: Actor, number: str) -> HttpResponse:
    order = access.dossier_for(actor, number, "export")
    if order.completed_at is None:
        raise NotNow(_("这件事还在办。办结以后才能立卷。"))
    if request.method == "POST":
        made = bind_now(actor, number, at=timezone.now())
        said = _("已经立卷：%(number)s。全卷的摘要记入了存证账本。") % {"number": made.number}
        messages.success(request, said)
        return redirect("desk:dossier", number=order.number)
    service = service_of(order)
    context = {
        **frame(request, actor, "desk:inbox"),
        "order": order,
        "dossiers": list(dossiers_of(order)),
        "current": up_to_date(order),
        "may_keep": access.may_have_dossier(actor, order, "keep"),
        "parts": [_called(name, service) for name in sequence(service)],
    }
    return render(request, "desk/dossier.html", context)


@staff_page(CHANNEL)
@require_http_methods(["GET", "HEAD", "POST"])
def pdf(request: HttpRequest, actor: Actor, number: str, dossier_id: int) -> HttpResponseBase:
    order, dossier = _held(actor, number, dossier_id)
    give = lambda: _given(pdf_of(dossier), "application/pdf", dossier.file_name)  # noqa: E731
    return _taken_away(request, actor, order, dossier, give)


@staff_page(CHANNEL)
@require_http_methods(["GET", "HEAD", "POST"])
def package(request: HttpRequest, actor: Actor, number: str, dossier_id: int) -> HttpResponseBase:
    """The same with the originals, their proofs and the digest of each."""
    order, dossier = _held(actor, number, dossier_id)
    name = f"{dossier.title} {dossier.number}.zip"
    return _taken_away(
        request, actor, order, dossier, lambda: _streamed(zipped(order, dossier), name)
    )


@staff_page(CHANNEL)
@require_safe
def proof(request: HttpRequest, actor: Actor, number: str, dossier_id: int) -> HttpResponse:
    """What proves the file to anybody; it says digests and nothing of anybody."""
    order, dossier = _held(actor, number, dossier_id)
    paper = proof_of(order, dossier)
    if paper is None:
        messages.info(request, _("存证凭证一两分钟后才有，请稍后再取。"))
        return redirect("desk:dossier", number=order.number)
    return _given(paper, "application/json", "proof.json")


def _held(actor: Actor, number: str, dossier_id: int) -> tuple[Order, Document]:
    order = access.dossier_for(actor, number, "export")
    dossier = dossiers_of(order).filter(pk=dossier_id).first()
    if dossier is None:
        raise Missing
    return order, dossier


def _taken_away(
    request: HttpRequest,
    actor: Actor,
    order: Order,
    dossier: Document,
    give: Callable[[], HttpResponseBase],
) -> HttpResponseBase:
    """Noted in the trail, and counted among what one person takes away in a day."""
    return export(
        request,
        actor,
        rows=1,
        title=f"{dossier.title} {dossier.number}",
        region=order.region_id,
        give=give,
    )


def _streamed(content: IO[bytes], name: str) -> FileResponse:
    response = FileResponse(content, as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _given(content: bytes, kind: str, name: str) -> HttpResponse:
    disposition = content_disposition_header(True, name) or "attachment"
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _called(name: str, service: Service) -> str:
    """A part, or a document that is bound in by name."""
    spec = service.documents.get(name) if name not in set(Part) else None
    return spec.title.said if spec else PARTS[Part(name)]

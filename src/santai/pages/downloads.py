"""Files and documents of an order somebody already holds, handed out so that nothing in them runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from santai.capabilities.documents.queries import signed_pdf_of
from santai.capabilities.files.queries import files_of, open_content, response_headers
from santai.capabilities.orders.queries import papers_of, signatures_subject
from santai.kernel.errors import Missing

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order


def file_response(order: Order, file_id: int) -> FileResponse:
    """One file of this order; Missing for a file of any other."""
    return _handed_out(order.subject, file_id)


def signature_response(order: Order, file_id: int) -> FileResponse:
    """One signature drawn for this order; Missing for one of any other."""
    return _handed_out(signatures_subject(order), file_id)


def _handed_out(subject: str, file_id: int) -> FileResponse:
    file = files_of(subject).filter(pk=file_id).first()
    if file is None:
        raise Missing
    response = FileResponse(open_content(file))
    for name, value in response_headers(file, inline=True).items():
        response.headers[name] = value
    return response


def document_response(order: Order, document_id: int, *, staff: bool = False) -> HttpResponse:
    """One document of this order as PDF; Missing for one of any other, or that goes to others alone."""
    document = papers_of(order, staff=staff).filter(pk=document_id).first()
    if document is None:
        raise Missing
    disposition = content_disposition_header(False, document.file_name) or "inline"
    return HttpResponse(
        signed_pdf_of(document),
        content_type="application/pdf",
        headers={
            "Content-Disposition": disposition,
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'",
            "Cache-Control": "private, no-store",
        },
    )

"""Files and documents of an order: given in, and handed out to who may see the order."""

from __future__ import annotations

from typing import Annotated, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from ninja import Path, Router

from santai.capabilities.files.actions.limits import current_limits
from santai.capabilities.orders.access import order_for, papers_for
from santai.capabilities.orders.actions import add_file
from santai.channels.partners import answers
from santai.channels.partners.auth import actor_of
from santai.channels.partners.reading import LIMIT, TooBig, WrongType
from santai.channels.partners.routes.declared import responses
from santai.channels.partners.shapes import FileOut
from santai.kernel.errors import Invalid
from santai.pages.downloads import document_response, file_response

router = Router(tags=["files"])
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
UPLOAD = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "material": {"type": "string", "description": "材料清单里的键，可不填"},
                    },
                }
            }
        },
    }
}


@router.post(
    "/orders/{number}/files",
    response=responses(400, 403, 404, 409, 413, 415, 422, 429, made=FileOut),
    openapi_extra=UPLOAD,
)
def add_order_file(request: HttpRequest, number: str) -> HttpResponse:
    """给工单加一份文件；类型看内容不看扩展名。"""
    actor = actor_of(request)
    if request.content_type != "multipart/form-data":
        raise WrongType("multipart/form-data")
    if int(request.META.get("CONTENT_LENGTH") or 0) > current_limits().file_bytes + LIMIT:
        raise TooBig("文件太大。")
    order_for(actor, number)  # nobody uploads to what is not there for them
    upload, material = request.FILES.get("file"), request.POST.get("material", "")
    if upload is None or upload.file is None:
        raise Invalid({"file": "请附上文件。"})
    if not (material.isprintable() and len(material) <= 60):
        raise Invalid({"material": "这件工单没有这种材料。"})
    stored = add_file(
        actor=actor,
        number=number,
        name=upload.name or "",
        content=cast(BinaryIO, upload.file),
        at=timezone.now(),
        material=material,
    )
    return answers.answer(answers.file_brief(stored), status=201)


@router.get("/orders/{number}/files/{file_id}", response=responses(404, 422, ok=None))
def read_order_file(request: HttpRequest, number: str, file_id: Id) -> HttpResponseBase:
    """文件内容。"""
    return file_response(papers_for(actor_of(request), number), file_id)


@router.get("/orders/{number}/documents/{document_id}", response=responses(404, 422, ok=None))
def read_order_document(request: HttpRequest, number: str, document_id: Id) -> HttpResponseBase:
    """文书的 PDF。"""
    return document_response(papers_for(actor_of(request), number), document_id)

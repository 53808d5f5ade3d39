"""Gathering a dossier, looking at what is put into it, and having it bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from santai.capabilities.documents.actions.binding import bound, pages_of
from santai.capabilities.documents.queries import documents_of, pdf_of
from santai.capabilities.files.enums import Type
from santai.capabilities.files.queries import files_of, open_content
from santai.capabilities.orders import access
from santai.capabilities.orders.actions.dossiers import bind, up_to_date
from santai.capabilities.orders.queries import signatures_subject, view
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import Stage
from santai.desk.dossier.blocks import PDF, Piece, day, minute
from santai.desk.dossier.parts import Papers, document_key, file_key, pieces
from santai.kernel.errors import NotNow
from santai.kernel.numbers import grouped
from santai.kernel.words import written_down
from santai.kernel.workdays import ZONE

if TYPE_CHECKING:
    from santai.capabilities.documents.models import Document
    from santai.capabilities.orders.models import Order

TEMPLATE = Path(__file__).resolve().parent / "dossier.typ"
FORMATS: Mapping[str, str] = {
    Type.PDF: PDF,
    Type.JPEG: "jpg",
    Type.PNG: "png",
    Type.WEBP: "webp",
    Type.GIF: "gif",
}
MOST_BYTES = 60 * 1024 * 1024  # of files among the pages; the rest is listed and lies in the ZIP
MOST_PAGES = 400
LISTED = {
    "type": "这种文件不能排进案卷",
    "room": "案卷排不下",
    "fault": "文件打不开，排不进案卷",
}
Attached = dict[str, tuple[str, bytes]]


def bind_now(actor: Actor, number: str, *, at: datetime) -> Document:
    """The dossier of this matter as it stands. Raises Missing, Forbidden, NotNow, Conflict, or what is damaged."""
    order = access.dossier_for(actor, number, "keep")
    if order.stage == Stage.OPEN:
        raise NotNow(_("这件事还在办。办结以后才能立卷。"))
    if before := up_to_date(order):
        return before
    with written_down():
        data, attached = gathered(actor, order, at=at)
    return bind(
        actor=actor,
        number=number,
        seen=order.seq,
        data=data,
        typeset=lambda whole: bound(whole, TEMPLATE, attached),
        at=at,
    )


def gathered(actor: Actor, order: Order, *, at: datetime) -> tuple[dict[str, Any], Attached]:
    """Everything the pages say, and the files that are set among them."""
    papers = _papers(actor, order, at=at)
    found = list(pieces(papers))
    attached, left_out, hashes = _attachments(papers)
    pages = pages_of(attached)
    fitting = _that_fit(found, pages)
    kept = {name: attached[name] for name in fitting}
    left_out |= {name: "room" if count else "fault" for name, count in pages.items()}
    made = at.astimezone(ZONE)
    return {
        "service": papers.view.service.title.zh,
        "organisation": order.organisation.name,
        "cover": [list(row) for row in _cover(papers, actor, at)],
        "pieces": [_written(piece, fitting, left_out, hashes) for piece in found],
        "made": [made.year, made.month, made.day],
    }, kept


def _papers(actor: Actor, order: Order, *, at: datetime) -> Papers:
    return Papers(
        view=view(actor, order, at=at),
        documents=list(documents_of(order.subject).order_by("at", "pk")),
        files=list(files_of(order.subject)),
        signatures=list(files_of(signatures_subject(order))),
        events=list(order.events.order_by("seq")),
        children=list(order.children.order_by("pk")),
    )


def _attachments(papers: Papers) -> tuple[Attached, dict[str, str], dict[str, str]]:
    """What could be set, why the rest cannot, and the digest of each."""
    attached: Attached = {}
    left_out: dict[str, str] = {}
    for document in papers.documents:
        attached[document_key(document)] = (PDF, pdf_of(document))
    room = MOST_BYTES
    for file in (*papers.files, *papers.signatures):
        form = FORMATS.get(file.type)
        if form is None or file.size > room:
            left_out[file_key(file)] = "room" if form else "type"
            continue
        room -= file.size
        with open_content(file) as content:
            attached[file_key(file)] = (form, content.read())
    return attached, left_out, dict(_digests(papers.documents, papers))


def _digests(documents: list[Document], papers: Papers) -> Iterator[tuple[str, str]]:
    for document in documents:
        yield document_key(document), document.sha256
    for file in (*papers.files, *papers.signatures):
        yield file_key(file), file.sha256


def _that_fit(found: list[Piece], pages: Mapping[str, int]) -> dict[str, int]:
    """Those that can be set, in the order they come, while there is room; documents of ours always."""
    room, fitting = MOST_PAGES, dict[str, int]()
    for piece in found:
        count = pages.get(piece.attached, 0)
        if count and (count <= room or piece.attached.startswith("document-")):
            room, fitting[piece.attached] = room - count, count
    return fitting


def _written(
    piece: Piece, fitting: Mapping[str, int], left_out: Mapping[str, str], hashes: Mapping[str, str]
) -> dict[str, Any]:
    name = piece.attached
    why = "" if not name or name in fitting else LISTED[left_out[name]]
    return {
        "title": piece.title,
        "number": piece.number,
        "day": piece.day,
        "note": "；".join(filter(None, (piece.note, why and f"{why}，只列目录，原件另存"))),
        "file": name if name in fitting else "",
        "pages": fitting.get(name, 0),
        "sha256": hashes.get(name, ""),
        "blocks": piece.blocks,
    }


def _cover(papers: Papers, actor: Actor, at: datetime) -> Iterator[tuple[str, str]]:
    order, people = papers.order, papers.view.people
    yield "工单编号", grouped(order.number)
    yield "案由", order.title
    for person in people:
        yield person.role, person.name
    yield "办理单位", order.organisation.name
    if order.holder:
        yield "经办人", order.holder.name
    if order.assignee:
        yield "承办人", f"{order.assignee.name}（{order.assignee.organisation.name}）"
    yield "收到日期", day(order.received_at)
    yield "办结日期", day(order.completed_at)
    yield "办理结果", papers.view.state.title.zh
    if order.closed_at:
        yield "归档日期", day(order.closed_at)
    yield "立卷人", actor.name
    yield "立卷时间", minute(at)

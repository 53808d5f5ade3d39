"""The parts of a dossier (NOT-26, AID-26): each a list of pieces, in the order the service names or by default."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from santai.capabilities.ledger import queries as ledger
from santai.capabilities.orders.enums import Link
from santai.capabilities.orders.queries import OrderView
from santai.catalogue.schema import Part, Service
from santai.catalogue.words import PARTS
from santai.desk.dossier.blocks import Piece, day, minute, pairs, says, table
from santai.pages.story import CHANNELS, answers, story

if TYPE_CHECKING:
    from santai.capabilities.documents.models import Document
    from santai.capabilities.files.models import StoredFile
    from santai.capabilities.orders.models import Event, Order


@dataclass(frozen=True, slots=True)
class Papers:
    """What is bound, read once."""

    view: OrderView
    documents: list[Document]
    files: list[StoredFile]
    signatures: list[StoredFile]
    events: list[Event]
    children: list[Order]

    @property
    def order(self) -> Order:
        return self.view.order


def sequence(service: Service) -> list[str]:
    """The parts and documents a file names, then every part it does not."""
    return [*service.dossier, *(part for part in Part if part not in service.dossier)]


def pieces(papers: Papers) -> Iterator[Piece]:
    """All of it, in order; nothing is left out, whatever a file names."""
    names = sequence(papers.view.service)
    alone = set(papers.view.service.documents) & set(names) - set(Part)
    for name in names:
        if name in alone:
            yield from (_document(one) for one in papers.documents if one.key == name)
        elif name == Part.DOCUMENTS:
            yield from (_document(one) for one in papers.documents if one.key not in alone)
        else:
            yield from MAKERS[Part(name)](papers)


def file_key(file: StoredFile) -> str:
    return f"file-{file.pk}"


def document_key(document: Document) -> str:
    return f"document-{document.pk}"


def _document(document: Document) -> Piece:
    note = f"已作废：{document.voided_reason}" if document.voided_at else ""
    made = day(document.at)
    return Piece(document.title, document.number, made, note, document_key(document))


def _application(papers: Papers) -> Iterator[Piece]:
    view, order = papers.view, papers.order
    piece = Piece(PARTS[Part.APPLICATION], order.number, day(order.received_at))
    piece.blocks.append(
        pairs(
            [
                ("事项", view.service.title.zh),
                ("事项版本", view.service.version),
                ("收到", minute(order.received_at)),
                ("渠道", CHANNELS.get(order.channel, order.channel)),
                ("受理单位", order.intake.name if order.intake else ""),
                ("办理单位", order.organisation.name),
                ("所在地", order.region.full_name),
            ]
        )
    )
    for person in view.people:
        told = [
            ("姓名或者名称", person.name),
            ("证件号码", person.id_number),
            ("电话", person.phone),
            ("地址", person.address),
            ("人群", "、".join(person.groups)),
        ]
        piece.blocks.append(pairs(told, person.role))
    piece.blocks.append(pairs(answers(view), "填报内容"))
    related = [
        (Link(child.link).label, f"{child.number} {child.title}") for child in papers.children
    ]
    if related:
        piece.blocks.append(pairs(((str(link), text) for link, text in related), "相关工单"))
    yield piece


def _materials(papers: Papers) -> Iterator[Piece]:
    rows = [
        (
            material.title,
            str(material.get_state_display()),
            "原件" if material.original else "复印件",
            str(material.copies),
            material.note,
        )
        for material in papers.order.materials.order_by("pk")
    ]
    if rows:
        head = ("材料", "状态", "形式", "份数", "备注")
        yield Piece(PARTS[Part.MATERIALS], blocks=[table(head, rows, (8, 3, 2, 2, 6))])


def _files(papers: Papers) -> Iterator[Piece]:
    for file in papers.files:
        yield Piece(file.name, "", day(file.at), file.note, file_key(file))
    for file in papers.signatures:
        yield Piece(f"签名：{file.name}", "", day(file.at), file.note, file_key(file))


def _record(papers: Papers) -> Iterator[Piece]:
    rows = [
        (
            str(entry.seq),
            minute(entry.at),
            entry.title,
            f"{entry.who}（{entry.organisation}）" if entry.organisation else entry.who,
            "\n".join(f"{label}：{text}" for label, text in entry.lines),
        )
        for entry in story(papers.view)
    ]
    head = ("序号", "时间", "办理", "办理人", "内容")
    yield Piece(PARTS[Part.RECORD], blocks=[table(head, rows, (2, 5, 4, 5, 11))])


def _clocks(papers: Papers) -> Iterator[Piece]:
    rows = [
        (
            due.clock.title,
            minute(due.clock.started_at),
            f"{due.clock.due_on}",
            minute(due.clock.ended_at),
            "超期" if due.clock.late else str(due.clock.get_state_display()),
            due.explanation,
        )
        for due in papers.view.clocks
    ]
    if rows:
        head = ("时限", "起算", "截止日", "结束", "结果", "怎样算的")
        yield Piece(PARTS[Part.CLOCKS], blocks=[table(head, rows, (4, 4, 3, 4, 2, 9))])


def _evaluation(papers: Papers) -> Iterator[Piece]:
    order = papers.order
    rows = [
        (minute(one.at), "评价", one.score, one.comment) for one in order.ratings.order_by("pk")
    ]
    rows += [
        (minute(one.at), "回访", "，".join(filter(None, (one.result, one.score))), one.comment)
        for one in order.visits.order_by("pk")
    ]
    if rows:
        head = ("时间", "方式", "结果", "意见")
        yield Piece(PARTS[Part.EVALUATION], blocks=[table(head, rows, (4, 2, 4, 10))])


def _ledger(papers: Papers) -> Iterator[Piece]:
    """The hash of every event and its place in the log; whoever has a receipt compares it with this page."""
    places = ledger.places("event", papers.order.pk)
    rows = [
        (str(event.seq), minute(event.at), event.hash, str(places.get(event.seq, "待入账")))
        for event in papers.events
    ]
    head = ("序号", "时间", "留痕摘要（SHA-256）", "账本位置")
    text = "每一步都有一枚摘要，后一枚包含前一枚；账本位置是它在存证账本里的序号。"
    blocks = [says(text), table(head, rows, (2, 5, 14, 3))]
    yield Piece(PARTS[Part.LEDGER], blocks=blocks)


MAKERS: Mapping[Part, Callable[[Papers], Iterator[Piece]]] = {
    Part.APPLICATION: _application,
    Part.MATERIALS: _materials,
    Part.FILES: _files,
    Part.RECORD: _record,
    Part.CLOCKS: _clocks,
    Part.EVALUATION: _evaluation,
    Part.LEDGER: _ledger,
}

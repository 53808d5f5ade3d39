"""A dossier with the originals of all it holds, its proofs and the digests of everything, in one ZIP."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, cast
from zipfile import ZIP_DEFLATED, ZipFile

from santai.capabilities.documents.queries import documents_of, pdf_of
from santai.capabilities.files.queries import files_of, open_content
from santai.capabilities.orders.actions import receipts
from santai.capabilities.orders.actions.dossiers import proof_of
from santai.capabilities.orders.queries import signatures_subject
from santai.kernel.texts import one_line

if TYPE_CHECKING:
    from santai.capabilities.documents.models import Document
    from santai.capabilities.files.models import StoredFile
    from santai.capabilities.orders.models import Order

CHUNK = 1 << 20
README = """这是一件工单的案卷和它的原件。

dossier.pdf    案卷，立卷时装订
proof.json     案卷的存证凭证（立卷后一两分钟才有）
documents/     文书原件（PDF/A）
files/         当事人和办理单位交的文件，一个字节不改
receipts/      每一步办理的存证凭证
SHA256SUMS     以上每个文件的摘要

核对：sha256sum -c SHA256SUMS
      santai-verify evidence proof.json --of dossier.pdf --key 公布的公钥
      santai-verify receipt receipts/0001.json --key 公布的公钥
"""
Member = tuple[str, Iterator[bytes]]


def zipped(order: Order, dossier: Document) -> IO[bytes]:
    """The file, open at its beginning; gone with the last who holds it. Raises what is damaged."""
    file = cast("IO[bytes]", TemporaryFile())  # noqa: SIM115  handed on open
    sums: list[str] = []
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in _members(order, dossier):
            digest = sha256()
            with made.open(name, "w") as member:
                for piece in content:
                    digest.update(piece)
                    member.write(piece)
            sums.append(f"{digest.hexdigest()}  {name}\n")
        made.writestr("SHA256SUMS", "".join(sums))
        made.writestr("README.txt", README)
    file.seek(0)
    return file


def _members(order: Order, dossier: Document) -> Iterator[Member]:
    yield "dossier.pdf", iter((pdf_of(dossier),))
    if proof := proof_of(order, dossier):
        yield "proof.json", iter((proof,))
    before = documents_of(order.subject).filter(at__lte=dossier.at).order_by("at", "pk")
    for place, document in enumerate(before, start=1):
        yield f"documents/{place:02} {_safe(document.file_name)}", iter((pdf_of(document),))
    for place, file in enumerate(_files(order, dossier), start=1):
        yield f"files/{place:02} {_safe(file.name)}", _pieces(open_content(file))
    for seq in (
        order.events.filter(at__lte=dossier.at).order_by("seq").values_list("seq", flat=True)
    ):
        if receipt := receipts.receipt_of(order.number, seq):
            yield f"receipts/{seq:04}.json", iter((receipt,))


def _files(order: Order, dossier: Document) -> Iterator[StoredFile]:
    for subject in (order.subject, signatures_subject(order)):
        yield from files_of(subject).filter(at__lte=dossier.at)


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    with content:
        while piece := content.read(CHUNK):
            yield piece


def _safe(name: str) -> str:
    """A name that leads into no other folder."""
    return one_line(name).replace("/", "_").replace("\\", "_").lstrip(".") or "file"

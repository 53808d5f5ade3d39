"""Documents of a subject, and their PDF: checked on every read, verifiable by anybody with the code."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from santai.capabilities.documents.models import Document
from santai.capabilities.sealing import keys
from santai.kernel.blobs import BlobDamaged, BlobFault, BlobMissing, BlobStore
from santai.kernel.errors import Refusal
from santai.kernel.numbers import plain
from santai.kernel.texts import one_line

logger = logging.getLogger(__name__)


class DocumentDamaged(Refusal):
    """The PDF is gone or is no longer what was issued. It is reported, never served."""

    status = 500
    code = "document_damaged"

    def __init__(self, document: Document) -> None:
        super().__init__(
            _("文书“%(number)s”与出具时不一致，已停止提供。请联系系统管理员从备份恢复。")
            % {"number": document.number}
        )
        self.document = document


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding of `verify_all`. `what`: missing or damaged."""

    document: Document
    what: str


def blobs() -> BlobStore:
    return BlobStore(Path(settings.FILES_ROOT) / "documents", keys.FILES)


def documents_of(subject: str) -> QuerySet[Document]:
    """Every document issued for a subject, oldest first, voided ones included."""
    return Document.objects.filter(subject=subject)


def documents_of_all(subjects: Collection[str]) -> dict[str, list[Document]]:
    """The documents of several subjects, by subject, oldest first; one query."""
    found: dict[str, list[Document]] = {subject: [] for subject in subjects}
    for document in Document.objects.filter(subject__in=found).order_by("at", "pk"):
        found[document.subject].append(document)
    return found


def pdf_of(document: Document) -> bytes:
    """The PDF as it was issued. Raises DocumentDamaged."""
    try:
        return blobs().get(document.sha256)
    except BlobFault as fault:
        logger.error("document %s is %s", document.pk, fault)
        raise DocumentDamaged(document) from fault


def signed_pdf_of(document: Document) -> bytes:
    """The copy with the page of signatures, once all have signed; else the PDF as it was issued."""
    if not document.signed_sha256:
        return pdf_of(document)
    try:
        return blobs().get(document.signed_sha256)
    except BlobFault as fault:
        logger.error("signed document %s is %s", document.pk, fault)
        raise DocumentDamaged(document) from fault


def verify(document: Document) -> bool:
    """Whether the kept PDF still has the hash it was issued with."""
    return _state(document) == ""


def verify_all() -> Iterator[Fault]:
    """Re-hash every issued PDF (fsck); yields the documents that are not as issued."""
    for document in Document.objects.order_by("id").iterator():
        if what := _state(document):
            yield Fault(document, what)


def issued(number: str, code: str) -> Document | None:
    """The document with this number and verification code, as printed in its footer.

    For the public page where anybody holding a paper can check it. The number alone opens nothing.
    """
    typed = plain(code).encode()
    for document in Document.objects.filter(number=one_line(number)):
        if hmac.compare_digest(document.code.encode(), typed):
            return document
    return None


def _state(document: Document) -> str:
    try:
        blobs().verify(document.sha256)
        if document.signed_sha256:
            blobs().verify(document.signed_sha256)
    except BlobMissing:
        return "missing"
    except BlobDamaged:
        return "damaged"
    return ""

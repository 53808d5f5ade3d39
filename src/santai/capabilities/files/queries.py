"""Files of a subject, and their content: checked on every read, served so that nothing in it runs."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from santai.capabilities.files.enums import PICTURES, SHOWN_IN_PLACE, Type
from santai.capabilities.files.models import StoredFile
from santai.capabilities.sealing import keys
from santai.kernel.blobs import BlobDamaged, BlobFault, BlobMissing, BlobStore
from santai.kernel.errors import Refusal

logger = logging.getLogger(__name__)


class FileDamaged(Refusal):
    """The content is gone or is no longer what was given in. It is reported, never served."""

    status = 500
    code = "file_damaged"

    def __init__(self, file: StoredFile) -> None:
        super().__init__(
            _("文件“%(name)s”与收到时不一致，已停止提供。请联系系统管理员从备份恢复。")
            % {"name": file.name}
        )
        self.file = file


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding of `verify_all`. `what`: missing, damaged or size."""

    file: StoredFile
    what: str


def blobs() -> BlobStore:
    return BlobStore(Path(settings.FILES_ROOT) / "uploads", keys.FILES)


def files_of(subject: str) -> QuerySet[StoredFile]:
    """Everything kept for a subject, oldest first."""
    return StoredFile.objects.filter(subject=subject)


def files_of_all(subjects: Collection[str]) -> dict[str, list[StoredFile]]:
    """The files of several subjects, by subject, oldest first; one query."""
    found: dict[str, list[StoredFile]] = {subject: [] for subject in subjects}
    for file in StoredFile.objects.filter(subject__in=found).order_by("at", "pk"):
        found[file.subject].append(file)
    return found


def usage(subject: str) -> tuple[int, int]:
    """How many files and how many bytes a subject holds."""
    found = files_of(subject).aggregate(files=Count("id"), bytes=Sum("size", default=0))
    return found["files"], found["bytes"]


def given_since(account: int, moment: datetime) -> tuple[int, int]:
    """How many files and how many bytes an account has given in since then."""
    found = StoredFile.objects.filter(uploaded_by=account, at__gte=moment).aggregate(
        files=Count("id"), bytes=Sum("size", default=0)
    )
    return found["files"], found["bytes"]


def open_content(file: StoredFile) -> IO[bytes]:
    """The bytes as they were given, checked whole before they are handed out. Close after use.

    Raises FileDamaged.
    """
    try:
        return blobs().open(file.sha256)
    except BlobFault as fault:
        logger.error("file %s of %s: %s", file.pk, file.subject, fault)
        raise FileDamaged(file) from fault


def response_headers(file: StoredFile, *, inline: bool = False) -> dict[str, str]:
    """HTTP headers under which a file can be served without any of it being run."""
    return headers_for(file.name, Type(file.type), file.size, inline=inline)


def headers_for(name: str, kind: Type, size: int, *, inline: bool = False) -> dict[str, str]:
    """The same for content that is not a stored file, such as an issued document.

    `inline` asks for showing in place, which only pictures and PDF get. The content type is the one
    found in the content, so `nosniff` can be relied on; the policy forbids the rest.
    """
    shown = inline and kind in SHOWN_IN_PLACE
    return {
        "Content-Type": kind.value,
        "Content-Length": str(size),
        "Content-Disposition": content_disposition_header(not shown, name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _policy(kind, shown),
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def verify_all() -> Iterator[Fault]:
    """Re-hash everything every row names (fsck); yields the rows whose content is not as given."""
    store = blobs()
    name, fault, size = "", "", 0
    for file in StoredFile.objects.order_by("sha256", "id").iterator():
        if file.sha256 != name:  # the same content is read once, however many rows name it
            name, (fault, size) = file.sha256, _look_at(store, file.sha256)
        if what := fault or ("size" if file.size != size else ""):
            yield Fault(file, what)


def _look_at(store: BlobStore, name: str) -> tuple[str, int]:
    """What is wrong with a content, if anything, and how many bytes it has."""
    try:
        return "", store.verify(name)
    except BlobMissing:
        return "missing", 0
    except BlobDamaged:
        return "damaged", 0


def _policy(kind: Type, shown: bool) -> str:
    # No `sandbox` for a PDF shown in place: Chrome and Safari then refuse to start their viewers,
    # which run PDF content apart from the site anyway.
    if shown and kind is Type.PDF:
        return "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
    image = "; img-src 'self'; style-src 'unsafe-inline'" if kind in PICTURES else ""
    return f"sandbox; default-src 'none'{image}; frame-ancestors 'self'"

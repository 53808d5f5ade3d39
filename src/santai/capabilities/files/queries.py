"""Files of a subject, and their content: checked on every read, served so that nothing in it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db.models import Count, QuerySet, Sum
from django.utils.http import content_disposition_header

from santai.capabilities.files.enums import PICTURES, SHOWN_IN_PLACE, Type
from santai.capabilities.files.models import StoredFile
from santai.kernel.blobs import BlobDamaged, BlobFault, BlobMissing, BlobStore
from santai.kernel.errors import Refusal


class FileDamaged(Refusal):
    """The content is gone or is no longer what was given in. It is reported, never served."""

    status = 500
    code = "file_damaged"

    def __init__(self, file: StoredFile) -> None:
        super().__init__(
            f"文件“{file.name}”与收到时不一致，已停止提供。请联系系统管理员从备份恢复。"
        )
        self.file = file


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding of `verify_all`. `what`: missing, damaged or size."""

    file: StoredFile
    what: str


def blobs() -> BlobStore:
    return BlobStore(Path(settings.FILES_ROOT) / "uploads")


def files_of(subject: str) -> QuerySet[StoredFile]:
    """Everything kept for a subject, oldest first."""
    return StoredFile.objects.filter(subject=subject)


def usage(subject: str) -> tuple[int, int]:
    """How many files and how many bytes a subject holds."""
    found = files_of(subject).aggregate(files=Count("id"), bytes=Sum("size", default=0))
    return found["files"], found["bytes"]


def open_content(file: StoredFile) -> IO[bytes]:
    """The bytes as they were given, checked whole before they are handed out. Close after use.

    Raises FileDamaged.
    """
    try:
        return blobs().open(file.sha256)
    except BlobFault as fault:
        raise FileDamaged(file) from fault


def response_headers(file: StoredFile, *, inline: bool = False) -> dict[str, str]:
    """HTTP headers under which a file can be served without any of it being run.

    `inline` asks for showing in place, which only pictures and PDF get. The content type is the one
    found in the content, so `nosniff` can be relied on; the policy forbids the rest.
    """
    shown = inline and file.type in SHOWN_IN_PLACE
    return {
        "Content-Type": file.type,
        "Content-Length": str(file.size),
        "Content-Disposition": content_disposition_header(not shown, file.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": _policy(Type(file.type), shown),
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def verify_all() -> Iterator[Fault]:
    """Re-hash everything every row names (fsck); yields the rows whose content is not as given."""
    store, checked = blobs(), dict[str, str]()
    for file in StoredFile.objects.order_by("sha256", "id").iterator():
        if file.sha256 not in checked:
            checked = {file.sha256: _state(store, file)}
        if checked[file.sha256]:
            yield Fault(file, checked[file.sha256])


def _state(store: BlobStore, file: StoredFile) -> str:
    try:
        with store.open(file.sha256) as content:
            return "" if content.seek(0, 2) == file.size else "size"
    except BlobMissing:
        return "missing"
    except BlobDamaged:
        return "damaged"


def _policy(kind: Type, shown: bool) -> str:
    # No `sandbox` for a PDF shown in place: Chrome and Safari then refuse to start their viewers,
    # which run PDF content apart from the site anyway.
    if shown and kind is Type.PDF:
        return "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
    image = "; img-src 'self'; style-src 'unsafe-inline'" if kind in PICTURES else ""
    return f"sandbox; default-src 'none'{image}; frame-ancestors 'self'"

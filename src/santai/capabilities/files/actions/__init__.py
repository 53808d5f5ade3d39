"""Taking files in. Everything that is stored went through `store`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from itertools import islice
from typing import IO

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from santai.capabilities.files.actions.content import CHUNK, content_of
from santai.capabilities.files.actions.limits import MEGABYTE, Limits, current_limits
from santai.capabilities.files.actions.names import clean_name
from santai.capabilities.files.actions.refusal import FileRefused
from santai.capabilities.files.actions.scanning import scan
from santai.capabilities.files.actions.types import identify
from santai.capabilities.files.enums import Kind, Type
from santai.capabilities.files.models import StoredFile
from santai.capabilities.files.queries import blobs, given_since, usage
from santai.kernel.texts import one_line
from santai.kernel.workdays import ZONE

__all__ = ["FileRefused", "forget", "store", "sweep"]

# Namespaces of PostgreSQL's advisory locks; the second key is the subject or the content.
_SUBJECT, _BLOB, _ACCOUNT = 0x66696C31, 0x66696C32, 0x66696C33
_GRACE = timedelta(days=1)  # longer than any transaction between keeping bytes and writing the row
_BATCH = 1_000


def store(
    subject: str,
    name: str,
    content: bytes | IO[bytes],
    *,
    by: int | None,
    at: datetime,
    kind: Kind = Kind.UPLOAD,
    note: str = "",
    allowed: Collection[Type] | None = None,
) -> StoredFile:
    """Take a file in: look at it, keep its bytes durably, add its row to the caller's transaction.

    `by` is the account's primary key (None: the applicant without an account, or the system);
    `allowed` narrows the types for one question. The bytes are on the disk before the row exists,
    so a row never points at nothing; a transaction that fails leaves bytes which `sweep` removes.
    Raises FileRefused with a message for the person; nothing is stored then.
    """
    bounds = current_limits()
    with blobs().stage(_received(content, bounds)) as staged, transaction.atomic():
        received = content_of(staged.file, staged.size, bounds)
        found = identify(received)
        scan(received)
        if allowed is not None and found not in allowed:
            raise _not_allowed(found, allowed)
        _take_locks(subject, staged.sha256, by)
        _check_room(subject, staged.size, bounds)
        if by is not None:
            _check_day(by, staged.size, bounds, at)
        blobs().keep(staged)
        return StoredFile.objects.create(
            subject=subject,
            name=clean_name(name, found),
            type=found,
            size=staged.size,
            sha256=staged.sha256,
            kind=kind,
            uploaded_by_id=by,
            at=at,
            note=one_line(note, 200),
        )


def sweep(at: datetime) -> int:
    """Remove bytes that no row names, a day after they were given; gives how many contents."""
    store, limit = blobs(), (at - _GRACE).timestamp()
    store.clear_temporary(limit)
    removed, names = 0, store.older(limit)
    while batch := list(islice(names, _BATCH)):
        named = StoredFile.objects.filter(sha256__in=batch).values_list("sha256", flat=True)
        removed += sum(_remove_unnamed(name, limit) for name in set(batch) - set(named))
    return removed


def forget(subject: str, *, at: datetime) -> None:
    """Remove the files of a subject and of what belongs to it; their bytes once that is committed, unless another
    row names the same content."""
    rows = StoredFile.objects.filter(Q(subject=subject) | Q(subject__startswith=f"{subject}/"))
    contents = set(rows.values_list("sha256", flat=True))
    rows.delete()
    moment = (at + _GRACE).timestamp()  # however young: nobody is about to name them
    transaction.on_commit(lambda: [_remove_unnamed(name, moment) for name in contents])


def _received(content: bytes | IO[bytes], bounds: Limits) -> Iterator[bytes]:
    """The content in pieces; stops with a refusal at the first byte too many, or at none."""
    total = 0
    stream = BytesIO(content) if isinstance(content, bytes) else content
    for piece in iter(lambda: stream.read(CHUNK), b""):
        total += len(piece)
        if total > bounds.file_bytes:
            raise FileRefused("too_large", megabytes=_megabytes(bounds.file_bytes))
        yield piece
    if not total:
        raise FileRefused("empty")


def _check_room(subject: str, size: int, bounds: Limits) -> None:
    files, used = usage(subject)
    if files >= bounds.subject_files:
        raise FileRefused("too_many", files=bounds.subject_files)
    if used + size > bounds.subject_bytes:
        left = _megabytes(max(bounds.subject_bytes - used, 0))
        raise FileRefused("full", megabytes=_megabytes(bounds.subject_bytes), left=left)


def _check_day(by: int, size: int, bounds: Limits, at: datetime) -> None:
    files, used = given_since(
        by, at.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    )
    if files >= bounds.day_files:
        raise FileRefused("too_many_today", files=bounds.day_files)
    if used + size > bounds.day_bytes:
        raise FileRefused("full_today", megabytes=_megabytes(bounds.day_bytes))


def _not_allowed(found: Type, allowed: Collection[Type]) -> FileRefused:
    labels = dict.fromkeys(str(kind.label) for kind in Type if kind in allowed)
    return FileRefused("not_allowed", label=found.label, allowed=_("、").join(labels))


def _megabytes(size: int) -> str:
    """Rounded down to a tenth, so that what is said to be left does fit."""
    return f"{size * 10 // MEGABYTE / 10:g}"


def _take_locks(subject: str, sha256: str, by: int | None) -> None:
    """Until the end of the transaction: nobody else counts this subject's or this account's files, and the
    sweep leaves this content alone although its row cannot be seen yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, hashtext(%s)), pg_advisory_xact_lock_shared(%s, %s)",
            [_SUBJECT, subject, _BLOB, _lock_key(sha256)],
        )
        if by is not None:  # last, as everybody takes it: the subject first, then the account
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [_ACCOUNT, by % 2**31])


def _remove_unnamed(sha256: str, limit: float) -> bool:
    """Remove one content unless somebody is just about to name it or has done so meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [_BLOB, _lock_key(sha256)])
        (alone,) = cursor.fetchone()
        if not alone or StoredFile.objects.filter(sha256=sha256).exists():
            return False
        if not blobs().is_older(sha256, limit):
            return False
        blobs().remove(sha256)
    return True


def _lock_key(sha256: str) -> int:
    return int.from_bytes(bytes.fromhex(sha256[:8]), "big", signed=True)

"""Issuing documents: filled, numbered, set, hashed and kept, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from santai.capabilities.documents.actions.filling import DocumentError
from santai.capabilities.documents.actions.typesetting import (
    WITH_FILES,
    FontMissing,
    render,
    template_version,
)
from santai.capabilities.documents.actions.wording import (
    SERIAL,
    content,
    facts_of,
    fingerprint,
    series,
)
from santai.capabilities.documents.models import Document
from santai.capabilities.documents.queries import blobs
from santai.capabilities.places.models import Organisation
from santai.catalogue.schema import DocumentSpec
from santai.kernel.errors import Conflict
from santai.kernel.numbers import query_code
from santai.kernel.texts import one_line
from santai.kernel.workdays import ZONE

__all__ = ["DocumentError", "FontMissing", "forget", "issue", "make", "sweep", "void"]

_GRACE = timedelta(days=1)  # longer than any transaction between keeping a PDF and its row
_BATCH = 1_000


def make(
    spec: DocumentSpec,
    subject: str,
    organisation: Organisation,
    context: Mapping[str, Any],
    *,
    at: datetime,
    by: int | None = None,
    demo: bool | None = None,
    finish: Callable[[bytes], bytes] | None = None,
) -> Document:
    """Issue a document. `by` is the account's primary key; `demo` (by default the organisation's
    own mark) prints 演示数据 across the page; `finish` signs the PDF or puts files into it.

    `context` holds what the placeholders name, in nested mappings, and if wanted
    `table` {"head": [text], "rows": [[text]], "widths": [parts]} and `signatures` [text], lines to be
    signed by hand. Raises DocumentError naming the placeholder that has no fact, or FontMissing.
    The number is taken last and stays locked until the caller commits: numbers have no gaps.
    """
    day = at.astimezone(ZONE).date()
    facts = {**facts_of(organisation, day), **context}
    data = content(spec, organisation, facts, day)
    data["demo"] = organisation.demo if demo is None else demo

    def typeset(data: Mapping[str, Any]) -> bytes:
        return finish(render(data, standards=WITH_FILES)) if finish else render(data)

    return issue(spec, subject, organisation, facts, data, typeset, at=at, by=by)


@transaction.atomic
def issue(
    spec: DocumentSpec,
    subject: str,
    organisation: Organisation,
    facts: Mapping[str, Any],
    data: dict[str, Any],
    typeset: Callable[[Mapping[str, Any]], bytes],
    *,
    at: datetime,
    by: int | None = None,
) -> Document:
    """Number what is written, have it typeset, and keep both. `data` has a title, says everything, and gets the
    number, the fingerprint and the code to check it by."""
    pattern, day = series(spec, facts), at.astimezone(ZONE).date()
    serial = _take_serial(organisation.pk, pattern)
    data["number"] = pattern.replace(SERIAL, str(serial))
    data["fingerprint"] = fingerprint(data)
    data["code"] = _code(organisation.pk, data)
    pdf = typeset(data)
    return Document.objects.create(
        subject=subject,
        key=spec.key,
        title=data["title"],
        organisation=organisation,
        number=data["number"],
        serial=serial,
        year=day.year,
        facts=data,
        template_version=template_version(),
        sha256=blobs().put(pdf),
        size=len(pdf),
        code=data["code"],
        at=at,
        made_by_id=by,
    )


def void(document: Document, reason: str, *, at: datetime) -> None:
    """Declare a document void. It stays, with its number, its reason and its PDF.

    Raises Conflict when it is void already, DocumentError without a reason.
    """
    said = one_line(reason, 200)
    if not said:
        raise DocumentError(_("请写明作废的原因。"))
    fresh = Document.objects.filter(pk=document.pk, voided_at=None)
    if not fresh.update(voided_at=at, voided_reason=said):
        raise Conflict(
            _("文书“%(number)s”已经作废，不能再作废一次。") % {"number": document.number}
        )
    document.voided_at, document.voided_reason = at, said


def forget(subject: str) -> None:
    """Remove the documents of a subject, their PDFs once that is committed. Numbers are not given again."""
    rows = Document.objects.filter(Q(subject=subject) | Q(subject__startswith=f"{subject}/"))
    contents = {
        name for pair in rows.values_list("sha256", "signed_sha256") for name in pair if name
    }
    rows.delete()
    transaction.on_commit(partial(_remove, contents))


def _remove(contents: Iterable[str]) -> None:
    for name in contents:
        blobs().remove(name)


def sweep(at: datetime) -> int:
    """Remove PDFs whose document never came about, a day after they were made; gives how many.

    No lock is needed as it is for uploads: a PDF carries its number and moment, so the same bytes
    are not made a second time.
    """
    store, limit = blobs(), (at - _GRACE).timestamp()
    store.clear_temporary(limit)
    removed, names = 0, store.older(limit)
    while batch := set(islice(names, _BATCH)):
        named = Document.objects.filter(sha256__in=batch).values_list("sha256", flat=True)
        signed = Document.objects.filter(signed_sha256__in=batch)
        for name in batch.difference(named, signed.values_list("signed_sha256", flat=True)):
            store.remove(name)
            removed += 1
    return removed


def _take_serial(organisation: int, pattern: str) -> int:
    """The next number of a series: one statement that also takes the row's lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO documents_documentcounter AS held (organisation_id, series, last)"
            " VALUES (%s, %s, 1)"
            " ON CONFLICT (organisation_id, series) DO UPDATE SET last = held.last + 1"
            " RETURNING last",
            [organisation, pattern.replace(SERIAL, "#")],
        )
        (serial,) = cursor.fetchone()
    return int(serial)


def _code(organisation: int, data: Mapping[str, Any]) -> str:
    """What a reader types to check the paper; cannot be guessed from the number."""
    salt = f"{organisation}/{data['number']}/{data['fingerprint']}"
    return query_code(settings.SECRET_KEY.encode(), "document", salt)

"""What else must agree with the events: rows of the files and documents they name, and what keys already did.

An event names a file by its row and its digest, and the leaf commits to the event. So whoever changes the row of a
file or of a document (to point at other content, or at another order) cannot make the event agree with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from santai.capabilities.documents.models import Document
from santai.capabilities.files.models import StoredFile

FILES, DOCUMENTS = "文件", "文书"
Named = tuple[int, str]  # the order and the digest that an event says
# Two keys for one deed, or a key for a deed of another moment or account: somebody wrote it in afterwards.
_KEYS = """
SELECT kept.id FROM orders_idempotencykey AS kept
LEFT JOIN orders_event AS done ON done.order_id = kept.order_id AND done.seq = kept.seq
WHERE done.id IS NULL OR done.at <> kept.at
    OR kept.actor LIKE 'account:%%' AND kept.actor IS DISTINCT FROM 'account:' || done.actor_id
    OR EXISTS (SELECT FROM orders_idempotencykey AS other
        WHERE other.order_id = kept.order_id AND other.seq = kept.seq AND other.id <> kept.id)
ORDER BY kept.id LIMIT 100
"""


def rows_that_differ(said: Sequence[tuple[int, Mapping[str, Any]]]) -> set[tuple[str, int]]:
    """Of files and documents that events of these orders name (in their data): those whose row says otherwise.

    Two queries, however many events there are, and none where they name nothing.
    """
    files = {int(data["file"]): (order, data["sha256"]) for order, data in said if "file" in data}
    papers = {
        int(paper["id"]): (order, paper["sha256"])
        for order, data in said
        for paper in data.get("documents") or ()
        if isinstance(paper, Mapping) and "sha256" in paper
    }
    return {
        *((FILES, key) for key in _differing(StoredFile, files)),
        *((DOCUMENTS, key) for key in _differing(Document, papers)),
    }


def named_in(data: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """The rows that the data of one event name."""
    if "file" in data:
        yield FILES, int(data["file"])
    for paper in data.get("documents") or ():
        if isinstance(paper, Mapping) and "sha256" in paper:
            yield DOCUMENTS, int(paper["id"])


def keys_that_differ() -> Iterator[str]:
    """Idempotency keys that say a deed was done which was not theirs: the next one to send them would be
    told that it is done, and nothing would be."""
    with connection.cursor() as cursor:
        cursor.execute(_KEYS)
        for (key,) in cursor.fetchall():
            yield f"幂等键 {key} 所指的留痕不是它办的"


def _differing(model: type[StoredFile] | type[Document], named: Mapping[int, Named]) -> set[int]:
    if not named:
        return set()
    rows = model._default_manager.filter(pk__in=named).values_list("pk", "subject", "sha256")
    right = {
        key
        for key, subject, sha256 in rows
        if sha256 == named[key][1] and f"{subject}/".startswith(f"orders/{named[key][0]}/")
    }
    return set(named) - right

"""Taking in what was written down in a village: once for each name a device gave it, whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.orders.actions import Along, submit
from santai.capabilities.orders.actions.idempotency import fingerprint
from santai.capabilities.people.access import Actor
from santai.channels.village import parts
from santai.channels.village.models import Entry
from santai.channels.village.said import MOST_PHOTOS, Said, placed, request_of, told_at
from santai.kernel.errors import Conflict, Forbidden, Invalid


@dataclass(frozen=True, slots=True)
class Recorded:
    entry: Entry
    repeated: bool


class SentBefore(Conflict):
    """Under this name something else has arrived: it was changed after it had been sent."""

    code = "sent_before"

    def __init__(self, entry: Entry) -> None:
        super().__init__(_("改动之前的内容已经送到了。"))
        self.entry = entry


def record(*, actor: Actor, key: UUID, said: Said, at: datetime) -> Recorded:
    """Make an order of an entry. Sent again it gives the same order, however often and however long after.

    The row is claimed first: of two requests with one key the second waits here until the first is through.
    Raises Invalid (at the questions of our pages), Forbidden, PhotosMissing or SentBefore.
    """
    if actor.account_id is None:
        raise Forbidden(_("请先登录。"))
    print_ = fingerprint(said.content())
    try:
        with transaction.atomic():
            entry, new = _claimed(actor.account_id, key, print_, at)
            if not new:
                return _repeated(entry, print_)
            entry.told_at = told_at(said, at)
            _make_order(actor, entry, said)
            return Recorded(entry, repeated=False)
    except parts.PhotosMissing as missing:
        parts.drop(actor.account_id, missing.broken)
        raise
    except Invalid as invalid:
        raise Invalid(placed(invalid.fields), invalid.message, invalid.code) from invalid


def _claimed(account_id: int, key: UUID, print_: str, at: datetime) -> tuple[Entry, bool]:
    claim = {"fingerprint": print_, "told_at": at, "received_at": at}
    found = Entry.objects.select_related("order").select_for_update(of=("self",))
    return found.get_or_create(account_id=account_id, key=key, defaults=claim)


def _repeated(entry: Entry, print_: str) -> Recorded:
    if entry.fingerprint != print_:
        raise SentBefore(entry)
    return Recorded(entry, repeated=True)


def _make_order(actor: Actor, entry: Entry, said: Said) -> None:
    if len(said.photos) > MOST_PHOTOS:
        raise Invalid({"photos": _("一条记录最多 9 张照片，请删掉几张。")})
    request = request_of(actor, said, entry.told_at)
    papers = parts.put_together(entry.account_id, said.photos)
    along = Along(entry.told_at, papers)
    done = submit(actor=actor, request=request, at=entry.received_at, along=along)
    entry.order = done.order
    entry.save(update_fields=["told_at", "order"])
    parts.drop(entry.account_id, [photo.sha256 for photo in said.photos])

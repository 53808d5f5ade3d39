"""Photographs that come in small pieces: each piece may be sent again and again with the same effect.

They are put together when the record they belong to arrives; the hash of the whole is their name. Until then they
lie in the database, each sealed as the photograph will be.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from santai.capabilities.orders.actions import Paper
from santai.capabilities.sealing.keys import FILES
from santai.channels.village.models import Part
from santai.channels.village.said import Photo
from santai.kernel.blobs import Unreadable
from santai.kernel.errors import Conflict, Invalid

SIZE = 64 * 1024  # bytes of a piece: some seconds on the slowest network there is
LARGEST = 128  # pieces of a photograph: 8 MB
MOST = 4096  # pieces one account may have waiting: 256 MB
KEPT = timedelta(days=30)  # what nobody asked for by then is sent anew
_SHA256 = re.compile(r"[0-9a-f]{64}")


class PhotosMissing(Conflict):
    """The record is here before all of its photographs; `missing` are to be sent again, and of these
    `broken` from the beginning: they are long enough and yet not what their name says."""

    code = "photos_missing"

    def __init__(self, missing: list[str], broken: list[str]) -> None:
        super().__init__(_("照片还没有传完，请再传一次。"))
        self.missing, self.broken = missing, broken


def held(account_id: int, sha256: str) -> list[int]:
    """Which pieces are here already."""
    found = Part.objects.filter(account=account_id, sha256=sha256).order_by("offset")
    return list(found.values_list("offset", flat=True))


def hold(account_id: int, sha256: str, offset: int, content: bytes, *, at: datetime) -> None:
    """Keep a piece; one that is here already is left as it is."""
    if not _SHA256.fullmatch(sha256) or offset % SIZE or not 0 < len(content) <= SIZE:
        raise Invalid({"photos": _("照片的分段不对，请再传一次。")})
    if offset >= SIZE * LARGEST:
        raise Invalid({"photos": _("照片超过 8 MB，请用普通清晰度重拍。")})
    if Part.objects.filter(account=account_id).count() >= MOST:
        raise Invalid({"photos": _("等着处理的照片太多了，请先把前面的记录送出去。")})
    sealed = FILES.packed(content, sha256)
    part = Part(account_id=account_id, sha256=sha256, offset=offset, content=sealed, at=at)
    Part.objects.bulk_create([part], ignore_conflicts=True)


def hold_whole(account_id: int, name: str, content: bytes, *, at: datetime) -> Photo:
    """Keep a photograph that came in one piece, with an ordinary form."""
    photo = Photo(_hash(content), len(content), name)
    if not content:
        raise Invalid({"photos": _("照片是空的，请重新选择。")})
    for offset in range(0, len(content), SIZE):
        hold(account_id, photo.sha256, offset, content[offset : offset + SIZE], at=at)
    return photo


def put_together(account_id: int, photos: tuple[Photo, ...]) -> list[Paper]:
    """The photographs whole. Raises PhotosMissing."""
    whole = {photo.sha256: _whole(account_id, photo.sha256) for photo in photos}
    missing = [photo for photo in photos if _hash(whole[photo.sha256]) != photo.sha256]
    if missing:
        broken = [photo.sha256 for photo in missing if len(whole[photo.sha256]) >= photo.size]
        raise PhotosMissing([photo.sha256 for photo in missing], broken)
    return [Paper(photo.name, whole[photo.sha256]) for photo in photos]


def drop(account_id: int, hashes: list[str]) -> None:
    Part.objects.filter(account=account_id, sha256__in=hashes).delete()


def sweep(*, at: datetime) -> int:
    """Pieces that nobody asked for; gives how many."""
    return Part.objects.filter(at__lt=at - KEPT).delete()[0]


def _whole(account_id: int, sha256: str) -> bytes:
    found = Part.objects.filter(account=account_id, sha256=sha256).order_by("offset")
    return b"".join(map(_opened, found.values_list("content", flat=True)))


def _opened(lying: bytes | memoryview) -> bytes:
    """A piece that does not open stays closed: the whole is then not what its name says, and is sent anew."""
    try:
        return FILES.unpacked(bytes(lying))
    except Unreadable:
        return bytes(lying)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

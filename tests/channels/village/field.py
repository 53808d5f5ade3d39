"""A village adviser of 昆阳街道, the station behind them, and what they say."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse

from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.models import Account, Post
from santai.capabilities.places.models import Organisation
from santai.channels.village.parts import SIZE
from tests import world as w
from tests.factories.pages import Visitor, signed_in

VISIT = {
    "village": [w.VILLAGE],
    "at": ["2026-02-28T09:05"],
    "kind": ["法治讲座"],
    "people": ["32"],
    "minutes": ["90"],
    "done": ["在村部讲了农民工讨薪怎么留证据，答了七个问题。"],
}
INTAKE = {
    "village": [w.VILLAGE],
    "at": ["2026-02-28T15:40"],
    "service": ["consultation/legal"],
    "topic": ["房屋土地"],
    "what": ["邻居占了宅基地的滴水，想问怎么办。"],
    "name": ["李四"],
    "phone": ["13800000077"],
}
# The smallest PNG there is, and room behind it for as many bytes as a test wants.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c626001000000ffff03000006000557bfabd40000000049454e44ae426082"
)


def station() -> Organisation:
    found, _ = Organisation.objects.get_or_create(
        code="ST1", kind="station", defaults={"name": "昆阳街道工作站", "region_id": w.TOWN}
    )
    return found


def adviser(username: str = "gw", role: str = "village-adviser", region: str = w.TOWN) -> Account:
    account = Account.objects.create(
        username=username, name=f"顾问{username}", kind="staff", password="!"
    )
    starts = w.TODAY - timedelta(days=400)
    Post.objects.create(
        account=account, role=role, organisation=station(), region=region, starts=starts
    )
    return account


def actor(account: Account) -> Actor:
    return actor_for(account, "village", w.TODAY)


class Phone(Visitor):
    """A device that has signed in, speaking JSON as the scripts do."""

    account: Account

    @classmethod
    def of(cls, account: Account) -> Phone:
        phone = cls()
        phone.cookies = signed_in(account).cookies
        phone.account = account
        return phone

    def tell(
        self,
        fields: dict[str, list[str]],
        *,
        kind: str = "visit",
        key: UUID | None = None,
        photos: tuple[bytes, ...] = (),
        **headers: str,
    ) -> HttpResponse:
        names = [
            {"sha256": sha256(photo), "size": len(photo), "name": "现场.png"} for photo in photos
        ]
        told = json.dumps({"kind": kind, "fields": fields, "photos": names})
        return self.put_to(f"/village/entries/{key or uuid4()}/", told.encode(), **headers)

    def hold(self, photo: bytes) -> list[int]:
        """Send a photograph in its parts; gives the status of each."""
        return [
            self.put_to(
                f"/village/photos/{sha256(photo)}/{offset}/", photo[offset : offset + SIZE]
            ).status_code
            for offset in range(0, len(photo), SIZE)
        ]

    def put_to(self, path: str, body: bytes, **headers: Any) -> HttpResponse:
        sent = {"X-Santai-Account": str(self.account.pk), **headers}
        answer: HttpResponse = self.put(
            path, body, content_type="application/octet-stream", headers=sent
        )
        return answer


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def photograph(size: int = 3 * SIZE // 2, mark: str = "") -> bytes:
    """A PNG of this size: what stands behind its end is carried along, as cameras do."""
    return (PNG + mark.encode()).ljust(size, b"\x00")

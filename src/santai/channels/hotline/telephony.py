"""What a telephone system says of calls, taken in once each and in any order."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from santai.capabilities.places.queries import organisations_in
from santai.catalogue import identity
from santai.channels.hotline.access import CENTRE
from santai.channels.hotline.enums import Cause, Disposition, Happening, SeatState
from santai.channels.hotline.models import Call, Seat, TelephoneEvent
from santai.channels.hotline.seats import after_call, move
from santai.kernel.errors import Conflict, Invalid

WINDOW = timedelta(minutes=5)  # a signature older or newer than this is somebody's repetition
LENGTHS = {"id": 80, "call": 80, "caller": 40, "extension": 10, "to": 20, "type": 12, "at": 40}
REQUIRED = ("id", "type", "call", "at")


@dataclass(frozen=True, slots=True)
class Said:
    """One event, as it was understood."""

    event_id: str
    kind: Happening
    telephone_id: str
    at: datetime
    phone: str
    extension: str
    to: str
    digest: str


def signature(secret: str, seconds: str, body: bytes) -> str:
    """HMAC-SHA256, in hexadecimal, over `<seconds>.<body>`."""
    return hmac.new(secret.encode(), seconds.encode() + b"." + body, sha256).hexdigest()


def genuine(secret: str, seconds: str, given: str, body: bytes, now: datetime) -> bool:
    if not seconds.isdecimal() or not seconds.isascii() or len(seconds) > 12:
        return False
    same = hmac.compare_digest(signature(secret, seconds, body).encode(), given.lower().encode())
    return same and abs(now.timestamp() - int(seconds)) <= WINDOW.total_seconds()


def read(body: bytes, now: datetime) -> Said:
    """The event in a body that is signed. Raises Invalid, naming each field."""
    given = _object(body)
    wrong = {key: "这里没有这一项。" for key in given if key not in LENGTHS}
    texts = {key: given.get(key, "") for key in LENGTHS}
    for key, value in texts.items():
        if not isinstance(value, str) or "\0" in value or len(value) > LENGTHS[key]:
            wrong[key] = f"请给不超过 {LENGTHS[key]} 个字符的文字。"
        elif key in REQUIRED and not value.strip():
            wrong[key] = "请填写。"
    if wrong:
        raise Invalid(wrong)
    kind, at = texts["type"], _moment(texts["at"])
    if kind not in Happening.values:
        wrong["type"] = f"请用 {'、'.join(Happening.values)}。"
    if at is None or at > now + WINDOW:
        wrong["at"] = "请给带时区的时间，例如 2026-03-02T09:00:00+08:00，不能晚于现在。"
    if kind == Happening.TRANSFERRED and not texts["to"].strip():
        wrong["to"] = "请写明转到哪里。"
    if wrong or at is None:
        raise Invalid(wrong)
    return Said(
        event_id=texts["id"].strip(),
        kind=Happening(kind),
        telephone_id=texts["call"].strip(),
        at=at,
        phone=_phone(texts["caller"]),
        extension=texts["extension"].strip(),
        to=texts["to"].strip(),
        digest=sha256(body).hexdigest(),
    )


def happened(said: Said) -> tuple[Call, bool]:
    """Take an event in; gives the call and whether the event was known already.

    Raises Conflict when its id came before with another content.
    """
    try:
        with transaction.atomic():
            if before := _before(said):
                return before, True
            call = _call(said)
            TelephoneEvent.objects.create(
                event_id=said.event_id,
                digest=said.digest,
                call=call,
                kind=said.kind,
                at=said.at,
                to=said.to,
            )
            APPLIED[said.kind](call, said)
            call.save()
            return call, False
    except IntegrityError:  # the same event at the same moment, twice: the other one took it in
        if before := _before(said):
            return before, True
        raise


def _before(said: Said) -> Call | None:
    event = TelephoneEvent.objects.select_related("call").filter(event_id=said.event_id).first()
    if event is None:
        return None
    if event.digest != said.digest:
        raise Conflict("这个事件编号已经用过，内容不一样。")
    return event.call


def _call(said: Said) -> Call:
    """The call, locked; made with the first thing that is said of it."""
    made, _ = Call.objects.get_or_create(telephone_id=said.telephone_id, defaults={"at": said.at})
    call = Call.objects.select_for_update().get(pk=made.pk)
    call.phone = call.phone or said.phone
    return call


def _ringing(call: Call, said: Said) -> None:
    call.ringing_at = min(call.ringing_at or said.at, said.at)
    call.at = min(call.at, said.at)
    if call.answered_at is None:
        _rings_at(call, said.extension)


def _answered(call: Call, said: Said) -> None:
    call.answered_at = min(call.answered_at or said.at, said.at)
    if call.disposition == Disposition.MISSED:  # the end was heard of first
        call.disposition = ""
    if said.extension:
        _rings_at(call, said.extension)
    if call.ended_at is None:
        _talking(call, said.at)
    elif call.agent_id is not None:
        after_call(call.agent_id, Cause.TELEPHONE, said.at)


def _ended(call: Call, said: Said) -> None:
    call.ended_at = max(call.ended_at or said.at, said.at)
    if call.answered_at is None and not call.disposition:
        call.disposition = Disposition.MISSED
    if call.agent_id is not None:
        call.save()  # over, and counted among what is left to write down
        after_call(call.agent_id, Cause.TELEPHONE, said.at)


def _transferred(call: Call, said: Said) -> None:
    """To a colleague the whole call goes; to another body only the voice, the record stays here."""
    seat = _seat(said.to)
    if seat is None:
        call.transferred_to = call.transferred_to or said.to
        return
    before = call.agent_id
    _rings_at(call, said.to)
    call.save()
    if before is not None and before != call.agent_id:
        after_call(before, Cause.TELEPHONE, said.at)


APPLIED = {
    Happening.RINGING: _ringing,
    Happening.ANSWERED: _answered,
    Happening.ENDED: _ended,
    Happening.TRANSFERRED: _transferred,
}


def _rings_at(call: Call, extension: str) -> None:
    seat = _seat(extension)
    call.extension = extension
    call.agent_id = seat.account_id if seat else None
    call.organisation_id = seat.organisation_id if seat else call.organisation_id or _only_centre()


def _talking(call: Call, at: datetime) -> None:
    seat = Seat.objects.select_for_update().filter(account=call.agent_id).first()
    if seat is not None:
        move(seat, SeatState.TALKING, Cause.TELEPHONE, at)


def _seat(extension: str) -> Seat | None:
    return Seat.objects.filter(extension=extension).first() if extension else None


def _only_centre() -> int | None:
    """The hotline of calls that ring at nobody's desk, where there is just one."""
    found = list(organisations_in("", kinds=[CENTRE]).values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def _phone(text: str) -> str:
    """As people register it, so that they are found; a number that is none is kept as it came."""
    try:
        return identity.phone(text)[:20]
    except ValueError:
        return "".join(sign for sign in text if sign.isdecimal() and sign.isascii())[:20]


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise Invalid({"body": "请发送 UTF-8 的 JSON。"}) from None
    if not isinstance(given, dict):
        raise Invalid({"body": "请发送一个 JSON 对象。"})
    return given

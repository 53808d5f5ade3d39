"""Sessions as effects behind the one door: called, put off, held; and everybody invited is told and reminded.

Who is invited learns of it in the order that is theirs: the applicant in the main order, each other side in its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.meetings.enums import SessionState
from santai.capabilities.meetings.models import Guest, Session
from santai.capabilities.meetings.queries.sessions import open_session, sessions_to_remind, taken
from santai.capabilities.notices import actions as notices
from santai.capabilities.notices.actions.wording import discreet, may_text
from santai.capabilities.orders import events
from santai.capabilities.orders.actions import Door, effect, locked_sides, on_ending, sides_of
from santai.capabilities.orders.actions.door import Facts
from santai.capabilities.orders.enums import Link, PartyRole
from santai.capabilities.orders.models import Order, OrderParty
from santai.capabilities.people.models import Account
from santai.capabilities.rows import one_at_a_time
from santai.catalogue.schema import ActionSpec
from santai.kernel.errors import Conflict, Invalid, NotNow
from santai.kernel.numbers import grouped
from santai.kernel.workdays import ZONE

BATCH = 200
OURS, THEIRS = "申请人一方", "对方一方"
NOBODY = "无"  # in minutes: that all came is something else than that nobody asked
STAFF = "staff"
GONE = "（已删除）"  # it was somewhere


@effect("call_session")
def call_session(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """A time and a place for the people of a matter, one at a time; nobody else has the room meanwhile."""
    order = door.order
    if order.link == Link.SUMMONED:
        raise NotNow(_("会议在主工单里约。"))
    if open_session(order):
        raise NotNow(_("已经约了一次会。要改时间，请先改期。"))
    starts, ends = _span(facts, door.at)
    room, link = facts.get("room", ""), facts.get("link", "")
    if not (room or link):
        raise Invalid({"room": _("请写地点，或者视频地址。")})
    if room:
        _must_be_free(order, room, starts, ends)
    session = Session.objects.create(
        order=order,
        title=spec.title.zh,
        organisation=order.organisation,
        starts_at=starts,
        ends_at=ends,
        room=room,
        link=link,
    )
    _invite(session, order, facts["whom"])
    arranged = _said(session)
    _tell(door, arranged, facts["whom"])
    door.adds["session"] = _placeholders(session)
    return {"arranged": arranged}


@effect("adjourn")
def adjourn(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """It is put off, or broken off: who was invited is told; a new one is called like the first."""
    session = _at_hand(door.order)
    session.state = SessionState.ADJOURNED
    session.save(update_fields=["state"])
    arranged = _("{session}改期，新的时间另行通知").format(session=_said(session))
    _tell(door, arranged, _invited(session))
    door.adds["session"] = _placeholders(session)
    return {"arranged": arranged}


@effect("hold")
def hold(door: Door, spec: ActionSpec, facts: Facts) -> dict[str, Any]:
    """It took place: who was there. Its minutes are the document of the action, signed like any other."""
    session = _at_hand(door.order)
    if session.starts_at > door.at:
        raise NotNow(_("还没有到开会的时间。"))
    guests = {str(guest.pk): guest for guest in session.guests.order_by("pk")}
    present = facts.get("present", [])
    if strangers := [key for key in present if key not in guests]:
        raise Invalid({"present": _("没有请过这个人：{key}。").format(key=strangers[0])})
    for key, guest in guests.items():
        guest.came = key in present
        guest.save(update_fields=["came"])
    session.state = SessionState.HELD
    session.save(update_fields=["state"])
    door.adds["session"] = _placeholders(session)
    door.withheld = _not_for_both(door, spec, session)
    here = [guest.name for key, guest in guests.items() if key in present]
    return {"arranged": _said(session), "present": here}


@on_ending
def called_off(door: Door) -> None:
    """The matter is over: nobody comes for it, and the room is free for others."""
    session = open_session(door.order)
    if session is None:
        return
    session.state = SessionState.ADJOURNED
    session.save(update_fields=["state"])
    if session.starts_at > door.at:
        _tell(door, _("{session}取消了").format(session=_said(session)), _invited(session))


def _not_for_both(door: Door, spec: ActionSpec, session: Session) -> list[str]:
    """Minutes that a side would read which was not asked to come (背靠背调解): what was said stays with the
    office, in the story of the main order."""
    whom = _invited(session)
    if whom == THEIRS:
        return list(spec.documents)  # whoever asked reads all papers of the main order
    alone = whom == OURS and door.order.parties.filter(role=PartyRole.OPPOSITE).exists()
    papers = door.service.documents
    return [key for key in spec.documents if alone and PartyRole.OPPOSITE in papers[key].signers]


def remind_sessions(*, at: datetime, limit: int = BATCH) -> int:
    """Remind the sides of tomorrow's sessions, each once however often this runs; gives how many there were."""
    with transaction.atomic():
        rows = sessions_to_remind(at=at).select_for_update(skip_locked=True, of=("self",))
        sessions = list(rows.select_related("order__applicant").order_by("starts_at", "pk")[:limit])
        for session in sessions:
            for number, order in enumerate(_followed(session)):
                _text(session, order, number, at)
            session.reminded_at = at
            session.save(update_fields=["reminded_at"])
    return len(sessions)


def forget_names(orders: Any) -> None:
    """That somebody met stays; nobody is named there any more."""
    Guest.objects.filter(session__order__in=orders).update(name="")
    sessions = Session.objects.filter(order__in=orders).exclude(link="")
    sessions.exclude(room="").update(link="")
    sessions.filter(room="").update(link=GONE)


# --- when and where


def _span(facts: Facts, now: datetime) -> tuple[datetime, datetime]:
    try:
        hour = time.fromisoformat(str(facts["time"]).replace("：", ":").rjust(5, "0"))
    except ValueError:
        raise Invalid({"time": _("请写几点几分，例如 9:30。")}) from None
    starts = datetime.combine(date.fromisoformat(facts["day"]), hour, ZONE)
    if starts <= now:
        raise Invalid({"time": _("这个时间已经过了。")})
    return starts, starts + timedelta(minutes=int(facts["minutes"]))


def _must_be_free(order: Order, room: str, starts: datetime, ends: datetime) -> None:
    one_at_a_time(f"room:{order.organisation_id}:{room}")  # who looks at the same moment waits here
    other = taken(order.organisation_id, room, starts, ends)
    if other is not None:
        raise Conflict(_("{room}在那个时间已经有会：{when}。").format(room=room, when=_when(other)))


def _at_hand(order: Order) -> Session:
    session = open_session(order)
    if session is None:
        raise NotNow(_("还没有约会议，请先约时间。"))
    return session


# --- who


def _invite(session: Session, order: Order, whom: str) -> None:
    guests = {row.party_id: row for row in _people(order, whom)}
    Guest.objects.bulk_create(
        [
            *(
                Guest(
                    session=session,
                    party_id=party,
                    side=row.role,
                    name=row.told.get("name") or row.party.name,
                )
                for party, row in guests.items()
            ),
            *(
                Guest(session=session, account=account, side=STAFF, name=account.name)
                for account in _staff(order)
            ),
        ]
    )


def _people(order: Order, whom: str) -> Iterator[OrderParty]:
    """Those of the main order, and who speaks for the other side in theirs."""
    sides = {OURS: (PartyRole.APPLICANT, PartyRole.AGENT), THEIRS: (PartyRole.OPPOSITE,)}
    roles = sides.get(whom, (*sides[OURS], *sides[THEIRS]))
    yield from order.parties.filter(role__in=roles).select_related("party").order_by("pk")
    if whom != OURS:
        for side in sides_of(order).order_by("pk"):
            yield from side.parties.filter(role=PartyRole.AGENT).select_related("party")


def _staff(order: Order) -> list[Account]:
    accounts = (order.holder, order.assignee.account if order.assignee else None)
    return list({one.pk: one for one in accounts if one is not None}.values())


def _invited(session: Session) -> str:
    sides = set(session.guests.values_list("side", flat=True))
    if PartyRole.OPPOSITE not in sides:
        return OURS
    return "双方" if PartyRole.APPLICANT in sides else THEIRS


# --- telling


def _tell(door: Door, arranged: str, whom: str) -> None:
    data = {"arranged": arranged}
    if whom != THEIRS:
        state = door.order.state
        door.record(events.SESSION, data, source=state, target=state, tells=("applicant",))
    if whom != OURS:
        for order in locked_sides(door):
            side = door.beside(order)
            here = order.state
            side.record(events.SESSION, data, source=here, target=here, tells=("applicant",))
            side.close()


def _followed(session: Session) -> Iterator[Order]:
    """The orders in which those invited follow the matter."""
    whom = _invited(session)
    if whom != THEIRS:
        yield session.order
    if whom != OURS:
        yield from sides_of(session.order).select_related("applicant").order_by("pk")


def _text(session: Session, order: Order, number: int, at: datetime) -> None:
    row = order.parties.filter(role=PartyRole.APPLICANT).first()
    phone = row.told.get("phone", "") if row and row.disowned_at is None else ""
    if not phone or discreet(order.applicant) or not may_text(order.applicant):
        return
    said = _("提醒您：{session}，工单号 {number}。").format(
        session=_said(session), number=grouped(order.number)
    )
    subject = f"sessions/{session.pk}"
    notices.text(
        subject=subject, seq=number, region=order.region_id, phone=phone, words=said, at=at
    )


def _said(session: Session) -> str:
    where = session.room or _("视频 {link}").format(link=session.link)
    return f"{_when(session)}，{session.title}，{where}"


def _when(session: Session) -> str:
    local = session.starts_at.astimezone(ZONE)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"


def _placeholders(session: Session) -> dict[str, str]:
    guests = list(session.guests.order_by("pk"))
    nobody = NOBODY if session.state == SessionState.HELD else ""
    return {
        "when": _when(session),
        "place": session.room or session.link,
        "present": "、".join(guest.name for guest in guests if guest.came) or nobody,
        "absent": "、".join(guest.name for guest in guests if guest.came is False) or nobody,
    }

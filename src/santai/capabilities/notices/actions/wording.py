"""What people are told: plain, kind, with the next day that matters. Pure text, no writing.

Whoever told us how to reach them safely is told nothing that betrays the matter to somebody who
reads over their shoulder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from santai.capabilities.orders import events
from santai.capabilities.orders.enums import Link
from santai.capabilities.orders.models import Event, Order
from santai.capabilities.orders.queries import kept_from_applicant, without
from santai.capabilities.people.models import Party
from santai.catalogue.schema import Service, StateSpec, Turn
from santai.kernel.numbers import grouped
from santai.kernel.workdays import ZONE

NEUTRAL = "您有一条新消息，方便时请查看。"
WEEKDAYS = "一二三四五六日"
HAS_CODE = frozenset({events.SUBMITTED, events.CODE_RENEWED})
LONGEST_SMS = 300


@dataclass(frozen=True, slots=True)
class Told:
    """A message's two parts."""

    title: str
    text: str


def for_applicant(order: Order, event: Event, service: Service) -> Told:
    title = _title(event, service)
    if discreet(order.applicant):
        return Told("新消息", _agreed_words(order.applicant))
    return Told(title, "".join([_news(order, event, service, title), *_outlook(order, service)]))


def for_opposite(order: Order, event: Event, service: Service) -> Told:
    """The other side learns that something concerns them, not what the applicant said."""
    text = f"有一件与您有关的“{service.title}”（工单号 {grouped(order.number)}）有新进展。"
    return Told(_title(event, service), text + "想了解情况请拨打 12348。")


def for_desk(order: Order, event: Event, service: Service) -> Told:
    """Terse, for people with thirty of them: number, what, where it stands, until when."""
    parts = [service.title.zh, order.title, f"现状：{service.state(order.state).title}"]
    if order.due_at is not None:
        parts.append(f"期限：{moment(order.due_at)}前")
    return Told(f"{grouped(order.number)} {_title(event, service)}", " · ".join(parts))


def sms(told: Told) -> str:
    return told.text if len(told.text) <= LONGEST_SMS else told.text[: LONGEST_SMS - 1] + "…"


def discreet(party: Party) -> bool:
    """Whether nothing may be said that shows who is calling or about what."""
    return bool(party.safe_contact) and party.safe_contact.get("say_who") is not True


def may_text(party: Party) -> bool:
    """Whether a text message is safe. One who named hours is called by a person, in those hours."""
    wishes = party.safe_contact
    if party.no_texts:  # what they agreed to and took back (PIPL 15)
        return False
    return not wishes or (wishes.get("may_call") is not False and not wishes.get("when"))


def moment(due: datetime) -> str:
    """The last day of a limit that ends at midnight, or the moment of one that counts hours.

    >>> moment(datetime(2026, 11, 27, tzinfo=ZONE))
    '11 月 26 日（周四）'
    >>> moment(datetime(2026, 11, 26, 15, 30, tzinfo=ZONE))
    '11 月 26 日（周四）15:30'
    """
    local = due.astimezone(ZONE)
    if local.time() == time():
        return _day(local.date() - timedelta(days=1))
    return f"{_day(local.date())}{local:%H:%M}"


def _day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日（周{WEEKDAYS[day.weekday()]}）"


def _title(event: Event, service: Service) -> str:
    """What the action is called in the state it was taken in: in others the same name means other things."""
    state = service.states.get(event.source)
    spec = state.actions.get(event.code) if state else None
    return spec.title.zh if spec else events.TITLES.get(event.code, "有新进展")


def _news(order: Order, event: Event, service: Service, title: str) -> str:
    number = grouped(order.number)
    if event.code == events.SUBMITTED and order.link == Link.SUMMONED:
        return f"有一件事与您有关，请看一看、作个答复：“{service.title}”，工单号 {number}。"
    if event.code == events.MAIN_ACTED:
        return f"与您有关的“{service.title}”（工单号 {number}）有进展：{event.data['did']}。"
    if event.code == events.SIGNED_BY_ALL:
        return f"{event.data['paper']}已经全部签署，可以在进度页查看（工单号 {number}）。"
    if event.code == events.SERVED:
        return f"给您送达了{event.data['paper']}（工单号 {number}）。"
    if event.code == events.SUBMITTED:
        return f"我们收到了您的“{service.title}”，工单号 {number}。"
    if event.code == events.CODE_RENEWED:
        return f"工单 {number} 的查询码已经换新，旧的不能再用。"
    if event.code in (events.APPOINTMENT, events.SESSION):
        return f"您的“{service.title}”（工单号 {number}）：{event.data['arranged']}。"
    if event.code == events.READ_IN_EMERGENCY:
        read = f"因紧急情况查看了您的“{service.title}”（工单号 {number}）"
        return f"{event.data['office']}{read}，理由在进度页。您觉得不该看，请拨打 12348。"
    news = f"您的“{service.title}”（工单号 {number}）有新进展：{title}。"
    if event.code == events.CALENDAR_CHANGED:
        news += f"{event.data['title']}的期限改为 {_day(date.fromisoformat(event.data['after']))}。"
    return news + _documents(without(event.data, kept_from_applicant([order])))


def _documents(data: Mapping[str, Any]) -> str:
    titles = [document["title"] for document in data.get("documents", ())]
    return f"{'、'.join(f'《{title}》' for title in titles)}可以在进度页查看。" if titles else ""


def _outlook(order: Order, service: Service) -> list[str]:
    """What the present state means for them (a refusal's text says the way on), and by which day."""
    state = service.state(order.state)
    says = state.says.zh.strip()
    parts = [says if says.endswith(("。", "！", "？")) else f"{says}。"]
    if order.due_at is not None:
        parts.append(_until(order.due_at, state))
    return parts


def _until(due: datetime, state: StateSpec) -> str:
    if state.turn == Turn.APPLICANT:
        return f"请在 {moment(due)}前办理。"
    return f"最晚 {moment(due)}前办理。"


def _agreed_words(party: Party) -> str:
    """What they said we should say so that they know it is us."""
    return str(party.safe_contact.get("words") or NEUTRAL)

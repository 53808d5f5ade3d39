"""What the frame of a staff page shows: the rooms this person may enter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from santai.capabilities.approvals import access as approvals
from santai.capabilities.emergencies import access as emergencies
from santai.capabilities.fees import access as fees
from santai.capabilities.knowledge import access as knowledge
from santai.capabilities.meetings import access as meetings
from santai.capabilities.oversight import access as oversight
from santai.capabilities.people.access import Actor
from santai.kernel.words import said, word
from santai.pages import fieldwork

HOTLINE = "hotline-agent"
LEDGER = "review"  # of who sees how the ledger stands
Room = tuple[str, str, Callable[[Actor], bool]]
RIGHTS = ("authorise", "review", "audit")  # of who may read the permission table


def _at_counter(actor: Actor) -> bool:
    elsewhere = {HOTLINE, *fieldwork.ROLES}
    return any("intake" in post.permissions and post.role not in elsewhere for post in actor.posts)


def _in_villages(actor: Actor) -> bool:
    return bool(fieldwork.posts(actor))


def _on_hotline(actor: Actor) -> bool:
    return any(post.role == HOTLINE for post in actor.posts)


def _meets(actor: Actor) -> bool:
    """Who books for people, keeps offers, or is met."""
    return meetings.books_for_others(actor) or meetings.keeps_somewhere(actor)


def _looks_up(actor: Actor) -> bool:
    return any(map(actor.may, ("administer", "authorise", "supervise")))


def _answers_for_rights(actor: Actor) -> bool:
    return any(map(actor.may, RIGHTS))


def _reviews(actor: Actor) -> bool:
    return actor.may(LEDGER)


def _sees(what: str) -> Callable[[Actor], bool]:
    """Who may see this of a region, by the permission table."""
    return lambda actor: bool(actor.regions_of(what, "see"))


def _always(actor: Actor) -> bool:
    return True


def _calls_back(actor: Actor) -> bool:
    return bool(oversight.calling_posts(actor))


ROOMS: tuple[Room, ...] = (
    ("desk:inbox", word("工单"), _always),
    ("counter:home", word("窗口"), _at_counter),
    ("village:home", word("村居"), _in_villages),
    ("hotline:home", word("热线"), _on_hotline),
    ("desk:appointments", word("预约"), _meets),
    ("desk:calls", word("回访"), _calls_back),
    ("desk:command", word("指挥屏"), oversight.may_see),
    ("desk:figures", word("统计"), oversight.may_see),
    ("desk:supervision", word("督办"), oversight.may_see),
    ("desk:fees", word("对账"), fees.may_see),
    ("desk:catalogue", word("事项"), _always),
    ("desk:knowledge", word("知识库"), knowledge.concerns),
    ("admin:index", word("基础数据"), _looks_up),
    ("desk:rights", word("权限"), _answers_for_rights),
    ("desk:approvals", word("复核"), approvals.concerns),
)
# All that is there for auditors has one way in; the rooms behind it lead to each other.
AUDIT: tuple[Room, ...] = (
    ("desk:audit", word("操作记录"), _sees("trail")),
    ("desk:readings", word("查阅记录"), _sees("reading")),
    ("desk:emergencies", word("紧急查阅"), emergencies.reviews),
    ("desk:ledger", word("账本"), _reviews),
)


def frame(request: HttpRequest, actor: Actor, here: str) -> dict[str, Any]:
    """Context of `pages/desk_base.html`; `here` is the name of the room one is in.

    `rooms`: what lies beside this page behind the same door.
    """
    doors, audit = _doors(ROOMS, actor, here), _doors(AUDIT, actor, here)
    inside = any(door["here"] for door in audit)
    if len(audit) > 1:
        doors.append({**audit[0], "title": _("审计"), "here": inside})
    else:
        doors += audit
    return {"doors": doors, "rooms": audit if inside and len(audit) > 1 else [], "actor": actor}


def _doors(rooms: Iterable[Room], actor: Actor, here: str) -> list[dict[str, Any]]:
    doors = []
    for name, title, may_enter in rooms:
        if may_enter(actor):
            with suppress(NoReverseMatch):  # a door that was taken out of this installation
                doors.append({"path": reverse(name), "title": said(title), "here": name == here})
    return doors

"""Drawing up what can be booked (放号): by the head of a centre, by a bureau for its region, by a lawyer for
themselves; with the coming times as everybody will see them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.meetings import access, actions
from santai.capabilities.meetings.actions import Terms
from santai.capabilities.meetings.enums import Manner
from santai.capabilities.meetings.queries import preview
from santai.capabilities.people.access import Actor
from santai.capabilities.places.queries import active_organisation, halls_of_organisations
from santai.kernel.errors import Forbidden, Invalid, Refusal
from santai.pages.actors import staff_page
from santai.pages.forms.booking import services_to_book
from santai.pages.forms.questions import Choice, Question, Typed, typed_in
from santai.pages.frames import frame
from santai.pages.moments import today

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Offer

ROOM = "desk:appointments"
MANY = 100
T = TypeVar("T")


@staff_page("desk")
@require_safe
def listed(request: HttpRequest, actor: Actor) -> HttpResponse:
    _must_keep(actor)
    rows = access.offers_kept(actor).order_by("-is_active", "organisation__region_id", "pk")[:MANY]
    context = {
        **frame(request, actor, ROOM),
        "offers": rows,
        "organisations": list(access.organisations_offering(actor)[:MANY]),
    }
    return render(request, "desk/offers.html", context)


@staff_page("desk")
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The organisation stands in the address; what belongs to it is to choose from."""
    _must_keep(actor)
    typed = typed_in(request.POST if request.method == "POST" else request.GET)
    return _form(request, actor, typed, None)


@staff_page("desk")
def one(request: HttpRequest, actor: Actor, offer_id: int) -> HttpResponse:
    """The terms of an offer, its coming times, and single days."""
    offer = access.offer_kept(actor, offer_id)
    typed = typed_in(request.POST) if request.method == "POST" else _as_typed(offer)
    step = typed.get("step") or ""
    if request.method == "POST" and step != "keep":
        try:
            said = _single(actor, offer, typed, step)
        except Refusal as refused:
            return _form(request, actor, _as_typed(offer), offer, refused=refused, day=typed)
        messages.success(request, said)
        return redirect("desk:offer", offer_id=offer.pk)
    return _form(request, actor, typed, offer)


def _single(actor: Actor, offer: Offer, typed: Typed, step: str) -> str:
    now = timezone.now()
    if step == "end":
        held = actions.end_offer(actor=actor, offer_id=offer.pk, at=now)
        return _("停了，不再放号。已经约好的 %s 位照常接待。") % held
    if step == "unset":
        actions.unset_day(actor=actor, offer_id=offer.pk, day=_day(typed, "gone"))
        return _("这一天照每周的安排。")
    held = actions.set_day(
        actor=actor,
        offer_id=offer.pk,
        day=_day(typed, "day"),
        is_open=step == "open",
        reason=typed.get("day_reason") or "",
        at=now,
    )
    if held:
        return _("这一天停了。已经有 %s 位约好，他们的时间还在，请打电话改约。") % held
    return _("记下了。")


def _form(
    request: HttpRequest,
    actor: Actor,
    typed: Typed,
    offer: Offer | None,
    *,
    refused: Refusal | None = None,
    day: Typed | None = None,
) -> HttpResponse:
    errors: Mapping[str, str] = {}
    if request.method == "POST" and refused is None:
        try:
            kept = actions.keep_offer(
                actor=actor,
                terms=_terms(typed),
                at=timezone.now(),
                offer_id=offer.pk if offer else None,
            )
        except Invalid as wrong:
            errors = wrong.fields
        except Refusal as wrong:
            errors = {"": wrong.message}
        else:
            messages.success(request, _("放号安排好了。已经约好的人时间不变。"))
            return redirect("desk:offer", offer_id=kept.pk)
    if refused is not None:
        errors = getattr(refused, "fields", {"": refused.message})
    questions = _questions(actor, typed, errors)
    placed = {question.name for question in questions}
    context = {
        **frame(request, actor, ROOM),
        "offer": offer,
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "general": [text for name, text in errors.items() if name not in placed],
        "days": preview(offer, at=timezone.now()) if offer is not None else [],
        "day": (day.get("day") or "") if day else "",
        "day_reason": (day.get("day_reason") or "") if day else "",
        "today": today(timezone.now()),
    }
    return render(request, "desk/offer.html", context, status=422 if errors else 200)


def _questions(actor: Actor, typed: Typed, errors: Mapping[str, str]) -> list[Question]:
    organisation = active_organisation(_whole(typed, "organisation") or 0)
    venues = halls_of_organisations([organisation.pk], rooms=True)[:MANY] if organisation else []
    people = access.people_to_offer(actor, organisation.pk)[:MANY] if organisation else ()
    now = timezone.now()
    services = services_to_book(organisation.region_id if organisation else "", now)
    weekdays = tuple(Choice(str(n), str(word)) for n, word in WEEKDAYS.items())
    choices: dict[str, tuple[Choice, ...]] = {
        "organisation": tuple(
            Choice(str(one.pk), one.name) for one in access.organisations_offering(actor)[:MANY]
        ),
        "manner": tuple(Choice(one.value, str(one.label)) for one in Manner),
        "venue": tuple(Choice(str(one.pk), one.name) for one in venues),
        "practitioner": tuple(Choice(str(one.pk), one.name) for one in people),
        "services": tuple(Choice(one.id, one.title.said) for one in services),
        "weekdays": weekdays,
    }
    asked: list[tuple[str, str, str, bool, str]] = [
        ("organisation", _("哪个机构"), "select", True, ""),
        ("title", _("约什么"), "line", True, _("例如：法律咨询")),
        ("manner", _("方式"), "radios", True, ""),
        ("venue", _("地点"), "select", False, _("当面的要选")),
        ("practitioner", _("和谁"), "select", False, _("不选就是本单位当班的人")),
        ("how", _("怎么参加"), "line", False, _("视频的会议号、几楼几室")),
        ("weekdays", _("每周哪几天"), "checks", True, _("放假自动停，调休上班的周末自动放。")),
        ("morning_from", _("上午从"), "time", False, ""),
        ("morning_to", _("上午到"), "time", False, ""),
        ("afternoon_from", _("下午从"), "time", False, ""),
        ("afternoon_to", _("下午到"), "time", False, ""),
        ("minutes", _("每位几分钟"), "whole", True, ""),
        ("capacity", _("同时几位"), "whole", True, ""),
        ("horizon", _("提前几天可以约"), "whole", True, ""),
        ("cutoff", _("最晚提前几小时约"), "whole", True, ""),
        ("starts", _("从哪天起"), "date", True, ""),
        ("ends", _("到哪天止"), "date", False, _("空着就一直放")),
        ("services", _("只约这些事项"), "checks", False, _("不选就什么都可以问")),
    ]
    return [
        Question(
            name,
            label,
            widget if widget in {"select", "radios", "checks"} else "line",
            tuple(typed.getlist(name)),
            choices.get(name, ()),
            required=required,
            error=errors.get(name, ""),
            hint=hint,
            input_type=widget if widget in {"time", "date"} else "text",
            input_mode="numeric" if widget == "whole" else "",
            maximum={"title": 40, "how": 200}.get(name, 10),
        )
        for name, label, widget, required, hint in asked
    ]


def _terms(typed: Typed) -> Terms:
    def text(name: str) -> str:
        return (typed.get(name) or "").strip()

    return Terms(
        organisation=_whole(typed, "organisation"),
        title=text("title"),
        manner=text("manner"),
        starts=_day(typed, "starts"),
        weekdays=tuple(int(n) for n in typed.getlist("weekdays") if n in set("0123456")),
        morning=(_time(typed, "morning_from"), _time(typed, "morning_to")),
        afternoon=(_time(typed, "afternoon_from"), _time(typed, "afternoon_to")),
        minutes=_whole(typed, "minutes"),
        capacity=_whole(typed, "capacity"),
        horizon=_whole(typed, "horizon"),
        cutoff=_whole(typed, "cutoff"),
        ends=_day(typed, "ends"),
        venue=_whole(typed, "venue"),
        practitioner=_whole(typed, "practitioner"),
        services=tuple(one for one in typed.getlist("services") if one),
        how=text("how"),
    )


def _as_typed(offer: Offer) -> Typed:
    """The offer as its form holds it."""

    def clock(moment: time | None) -> str:
        return moment.strftime("%H:%M") if moment else ""

    single: dict[str, Any] = {
        "organisation": offer.organisation_id,
        "title": offer.title,
        "manner": offer.manner,
        "venue": offer.venue_id,
        "practitioner": offer.practitioner_id,
        "how": offer.how,
        "morning_from": clock(offer.morning_from),
        "morning_to": clock(offer.morning_to),
        "afternoon_from": clock(offer.afternoon_from),
        "afternoon_to": clock(offer.afternoon_to),
        "minutes": offer.minutes,
        "capacity": offer.capacity,
        "horizon": offer.horizon,
        "cutoff": offer.cutoff,
        "starts": offer.starts.isoformat(),
        "ends": offer.ends.isoformat() if offer.ends else "",
    }
    typed = Typed({name: ["" if value is None else str(value)] for name, value in single.items()})
    typed.setlist("weekdays", [str(day) for day in offer.weekdays])
    typed.setlist("services", list(offer.services))
    return typed


def _must_keep(actor: Actor) -> None:
    if not access.keeps_somewhere(actor):
        raise Forbidden(_("放号由本单位负责人或者主管司法局安排。"))


def _day(typed: Typed, name: str) -> date | None:
    day = _parsed(typed, name, date.fromisoformat)
    return day if day and 2000 <= day.year <= 2100 else None


def _time(typed: Typed, name: str) -> time | None:
    moment = _parsed(typed, name, time.fromisoformat)
    return moment if moment is None or moment.tzinfo is None else None


def _whole(typed: Typed, name: str) -> int | None:
    given = (typed.get(name) or "").strip()
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None


def _parsed(typed: Typed, name: str, read: Callable[[str], T]) -> T | None:
    try:
        return read((typed.get(name) or "").strip())
    except ValueError:
        return None

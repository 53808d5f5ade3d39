"""The roster of a hall, week by week (CEN-27: at least two on duty; CEN-28)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from santai.capabilities.people.access import Actor
from santai.capabilities.people.queries import colleagues
from santai.capabilities.reception import access, actions
from santai.capabilities.reception.enums import Shift
from santai.capabilities.reception.queries import week
from santai.kernel.errors import Invalid, Refusal
from santai.pages.actors import staff_page
from santai.pages.forms.questions import Choice, Question, Typed, typed_in
from santai.pages.frames import frame
from santai.pages.moments import day_words, today

WEEK = timedelta(days=7)


@staff_page("counter", "intake")
def roster(request: HttpRequest, actor: Actor, venue_id: int) -> HttpResponse:
    hall, now = access.hall_for(actor, venue_id), timezone.now()
    monday = _monday(request.GET.get("week", ""), today(now))
    typed = typed_in(request.POST)
    error, wrong = "", {}
    if request.method == "POST":
        try:
            said = _change(actor, venue_id, monday, typed)
        except Invalid as refused:
            wrong = refused.fields
        except Refusal as refused:
            error = refused.message
        else:
            messages.success(request, said)
            return redirect(f"{reverse('counter:duty', args=[venue_id])}?week={monday.isoformat()}")
    people = colleagues(hall.organisation_id, on=monday).order_by("name", "pk")
    choices = tuple(Choice(str(person.pk), person.name) for person in people)
    questions = _questions(typed, wrong, monday, choices, now)
    context = {
        **frame(request, actor, "counter:home"),
        "hall": hall,
        "days": week(hall, monday),
        "monday": monday,
        "before": (monday - WEEK).isoformat(),
        "after": (monday + WEEK).isoformat(),
        "leads": access.leads(actor, hall),
        "questions": questions,
        "wrong": [question for question in questions if question.error],
        "error": error,
        "today": today(now),
    }
    return render(request, "counter/duty.html", context, status=422 if error or wrong else 200)


def _change(actor: Actor, venue_id: int, monday: date, typed: Typed) -> str:
    if typed.get("step") == "copy":
        copied = actions.copy_week(actor=actor, venue_id=venue_id, monday=monday)
        return _("照上周排了 %(n)s 班。") % {"n": copied}
    if gone := _whole(typed.get("off")):
        actions.take_off_duty(actor=actor, venue_id=venue_id, duty_id=gone)
        return _("已取消这一班。")
    day = _date(typed.get("day") or "")
    if day is None:
        raise Invalid({"day": _("请选日期。")})
    actions.put_on_duty(
        actor=actor,
        venue_id=venue_id,
        day=day,
        shift=typed.get("shift") or "",
        window=_whole(typed.get("window")),
        account_id=_whole(typed.get("account")),
    )
    return _("排上了。")


def _questions(
    typed: Typed, wrong: dict[str, str], monday: date, people: tuple[Choice, ...], now: Any
) -> list[Question]:
    days = [monday + timedelta(days=place) for place in range(7)]
    asked: list[tuple[str, str, str, tuple[Choice, ...]]] = [
        (
            "day",
            _("哪一天"),
            "select",
            tuple(Choice(d.isoformat(), day_words(d, now)) for d in days),
        ),
        ("shift", _("班次"), "select", tuple(Choice(s.value, str(s.label)) for s in Shift)),
        ("window", _("几号窗口"), "line", ()),
        ("account", _("谁值班"), "select", people),
    ]
    return [
        Question(
            name,
            label,
            widget,
            tuple(typed.getlist(name)),
            choices,
            required=True,
            error=wrong.get(name, ""),
            input_mode="numeric",
            maximum=2,
        )
        for name, label, widget, choices in asked
    ]


def _monday(text: str, day: date) -> date:
    day = _date(text) or day
    return day - timedelta(days=day.weekday())


def _date(text: str) -> date | None:
    """A day people could mean; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _whole(text: str | None) -> int:
    given = (text or "").strip()
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0

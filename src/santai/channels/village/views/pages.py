"""The pages as ordinary forms that post. A browser with script keeps what they say on the device first."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.people.access import Actor
from santai.channels.village import actions, parts, said
from santai.channels.village.queries import sent
from santai.channels.village.views.api import receipt
from santai.kernel.errors import Forbidden, Invalid, Refusal
from santai.kernel.workdays import ZONE
from santai.pages import fieldwork
from santai.pages.actors import View, staff_page
from santai.pages.forms.questions import Typed, typed_in

CHANNEL = "village"
LONGEST_SIZE = 9  # digits of a photograph's size


def field_page(view: View) -> View:
    """The view is for who works in villages; others are told so, strangers sign in."""

    def guarded(request: HttpRequest, actor: Actor) -> HttpResponseBase:
        if not fieldwork.posts(actor):
            raise Forbidden(_("您的岗位不在村居记录。需要的话，请联系本单位的系统管理员。"))
        return view(request, actor)

    return staff_page(CHANNEL)(guarded)


@require_safe
@field_page
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    return render(request, "village/home.html", {"here": "home", "entries": sent(actor)})


@field_page
def intake(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _form(request, actor, said.INTAKE)


@field_page
def visit(request: HttpRequest, actor: Actor) -> HttpResponse:
    return _form(request, actor, said.VISIT)


def _form(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    typed = typed_in(request.POST)
    if request.method != "POST":
        typed["at"] = timezone.now().astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
        return _page(request, actor, kind, typed, (), {})
    photos, now = _kept(typed), timezone.now()
    try:
        photos = (*photos, *_given(request, actor, now))
        told = said.Said(kind, _answers(typed), photos)
        done = actions.record(actor=actor, key=_key(typed), said=told, at=now)
    except actions.SentBefore:  # sent, gone back to, changed: perhaps another entry
        typed["key"] = str(uuid4())
        errors = {"key": _("这一页刚才已经送出过一次。确实要另记一条的，再点一次。")}
        return _page(request, actor, kind, typed, photos, errors)
    except Refusal as refused:
        errors = refused.fields if isinstance(refused, Invalid) else {"": refused.message}
        return _page(request, actor, kind, typed, photos, errors, refused.status)
    messages.success(request, _("收到了，编号 {number}。").format(**receipt(done.entry)))
    return redirect("village:home")


def _page(
    request: HttpRequest,
    actor: Actor,
    kind: str,
    typed: Typed,
    photos: tuple[said.Photo, ...],
    errors: dict[str, str],
    status: int = 422,
) -> HttpResponse:
    villages = said.village_question(typed, said.villages(actor), errors.get("village", ""))
    context = form_context(kind, typed, errors) | {
        "village": villages,
        "photos": [f"{photo.sha256}:{photo.size}:{photo.name}" for photo in photos],
        "photos_error": errors.get("photos", ""),
        "key": _key(typed),
    }
    asked = {"village", "photos", *(question.name for question in context["questions"])}
    context["wrong"] = [q for q in (villages, *context["questions"]) if q.error]
    context["general"] = [text for name, text in errors.items() if name not in asked - {"photos"}]
    return render(request, "village/form.html", context, status=status if errors else 200)


def form_context(kind: str, typed: Typed, errors: dict[str, str]) -> dict[str, Any]:
    """What a page asks of everybody alike; the shell on the device is made of it."""
    about = {"topic": said.CONSULTATION, "matter": said.AID}
    wanted = dict.fromkeys(("matter", "name", "phone"), said.AID)
    asked = [
        (question, about.get(question.name, ""), wanted.get(question.name, ""))
        for question in said.questions(kind, typed, errors)
    ]
    return {"kind": kind, "here": kind, "asked": asked, "questions": [one[0] for one in asked]}


def _key(typed: Typed) -> UUID:
    try:
        return UUID(typed.get("key") or "")
    except ValueError:
        return uuid4()


def _answers(typed: Typed) -> Typed:
    """What was answered, without what our own page put beside it."""
    ours = {"csrfmiddlewaretoken", "key", "photo"}
    return Typed({name: values for name, values in typed.lists() if name not in ours})


def _kept(typed: Typed) -> tuple[said.Photo, ...]:
    """Photographs that came with the page before a mistake was found; a browser would not send them again."""
    told = (text.split(":", 2) for text in typed.getlist("photo") if text.count(":") > 1)
    sized = (one for one in told if one[1].isdecimal() and len(one[1]) <= LONGEST_SIZE)
    return tuple(said.Photo(sha, int(size), name) for sha, size, name in sized)


def _given(request: HttpRequest, actor: Actor, at: datetime) -> tuple[said.Photo, ...]:
    account = cast(int, actor.account_id)  # staff have one
    return tuple(
        parts.hold_whole(account, upload.name or "", upload.read(), at=at)
        for upload in request.FILES.getlist("photos")
    )

"""How somebody wants pages to look: large type, light or dark, strong contrast. Kept in a cookie of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from santai.pages import languages
from santai.pages.forms.questions import Choice, Question

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COOKIE, KEPT = "look", 365 * 24 * 60 * 60  # seconds
LARGE = "large"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing to choose; the values are class names of `<html>`, "" for what the device says."""

    name: str
    label: StrOrPromise
    choices: tuple[tuple[str, StrOrPromise], ...]


WISHES = (
    Wish("size", _("字的大小"), (("", _("一般")), (LARGE, _("大字（长者模式）")))),
    Wish(
        "colour",
        _("明暗"),
        (("", _("跟着手机、电脑的设置")), ("light", _("浅色")), ("dark", _("深色"))),
    ),
    Wish("contrast", _("对比"), (("", _("一般")), ("strong", _("更清楚（高对比度）")))),
)
CLASSES = frozenset(value for wish in WISHES for value, _label in wish.choices) - {""}


def classes(request: HttpRequest) -> list[str]:
    """What was chosen; a cookie that somebody made up says nothing."""
    return [word for word in request.COOKIES.get(COOKIE, "").split() if word in CLASSES]


def context(request: HttpRequest) -> dict[str, str]:
    """For every template: the classes of `<html>`."""
    return {"look": " ".join(classes(request))}


def look(request: HttpRequest) -> HttpResponse:
    """The page of choices. Two of them are links in the head of every page: `toggle`, large type on and off,
    and `language`.

    Links and no forms, so that pages carry no token for them: how somebody reads is nothing to protect.
    """
    if (language := request.GET.get("language", "")) in languages.languages():
        return _kept(redirect(_next(request)), languages.COOKIE, language, request)
    chosen = classes(request)
    toggled = request.GET.get("toggle") == LARGE
    if request.method != "POST" and not toggled:
        questions = [
            Question(
                name=wish.name,
                label=str(wish.label),
                widget="radios",
                values=(next((value for value, _label in wish.choices if value in chosen), ""),),
                choices=tuple(Choice(value, str(label)) for value, label in wish.choices),
                required=True,
            )
            for wish in WISHES
        ]
        return render(request, "pages/look.html", {"questions": questions, "next": _next(request)})
    if toggled:
        chosen = [w for w in chosen if w != LARGE] if LARGE in chosen else [*chosen, LARGE]
    else:
        chosen = [word for wish in WISHES if (word := request.POST.get(wish.name)) in CLASSES]
    return _kept(redirect(_next(request)), COOKIE, " ".join(chosen), request)


def _kept(response: HttpResponse, name: str, value: str, request: HttpRequest) -> HttpResponse:
    response.set_cookie(
        name,
        value,
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


def _next(request: HttpRequest) -> str:
    """The page one came from, which the browser names; an address elsewhere is dropped."""
    target = request.POST.get("next") or request.headers.get("Referer") or "/"
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"

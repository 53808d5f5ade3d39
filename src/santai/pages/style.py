"""The living style page: every token and every piece of a page in all its states, from the templates in use.

It holds no data of anybody's and is there for everybody. What it shows cannot go stale: colours and contrasts are
read from the stylesheet, pieces are the very templates that pages are made of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from santai.capabilities.places.models import Venue
from santai.capabilities.reception.models import Ticket
from santai.pages.forms.questions import Choice, Question
from santai.pages.moments import TimeLeft
from santai.pages.story import Entry
from santai.pages.tokens import THEMES, Pair, pairs, tokens

KIN = "desk"  # the class of `<html>` that makes a page one of the desk's
LOOKS = ("light", "dark", "large", "strong", KIN)
SIZES = ("1.55", "1.2", "1", "0.875")  # rem: the type scale, largest first


@dataclass(frozen=True, slots=True)
class Switch:
    """A look to turn on or off; the address keeps the others."""

    title: str
    on: bool
    looks: str


@dataclass(frozen=True, slots=True)
class Theme:
    title: str
    pairs: list[Pair]


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The looks are those of the address: the page shows them without changing what its reader chose."""
    looks = [word for word in request.GET.get("looks", "").split() if word in LOOKS]
    samples = _questions()
    context = {
        "look": " ".join(looks),
        "switches": _switches(looks),
        "colours": [name for name, value in tokens("light").items() if value.startswith("#")],
        "themes": [Theme(_theme_titles()[name], pairs(name)) for name in THEMES],
        "sizes": SIZES,
        "spaces": (4, 8, 12, 16, 20, 24, 64),
        "questions": samples,
        "mistaken": [_mistaken(question) for question in samples],
        "wrong": [_mistaken(samples[0])],
        "general": [_("刚刚有人办理过，请看一下现在的情况。")],
        "times": _times(),
        "entries": _entries(timezone.now()),
        "ticket": _ticket(timezone.now()),
        "hall": Venue(name=_("某某县公共法律服务大厅")),
        "said": [_("收到 2 个文件。")],
    }
    return render(request, "pages/style.html", context)


def _switches(looks: list[str]) -> list[Switch]:
    titles = (_("浅色"), _("深色"), _("大字"), _("高对比"), _("工作台"))
    return [
        Switch(title, name in looks, " ".join(_toggled(looks, name)))
        for name, title in zip(LOOKS, titles, strict=True)
    ]


def _toggled(looks: list[str], name: str) -> list[str]:
    """Light and dark exclude each other."""
    against = {"light": "dark", "dark": "light"}.get(name)
    kept = [look for look in looks if look not in {name, against}]
    return kept if name in looks else [*kept, name]


def _theme_titles() -> dict[str, str]:
    titles = (_("浅色"), _("深色"), _("浅色，高对比"), _("深色，高对比"))
    return dict(zip(THEMES, titles, strict=True))


def _questions() -> list[Question]:
    """One of every widget, required and not."""
    choices = (
        Choice("wages", _("劳动报酬"), note=_("工资、加班费、经济补偿")),
        Choice("injury", _("工伤赔偿")),
        Choice("support", _("赡养、抚养")),
    )
    towns = tuple(Choice(name, name, group=_("某某县")) for name in (_("东镇"), _("西乡")))
    several = tuple(Choice(str(day), _("%(day)d 日") % {"day": day}) for day in range(1, 13))
    widgets: tuple[tuple[str, str, tuple[Choice, ...]], ...] = (
        ("line", _("姓名"), ()),
        ("paragraph", _("发生了什么事"), ()),
        ("radios", _("是哪一类事"), choices),
        ("checks", _("还涉及什么"), choices),
        ("radios", _("有没有危险"), choices[:2]),
        ("checks", _("哪几天方便"), several),
        ("select", _("由谁办理"), choices),
        ("region", _("您在哪里"), towns),
    )
    return [
        Question(
            name=f"{widget}-{place}",
            label=label,
            widget=widget,
            choices=given,
            values=tuple(choice.value for choice in given[:1]),
            hint=_("写成身份证上的样子。") if place == 0 else "",
            why=_("用来写受理凭证，别处不用。") if place == 0 else "",
            asked_when=_("选了“劳动报酬”才问。") if place == 1 else "",
            required=place % 2 == 0,
        )
        for place, (widget, label, given) in enumerate(widgets)
    ]


def _mistaken(question: Question) -> Question:
    error = _("“%(label)s”要填。") % {"label": question.label}
    return replace(question, name=f"{question.name}-wrong", values=(), error=error)


def _times() -> list[TimeLeft]:
    """The first column of every list, from what is over to what nobody counts."""
    words = (
        ("late", _("超 1 天")),
        ("now", _("今天到期")),
        ("soon", _("剩 1 个工作日")),
        ("calm", _("剩 6 个工作日")),
        ("calm", _("不计时")),
    )
    return [TimeLeft(text, urgency) for urgency, text in words]


def _entries(now: datetime) -> list[Entry]:
    """One thing that happened by each of the three doors."""
    told = (
        ("portal", _("提交"), _("网站")),
        ("hotline", _("补充情况"), _("热线")),
        ("counter", _("接收材料"), _("窗口")),
    )
    lines = ((_("材料"), _("身份证明")),)
    return [
        Entry(
            place,
            now,
            title,
            who=_("申请人"),
            organisation="",
            channel=door,
            track=track,
            lines=lines if track == "counter" else (),
            target=_("审查中") if track == "portal" else "",
        )
        for place, (track, title, door) in enumerate(told)
    ]


def _ticket(now: datetime) -> Ticket:
    return Ticket(number="A017", priority="elder", taken_at=now)

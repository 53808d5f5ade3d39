"""Words and numbers as the pages write them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from santai.capabilities.people.masking import mask_name, mask_phone
from santai.catalogue.current import catalogue
from santai.catalogue.schema import MaterialSpec, Service, Turn
from santai.catalogue.words import TURNS
from santai.kernel.citation import Citation
from santai.kernel.numbers import grouped
from santai.kernel.words import day_said, listed, said, say
from santai.pages import cited, moments
from santai.pages.forms.intake import ANSWERS_
from santai.pages.forms.telling import story_field
from santai.pages.moments import TimeLeft
from santai.pages.story import CHANNELS, of_the_party

register = template.Library()

register.filter("masked_name", mask_name)
register.filter("masked_phone", mask_phone)


@register.filter
def number(text: str) -> str:
    """An order number in groups: 264 8392 0715."""
    return grouped(str(text))


@register.filter
def day(value: date | datetime | None) -> str:
    """ "11 月 26 日（周四）"."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = moments.today(value)
    return moments.day_words(value, timezone.now())


@register.filter
def date_only(value: date) -> str:
    """ "2026 年 11 月 26 日": for the dates of rules, whose weekday says nothing."""
    return day_said(value, year=True)


@register.filter
def moment(value: datetime | None) -> str:
    """ "11 月 26 日（周四）9:05"."""
    return "" if value is None else moments.moment_words(value, timezone.now())


@register.filter
def by_when(value: datetime | None) -> str:
    """The end of a limit: "11 月 26 日（周四）前"."""
    return "" if value is None else moments.by_words(value, timezone.now())


@register.filter
def time_left(due_at: datetime | None) -> TimeLeft:
    """Words and urgency: "剩 2 个工作日", "超 1 天"."""
    return moments.time_left(due_at, timezone.now(), catalogue().calendar)


@register.filter
def channel(code: str) -> str:
    return CHANNELS.get(code, code)


@register.filter
def wanted(material: MaterialSpec) -> str:
    """Whether a material must be shown, and how."""
    must = say("有的情况免交") if material.unless else say("要交")
    parts = (
        must if material.required else say("可以不交"),
        say("看原件") if material.original else "",
        say("{count} 份", count=material.copies) if material.copies > 1 else "",
        say("可以签承诺书代替") if material.commitment else "",
        say("能联网查到的不用交") if material.shared_data else "",
    )
    return said("；").join(filter(None, parts))


@register.filter
def turn(code: str) -> str:
    """Whose turn it is, in a word."""
    return TURNS[Turn(code)]


@register.filter
def law(basis: tuple[Citation, ...]) -> str:
    """Citations as lawyers write them."""
    return listed(citation.said for citation in basis)


@register.simple_tag(takes_context=True)
def law_links(context: Any, basis: tuple[Citation, ...]) -> str:
    """Citations, each a link to its article; plain where `plain_law` says that a page must not be left."""
    if context.get("plain_law"):
        return law(basis)
    comma = said("、")
    *others, last = [law_link(citation) for citation in basis] or [""]
    # Held together with its comma, which would begin the next line otherwise.
    held = ((one, comma.rstrip(), comma[len(comma.rstrip()) :]) for one in others)
    return format_html("{}{}", format_html_join("", '<span class="held">{}{}</span>{}', held), last)


@register.simple_tag
def law_link(citation: Citation) -> str:
    """A citation that leads to what the article says."""
    address = cited.address(citation)
    if not address:
        return citation.said
    return format_html('<a class="law" href="{}">{}</a>', address, citation.said)


@register.simple_tag
def article_link(written: str, title: str) -> str:
    """A title that leads to the article whose citation was kept as words ("民法典 675")."""
    address = cited.address(Citation.parse(written))
    return format_html('<a class="law" href="{}">{}</a>', address, title) if address else title


@register.filter
def state_title(order: Any) -> str:
    """The state of an order in the words of the version it was born with."""
    return catalogue().service_version(order.service, order.version).state(order.state).title.said


@register.filter
def state_for_staff(order: Any) -> str:
    """The state of an order as staff read it in a list."""
    return of_the_party(state_title(order))


register.filter("of_the_party", of_the_party)


@register.filter
def matter(order: Any) -> str:
    """What an order is, in a list beside others: what it is about, and the service where that says more."""
    service = catalogue().service_version(order.service, order.version).title
    if order.title == service.zh:
        return service.said
    return format_html("{} <small>{}</small>", said(order.title), service.said)


@register.filter
def group_title(group: str) -> str:
    """A group of people by its title; one that left the catalogue by the word it was kept under."""
    known = catalogue().groups.get(group)
    return known.title.said if known else group


@register.filter
def capped(count: int) -> str:
    """A count nobody needs exactly: "999+"."""
    return "999+" if count > 999 else str(count)


@register.filter
def tells(service: Service) -> str:
    """The name of the question of a service where people tell their story; "" where there is none."""
    told = story_field(service)
    return ANSWERS_ + told.key if told else ""

"""What is typed into an answer or a case, checked before it is kept; every mistake at its field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from santai.capabilities.knowledge.enums import LONGEST
from santai.capabilities.places import codes
from santai.capabilities.places.queries import is_known
from santai.catalogue.answers import topics_of
from santai.catalogue.current import catalogue
from santai.catalogue.errors import CatalogueError, NotInCatalogue
from santai.catalogue.loader.reading import Node
from santai.catalogue.loader.scope import Scope, World
from santai.catalogue.words import is_public

Errors = dict[str, str]


def citations_in(lines: Iterable[str], on: date, errors: Errors) -> list[str]:
    """Citations as they are kept; each must be of a law in force on the day, and of an article it has."""
    read = Scope(World(catalogue().laws), {"": on}, {}).citation
    kept, wrong = [], []
    for line in filter(None, (line.strip() for line in lines)):
        try:
            kept.append(str(read(Node(line, "", 0, ""))))
        except CatalogueError:
            wrong.append(line)
    if wrong:
        errors["citations"] = _("这些条文在目录里找不到：%(which)s。写法如“民法典 675”。") % {
            "which": "、".join(wrong)[:200]
        }
    elif not kept:
        errors["citations"] = _("请写明依据哪一条，至少一条。")
    return kept


def text_in(field: str, text: str, most: int, errors: Errors, *, least: int = 2) -> str:
    said = "\n".join(" ".join(line.split()) for line in text.strip().splitlines() if line.strip())
    if len(said) < least:
        errors[field] = _("请写清楚，至少 %(least)d 个字。") % {"least": least}
    elif len(said) > most:
        errors[field] = _("最多 %(most)d 个字。") % {"most": most}
    return said


def answer_in(text: str, errors: Errors) -> str:
    return text_in("text", text, LONGEST, errors, least=10)


def ways_in(lines: Iterable[str], errors: Errors) -> list[str]:
    ways = list(dict.fromkeys(" ".join(line.split()) for line in lines if line.strip()))
    if not 3 <= len(ways) <= 12:
        errors["ways"] = _("请写 3 到 12 种大家平常的问法，一行一种。")
    elif any(len(way) > 120 for way in ways):
        errors["ways"] = _("每种问法最多 120 个字。")
    return ways


def topic_in(topic: str, on: date, errors: Errors) -> str:
    if topic not in topics_of(catalogue(), on):
        errors["topic"] = _("请选择。")
    return topic


def service_in(service: str, place: str, on: date, errors: Errors) -> str:
    """A service people can ask for themselves there, or none."""
    if service:
        try:
            if is_public(catalogue().service(service, codes.prefix(place), on)):
                return service
        except NotInCatalogue:
            pass
        errors["service"] = _("没有这个事项，或者不能自己申请。")
    return service


def place_in(place: str, errors: Errors) -> str:
    if place != codes.NATION and not (codes.is_code(place) and is_known(place)):
        errors["place"] = _("请选择地区。")
        return codes.NATION
    return place


def days_in(since: str, until: str, errors: Errors) -> tuple[date, date]:
    found = []
    for name, text in (("valid_from", since), ("valid_until", until)):
        try:
            found.append(date.fromisoformat(text))
        except ValueError:
            errors[name] = _("请填日期，如 2026-03-01。")
            found.append(date.min)
    if not errors.keys() & {"valid_from", "valid_until"} and found[1] < found[0]:
        errors["valid_until"] = _("结束的日子要在开始以后。")
    return found[0], found[1]

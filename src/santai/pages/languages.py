"""The languages pages can be read in: found as files, chosen by the visitor, kept in a cookie of theirs.

A language is there when `locale/<language>/language.yaml` is, here or in a catalogue folder of the bureau:

    name: ئۇيغۇرچە            # in its own script
    direction: rtl            # ltr where nothing is said
    tag: ug                   # for the browser; the name of the folder where nothing is said
    draft: …                  # the notice on every page, in that language, until it was reviewed

A bureau's site is Chinese unless somebody asks for another language, whatever their browser says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import to_language

COOKIE = "language"
OURS: Path = Path(__file__).parent / "locale"


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is Django's; `draft`: a notice in the language itself, "" once its words were reviewed."""

    code: str
    tag: str
    name: str
    direction: str = "ltr"
    draft: str = ""

    @property
    def default(self) -> bool:
        return self.code == settings.LANGUAGE_CODE


def found(folders: Iterable[Path]) -> list[Language]:
    """The languages in these folders: complete ones first, by name of the folder, Chinese before all."""
    files = (path for folder in folders for path in folder.glob("*/language.yaml"))
    languages = {path.parent.name: _read(path) for path in files}.values()
    return sorted(languages, key=lambda one: (bool(one.draft), one.code != "zh-hans", one.code))


@cache
def languages() -> dict[str, Language]:
    """Those of this installation, by code."""
    return {one.code: one for one in found([OURS, *map(Path, settings.LOCALE_PATHS)])}


def current() -> Language:
    known = languages()
    return known.get(translation.get_language() or "", known[settings.LANGUAGE_CODE])


def chosen(request: HttpRequest) -> str:
    """The visitor's choice; a cookie that somebody made up says nothing."""
    code = request.COOKIES.get(COOKIE, "")
    return code if code in languages() else settings.LANGUAGE_CODE


class Chosen:
    """Middleware: everything inside speaks the visitor's language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(chosen(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", current().tag)
        return response


def translated(text: str, count: int | None) -> str:
    """For kernel and catalogue, which know no Django. A page says thousands of texts: Chinese is as written,
    and what another language says is remembered."""
    language = translation.get_language()
    if language == settings.LANGUAGE_CODE or language is None:
        return text
    if count is None:
        return _said_in(language, text)
    return translation.ngettext(text, text, count)


@lru_cache(maxsize=20_000)
def _said_in(language: str, text: str) -> str:
    """`language` is the active one."""
    return translation.gettext(text)


def context(request: HttpRequest) -> dict[str, object]:
    """For every template: the language of the page, and those it can be read in."""
    return {"language": current(), "languages": languages().values()}


def _read(path: Path) -> Language:
    code = to_language(path.parent.name)
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Language(**{"code": code, "tag": code} | told)

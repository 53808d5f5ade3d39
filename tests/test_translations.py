"""Every text that people read has its words in every complete language, with the same values in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import gettext, ngettext, override, to_locale

from santai.catalogue.current import catalogue
from santai.catalogue.schema import Text
from santai.pages.languages import Language, languages
from santai.project.texts import PACKAGE, parts, texts

PERCENT = re.compile(r"%\((\w+)\)s")
WORD = re.compile(r"\w+")
SCRIPTS = {"LATIN", "ARABIC", "TIBETAN", "MONGOLIAN", "CYRILLIC"}
TAGS = re.compile(r"</?\w+")
COMPLETE = [one for one in languages().values() if not one.draft and not one.default]


def files() -> list[Path]:
    return sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/django.po"))


def messages(path: Path) -> Iterator[Message]:
    with path.open("rb") as source:
        yield from (message for message in read_po(source, abort_invalid=True) if message.id)


def values(text: str) -> set[str]:
    """The names of the values in a text, in both ways of writing them."""
    named = {name for _, name, _, _ in Formatter().parse(text) if name}
    return named | set(PERCENT.findall(text))


def test_english_is_complete() -> None:
    assert [one.code for one in COMPLETE] == ["en"]


@pytest.mark.parametrize("language", COMPLETE, ids=lambda one: str(one.code))
@pytest.mark.parametrize("part", parts(), ids=lambda part: str(part.relative_to(PACKAGE)))
def test_every_text_has_its_words(part: Path, language: Language) -> None:
    """WEB: Chinese and English complete."""
    with override(language.code):
        missing = [
            text
            for text, counts in texts(part, catalogue()).items()
            if (ngettext(text, text, 2) if counts else gettext(text)) == text
            and re.search(r"[\u4e00-\u9fff]", text)
        ]
    assert missing == []


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_translation_has_the_values_and_the_tags_of_its_text(path: Path) -> None:
    """One count may be written as a word: “{count} day” need not say the number."""
    wrong = []
    for message in messages(path):
        text = message.id if isinstance(message.id, str) else message.id[0]
        said = [message.string] if isinstance(message.string, str) else list(message.string)
        wrong += [
            (text, one)
            for one in said
            if values(one) != values(text)
            or sorted(TAGS.findall(one)) != sorted(TAGS.findall(text))
        ]
    assert wrong == []


def test_english_beside_the_chinese_in_the_catalogue_says_the_same() -> None:
    known = catalogue()
    with override("en"):
        differing = [
            (text.zh, text.en, gettext(text.zh))
            for id_ in known.ids
            for version in known.versions(id_)
            for text in _titles(known.service_version(id_, version))
            if text.en and gettext(text.zh) != text.en
        ]
    assert differing == []


def test_whoever_has_no_language_reads_chinese() -> None:
    assert settings.LANGUAGE_CODE == "zh-hans"
    with override("zh-hans"):
        assert gettext("继续") == "继续"


def _titles(service: object) -> Iterator[Text]:
    yield from (getattr(service, name) for name in ("title", "summary"))


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_word_mixes_the_letters_of_two_scripts(path: Path) -> None:
    """A slip of the keyboard: one Latin letter in the middle of a word in Arabic letters."""
    words = [
        word
        for message in messages(path)
        for said in ([message.string] if isinstance(message.string, str) else message.string)
        for word in WORD.findall(PERCENT.sub(" ", said))
    ]
    assert list(filter(_mixed, words)) == []


def _mixed(word: str) -> bool:
    return len(SCRIPTS & {unicodedata.name(letter, "?").split()[0] for letter in word}) > 1


@pytest.mark.parametrize("language", languages().values(), ids=lambda one: str(one.code))
def test_one_text_has_the_same_words_in_every_part(language: Language) -> None:
    """The parts share one dictionary when the house runs: the first would win, whatever the others say."""
    said: dict[tuple[str | None, str], set[str]] = {}
    for path in files():
        if path.parents[1].name == to_locale(language.code):
            for message in messages(path):
                said.setdefault((message.context, str(message.id)), set()).add(str(message.string))
    assert {text: words for text, words in said.items() if len(words) > 1} == {}

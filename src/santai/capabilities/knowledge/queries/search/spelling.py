"""What somebody meant to type: in pinyin, with a sign that sounds the same, with one wrong sign.

Only words that the library, the catalogue or the book of everyday speech holds are offered, and a text that holds one
of the first two already is left as it is. Everyday words are known by their sound alone: one sign makes them another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from santai.capabilities.knowledge.models import Law
from santai.capabilities.knowledge.ranking.text import split
from santai.catalogue.catalogue import Catalogue
from santai.catalogue.current import catalogue

LETTERS = re.compile(r"[a-z']+(?: [a-z']+)*")
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
SHORTEST, LONGEST = 3, 8  # signs of a word that is put right; shorter ones sound alike too often
TYPED = 5  # letters that are taken for pinyin
ENDINGS = re.compile(r"(法|条例|规定|办法|规则|解释)$")


@dataclass(frozen=True)
class Vocabulary:
    words: frozenset[str]  # of the library, the catalogue and the law
    by_sound: dict[str, str]
    by_gap: dict[tuple[int, str], str]  # the word without one sign, and where it was
    short: dict[str, str]  # words of two signs by their sound


def respelled(text: str) -> str:
    """The text as it was probably meant; the same text where nothing is better."""
    known = vocabulary()
    lower = LETTERS.sub(lambda match: _from_letters(match[0], known), text.lower())
    return CHINESE.sub(lambda match: _put_right(match[0], known), lower)


def sounded(letters: str, words: Iterable[str]) -> list[str]:
    """The words whose pinyin begins with these letters."""
    typed = re.sub("[^a-z]", "", letters.lower())
    return [word for word in words if len(typed) > 1 and sound(word).startswith(typed)]


def vocabulary() -> Vocabulary:
    """Of the library and the catalogue as they are now; one query."""
    titles = Law.objects.filter(measuring=False).order_by("short").values_list("short", flat=True)
    return _vocabulary(catalogue(), tuple(titles))


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(word, errors="ignore"))


@lru_cache(maxsize=2)
def _vocabulary(loaded: Catalogue, titles: tuple[str, ...]) -> Vocabulary:
    words = dict.fromkeys(filter(_fits, _words(loaded, titles)))
    terms = loaded.triage.terms
    everyday = [word for one in terms.values() for word in one.says if _fits(word)]
    gaps = {
        (at, word[:at] + word[at + 1 :]): word
        for word in words
        for at in range(len(word))
        if len(word) > SHORTEST
    }
    sounds: dict[str, str] = {}
    for word in (*words, *everyday):
        sounds.setdefault(sound(word), word)
    short = {sound(term): term for term in terms if len(term) == 2}
    return Vocabulary(frozenset(words), sounds, gaps, short)


def _fits(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and CHINESE.fullmatch(word) is not None


def _words(loaded: Catalogue, titles: tuple[str, ...]) -> Iterator[str]:
    yield from loaded.triage.terms
    for title in (*titles, *(law.title for law in loaded.laws.values())):
        yield title
        yield ENDINGS.sub("", title)
    for id_ in loaded.ids:
        title = loaded.service_version(id_, loaded.versions(id_)[-1]).title.zh
        yield title
        yield from _pairs(split(title))


def _pairs(words: list[str]) -> Iterator[str]:
    yield from words
    yield from (one + two for one, two in pairwise(words))


def _from_letters(letters: str, known: Vocabulary) -> str:
    typed = re.sub("[^a-z]", "", letters)
    if len(typed) < TYPED:
        return letters
    if typed in known.by_sound:
        return known.by_sound[typed]
    begun = [word for heard, word in known.by_sound.items() if heard.startswith(typed)]
    return min(begun, key=lambda word: (len(word), word)) if begun else letters


def _put_right(run: str, known: Vocabulary) -> str:
    """The longest stretch that sounds like a known word, or is one but for a sign, is replaced."""
    if any(word in run for word in known.words):
        return run
    for size in range(min(LONGEST, len(run)), SHORTEST - 1, -1):
        for start in range(len(run) - size + 1):
            if meant := _meant(run[start : start + size], known):
                return run[:start] + meant + run[start + size :]
    return _short_put_right(run, known)


def _short_put_right(run: str, known: Vocabulary) -> str:
    """Two signs that are no word, and sound like one of the law's: 离昏."""
    for piece in (run[at : at + 2] for at in range(len(run) - 1)):
        meant = known.short.get(sound(piece), "")
        if meant and meant not in run and not _is_word(piece):
            return run.replace(piece, meant, 1)
    return run


def _is_word(piece: str) -> bool:
    """Whether the dictionary has it; without its guesses at words that it has not."""
    import rjieba

    return [*rjieba.cut(piece, False)] == [piece]


def _meant(piece: str, known: Vocabulary) -> str:
    if word := known.by_sound.get(sound(piece)):
        return word
    for at in range(len(piece)):
        if word := known.by_gap.get((at, piece[:at] + piece[at + 1 :])):
            return word
    return ""

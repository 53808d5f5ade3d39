"""The index of a library: built in seconds, kept in a folder, mapped from there by every process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from santai.capabilities.knowledge.ranking import arrays, meaning
from santai.capabilities.knowledge.ranking.arrays import Array, Strings
from santai.capabilities.knowledge.ranking.errors import NoIndex, OtherFormat
from santai.capabilities.knowledge.ranking.meaning import Meaning
from santai.capabilities.knowledge.ranking.pieces import Piece
from santai.capabilities.knowledge.ranking.postings import Floats, Postings, best
from santai.capabilities.knowledge.ranking.text import code, grams, split, words

FORMAT = 1
WORDS_COUNT = 0.5  # the share of the word reading beside grams, in a plain search
POSTINGS = {"grams": grams, "words": words, "places": grams}
SHORT_PLACES = 0.3  # headings differ little in what they say per character


@dataclass(frozen=True, slots=True)
class Hit:
    key: str
    name: str
    score: float
    why: tuple[str, ...]  # the words of the question that it holds, rarest first
    position: int  # in the index


class Index:
    """Pieces in the order they were given; a position is the number of a piece in that order."""

    def __init__(self, held: dict[str, Array], about: dict[str, Any]) -> None:
        self.held, self.about = held, about
        size, places = int(about["pieces"]), int(about["places"])
        sizes = {"grams": size, "words": size, "places": places}
        self.postings = {
            name: Postings.of([held[f"{name}_{part}"] for part in PARTS], sizes[name])
            for name in POSTINGS
        }
        self.keys = Strings(held["keys_data"], held["keys_begins"])
        self.names = Strings(held["names_data"], held["names_begins"])
        self.place_of: Array = np.asarray(held["place_of"])
        self.law_of: Array = np.asarray(held["law_of"])
        self.branch_of: Array = np.asarray(held["branch_of"])
        self.length: Array = np.asarray(held["length"])
        terms, basis, points = (held[f"meaning_{part}"] for part in ("terms", "basis", "points"))
        self.meaning = Meaning(terms, basis, points, self.postings["grams"])
        self.laws, self.places, self.branches = (
            int(numbered.max(initial=-1)) + 1
            for numbered in (self.law_of, self.place_of, self.branch_of)
        )
        self.law_sizes = np.bincount(self.law_of, minlength=self.laws)
        self.place_sizes = np.bincount(self.place_of, minlength=self.places)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def digest(self) -> str:
        """One name for the whole content: what was trained over it fits no other."""
        return str(self.about["digest"])

    @classmethod
    def build(cls, pieces: Iterable[Piece]) -> Index:
        held = _counted(list(pieces))
        size, places = len(held["place_of"]), int(held["place_of"].max(initial=-1)) + 1
        digest = arrays.digest(held)  # of what is counted; the rest is reckoned from it
        about = {"format": FORMAT, "pieces": size, "places": places, "digest": digest}
        grams_of = Postings.of([held[f"grams_{part}"] for part in PARTS], size)
        return cls(held | meaning.learn(grams_of), about)

    def save(self, folder: Path) -> None:
        arrays.write(folder, self.held, self.about)

    @classmethod
    def load(cls, folder: Path) -> Index:
        if not (folder / "about.json").is_file():
            raise NoIndex(folder)
        about = arrays.about(folder)
        if about["format"] != FORMAT:
            raise OtherFormat(folder, about["format"], FORMAT)
        names = [path.stem for path in folder.glob("*.npy")]
        return cls({name: arrays.mapped(folder, name) for name in names}, about)

    @cached_property
    def position_of(self) -> dict[str, int]:
        return {key: position for position, key in enumerate(self.keys)}

    @cached_property
    def positions_named(self) -> dict[str, list[int]]:
        """By the name people cite; versions of one article share it."""
        named: dict[str, list[int]] = {}
        for position, name in enumerate(self.names):
            named.setdefault(name, []).append(position)
        return named

    def scores(self, text: str) -> Floats:
        """Of every piece for this text, by grams and words together."""
        by_grams, by_words = self.postings["grams"], self.postings["words"]
        total = by_grams.scores(by_grams.query(grams(text)))
        total += WORDS_COUNT * by_words.scores(by_words.query(words(text)))
        return total

    def search(self, text: str, limit: int = 20, among: Array | None = None) -> list[Hit]:
        """The best pieces; `among` (true or false for every position) leaves out what a filter leaves out."""
        scores = self.scores(text)
        if among is not None:
            scores = np.where(among, scores, 0).astype(np.float32)
        positions = best(scores, limit)
        return self.hits(positions, scores[positions], text)

    def hits(self, positions: Array, scores: Floats, text: str) -> list[Hit]:
        """Pieces with their scores, and the words of the text that each holds, the rarest first."""
        why = self._why(text, positions)
        found = zip(positions.tolist(), scores.tolist(), why, strict=True)
        return [Hit(self.keys[at], self.names[at], score, words, at) for at, score, words in found]

    def _why(self, text: str, positions: Array) -> list[tuple[str, ...]]:
        """For all pieces at once, since a word is looked up once."""
        postings, held = self.postings["words"], list[tuple[float, str, Array]]()
        said = [word for word in dict.fromkeys(split(text)) if len(word) > 1]
        terms = postings.numbers(np.array([code(word) for word in said], np.uint64)).tolist()
        for word, term in zip(said, terms, strict=True):
            if term >= 0:
                here = _holds(postings.holding(term)[0], positions)
                held.append((-float(postings.rarity[term]), word, here))
        held.sort(key=lambda one: one[0])
        return [tuple(word for _, word, here in held if here[row]) for row in range(len(positions))]


PARTS = ("codes", "begins", "texts", "weights")


def _holds(texts: Array, positions: Array) -> Array:
    """Whether each position is among the texts, which are in order."""
    at = np.minimum(np.searchsorted(texts, positions), max(len(texts) - 1, 0))
    return texts[at] == positions if len(texts) else np.zeros(len(positions), bool)


def _counted(pieces: list[Piece]) -> dict[str, Array]:
    """All that is read from the texts themselves, which are not needed any more then."""
    places = list(dict.fromkeys(piece.place for piece in pieces))
    whole = [f"{piece.place} {piece.text}" for piece in pieces]
    held = _tables(pieces)
    held |= Postings.build(whole, grams).arrays("grams")
    held |= Postings.build(whole, words).arrays("words")
    return held | Postings.build(places, grams, length=SHORT_PLACES).arrays("places")


def _tables(pieces: list[Piece]) -> dict[str, Array]:
    """What is known of each piece beside its terms."""
    keys = Strings.of([piece.key for piece in pieces])
    names = Strings.of([piece.cited_as for piece in pieces])
    held = {"keys_data": keys.data, "keys_begins": keys.begins}
    held |= {"names_data": names.data, "names_begins": names.begins}
    held["place_of"] = _numbered([piece.place for piece in pieces])
    held["law_of"] = _numbered([piece.law for piece in pieces])
    held["branch_of"] = _numbered([piece.branch for piece in pieces])
    held["length"] = np.log1p([len(piece.text) for piece in pieces]).astype(np.float32)
    return held


def _numbered(values: list[str]) -> Array:
    """Equal values get one number, in the order they first appear."""
    number = {value: at for at, value in enumerate(dict.fromkeys(values))}
    return np.array([number[value] for value in values], np.int32)

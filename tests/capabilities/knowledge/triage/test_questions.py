"""The labelled questions themselves, and how well the kept half is read."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256

from santai.capabilities.knowledge.triage import read
from santai.catalogue.current import catalogue
from santai.catalogue.triage import NOT_OURS
from tests.capabilities.knowledge.triage.given import TODAY, half, learned, rows

REACHED = 0.93  # of the kept half; docs/triage.md has the figure and how it was kept apart
UNSEEN = 0.90  # of other people's questions that nothing was learned from
ALIKE = 0.5  # share of character pairs above which two questions are the same in other words


def pairs(text: str) -> set[str]:
    signs = re.sub(r"\W", "", text)
    return {signs[at : at + 2] for at in range(len(signs) - 1)} or {signs or text}


def alike(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


def test_there_are_eight_hundred_of_all_kinds_of_help() -> None:
    """KB-07: questions in the words of real people, labelled by service."""
    services = Counter(row["service"] for row in rows("questions.jsonl"))
    ours = {name for name in catalogue().triage.lines if name != "none"}
    assert services.total() >= 800
    assert set(services) == ours | {NOT_OURS}
    assert min(services.values()) >= 70


def test_the_halves_are_drawn_by_the_text_alone() -> None:
    drawn = {
        row["text"]: "kept" if sha256(row["text"].encode()).digest()[0] % 2 else "dev"
        for row in rows("questions.jsonl")
    }
    assert {row["text"]: row["half"] for row in rows("questions.jsonl")} == drawn


def test_no_question_of_the_kept_half_is_learned_in_other_words() -> None:
    known = [pairs(row["text"]) for row in learned()]
    near = [
        row["text"]
        for row in [*half("kept"), *rows("unseen.jsonl")]
        if max(alike(pairs(row["text"]), one) for one in known) > ALIKE
    ]
    assert near == []


def test_where_the_two_labellings_differ_one_of_them_was_settled_on() -> None:
    differ = [row for row in rows("questions.jsonl") if row["label1"] != row["label2"]]
    agreed = [row for row in rows("questions.jsonl") if row["label1"] == row["label2"]]
    assert [row["ref"] for row in agreed if row["service"] != row["label1"]] == []
    assert all(row["service"] in (row["label1"], row["label2"]) for row in differ)
    assert len(differ) == 1


def test_labels_name_fields_and_dangers_there_are() -> None:
    book = catalogue().triage
    given = [*rows("questions.jsonl"), *learned()]
    assert {row.get("field", "") for row in given} - {""} - set(book.fields) == set()
    assert {one for row in given for one in row.get("signals", [])} - set(book.dangers) == set()


def test_more_than_fifteen_hundred_questions_are_labelled_each_once() -> None:
    """KB-07: by the kinds of help there are; those of other people among them."""
    given = [*half("kept"), *learned()]
    kinds = {name for name in catalogue().triage.lines if name != "none"} | {NOT_OURS}
    assert len(given) > 1500
    assert len({row["text"] for row in given}) == len(given)
    assert {row["service"] for row in given} == kinds
    assert {row["service"] for row in rows("others.jsonl")} == kinds


def test_the_kept_half_is_read_as_well_as_we_say() -> None:
    """KB-07, HOT-14."""
    kept = half("kept")
    right = sum(read(row["text"], today=TODAY).service == row["service"] for row in kept)
    assert right / len(kept) >= REACHED


def test_questions_of_other_people_are_read_as_well_as_we_say() -> None:
    """KB-07, HOT-14: written and labelled by two readers who knew neither rules nor model, and learned by neither."""
    unseen = rows("unseen.jsonl")
    assert len(unseen) > 350
    assert [row["ref"] for row in unseen if row["label1"] != row["label2"]] == []
    right = sum(read(row["text"], today=TODAY).service == row["service"] for row in unseen)
    assert right / len(unseen) >= UNSEEN


def test_every_danger_in_the_kept_half_is_noticed_and_hardly_any_other() -> None:
    read_ = [
        (row, [one.id for one in read(row["text"], today=TODAY).signals]) for row in half("kept")
    ]
    missed = [row["text"] for row, found in read_ if not set(row["signals"]) <= set(found)]
    false = [row["text"] for row, found in read_ if not set(found) <= set(row["signals"])]
    assert missed == []
    assert len(false) <= 2

"""The files of triage: refused where they name what there is not."""

from __future__ import annotations

import pytest

from santai.catalogue.current import catalogue
from tests.catalogue.workshop import Workshop

FIELDS = "劳动: {title: 劳动, words: 工资}\n"
LINES = "advice: {title: 咨询, button: book}\n"
TOPIC = (
    "wages: {title: 欠薪, field: 劳动, line: advice, guide: aid/lantern,"
    " words: 欠薪, says: 要给, basis: 服务承诺}\n"
)


def test_the_packaged_files_hold_what_the_docs_say() -> None:
    book = catalogue().triage
    everyday = sum(len(term.says) for term in book.terms.values())
    assert everyday >= 400
    assert all(topic.basis for topic in book.topics.values())
    assert all(limit.basis for limit in book.limits.values())


def test_every_topic_leads_to_a_service_people_may_use() -> None:
    loaded = catalogue()
    guides = {topic.guide for topic in loaded.triage.topics.values()}
    assert guides - set(loaded.ids) == set()


def test_a_catalogue_without_triage_is_whole(workshop: Workshop) -> None:
    assert workshop.problems() == []


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("basis: 服务承诺", "basis: 民法典 188", "no law is called '民法典'"),
        ("guide: aid/lantern", "guide: aid/lamp", "no service is called 'aid/lamp'"),
        ("field: 劳动", "field: 劳务", "no field is called '劳务'"),
        ("words: 欠薪", "words: '[欠薪'", "is not a pattern: '[欠薪'"),
        ("words: 欠薪", "words: <欠薪>", "no term is called '欠薪'"),
        ("words: 欠薪", "words: 欠薪 欠薪", "names 欠薪 twice"),
    ],
)
def test_a_mistake_is_refused(workshop: Workshop, old: str, new: str, wrong: str) -> None:
    workshop.write("triage/fields.yaml", FIELDS)
    workshop.write("triage/lines.yaml", LINES)
    workshop.write("triage/topics.yaml", TOPIC)
    assert workshop.problems() == []
    workshop.change("triage/topics.yaml", old, new)
    assert [wrong in problem for problem in workshop.problems()] == [True]


def test_a_file_triage_does_not_know_is_refused(workshop: Workshop) -> None:
    workshop.write("triage/spells.yaml", "one: {words: 二}\n")
    assert ["triage has no file 'spells'" in problem for problem in workshop.problems()] == [True]

"""Files of answers, cases and guides: what is packaged is whole, and what is wrong is said (HOT-13, KB-09)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from santai.capabilities.knowledge.actions import bring_in, review
from santai.capabilities.knowledge.models import AnswerVersion, Case
from santai.capabilities.knowledge.queries import answers_like, files_of, topics
from santai.capabilities.knowledge.queries.files import WRITTEN_ON
from santai.catalogue.answers import read_answers, topics_of
from santai.catalogue.current import catalogue
from santai.catalogue.errors import CatalogueError
from santai.catalogue.words import is_public
from tests.capabilities.knowledge import texts
from tests.world import NOW, TODAY, World

FILE = """
from: 2026-03-01
until: 2026-12-31
topic: 借钱欠债
answers:
  loan:
    question: 别人借我的钱不还，怎么办？
    ways: [朋友借钱不还, 有借条他就是不给, 欠钱的人躲着不见]
    answer: 留好借条和转账记录，三年内去要。
    cites: [民法典 675]
    service: mediation/people
"""


def wrong(tmp_path: Path, old: str, new: str) -> str:
    path = tmp_path / "some.yaml"
    assert old in FILE
    path.write_text(FILE.replace(old, new))
    with pytest.raises(CatalogueError) as refused:
        read_answers(path, catalogue())
    return str(refused.value)


def test_what_is_packaged_is_enough_and_cites_and_leads_on() -> None:
    """At least 60 answers and 12 cases; each with its articles and a service people can ask for themselves."""
    answers, cases = files_of()
    assert len(answers) >= 60
    assert len(cases) >= 12
    assert [one.key for one in answers if not one.cites] == []
    assert {one.topic for one in answers} == set(topics_of(catalogue(), WRITTEN_ON))
    services = {one.service for one in answers}
    known = [catalogue().service(one, "", WRITTEN_ON) for one in services]
    assert [one.id for one in known if not is_public(one)] == []
    assert [key for key, count in Counter(one.key for one in answers).items() if count > 1] == []


def test_no_two_answers_are_asked_in_the_same_words() -> None:
    answers, _ = files_of()
    ways = Counter(way for one in answers for way in (one.question, *one.ways))
    assert [way for way, count in ways.items() if count > 1] == []


def test_every_guide_leads_to_answers_that_there_are() -> None:
    assert len(topics()) >= 5
    assert min(len(topic.answers) for topic in topics()) >= 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("民法典 675", "民法典 1300", "some.yaml:10: answers.loan.cites"),
        ("mediation/people", "mediation/peple", "Did you mean 'mediation/people'?"),
        ("topic: 借钱欠债", "topic: 天气", "topic"),
        (", 欠钱的人躲着不见", "", "names 2 ways of asking"),
        ("    answer: 留好", "    answr: 留好", "answers.loan.answer: is missing"),
        ("until: 2026-12-31", "until: 2025-12-31", "ends before it begins"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_how_to_mend_it(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert said in wrong(tmp_path, old, new)


def test_what_is_brought_in_waits_for_another_person_and_is_not_doubled(
    world: World, tmp_path: Path
) -> None:
    path = tmp_path / "some.yaml"
    path.write_text(FILE)
    writer = world.staff(*texts.WRITER)

    def bring() -> dict[str, int]:
        return dict(bring_in(read_answers(path, catalogue()), actor=writer, at=NOW))

    assert bring() == {"new": 1}
    assert bring() == {"same": 1}
    assert AnswerVersion.objects.get().state == "in-review"
    path.write_text(FILE.replace("三年内去要", "三年之内去要"))
    assert bring() == {"waits": 1}
    texts.let_through(world, AnswerVersion.objects.get())
    assert bring() == {"changed": 1}
    assert list(AnswerVersion.objects.order_by("number").values_list("number", "state")) == [
        (1, "approved"),
        (2, "in-review"),
    ]


def test_everything_packaged_can_be_brought_in_and_found_by_how_people_ask(world: World) -> None:
    """KB-04: of each answer's own ways of asking, left out one by one, most lead to it among the first five."""
    answers, cases = files_of()
    writer, reviewer = world.staff(*texts.WRITER), world.staff(*texts.REVIEWER)
    assert dict(bring_in(answers, cases, actor=writer, at=NOW)) == {
        "new": len(answers) + len(cases)
    }

    for model in (AnswerVersion, Case):
        for pk in list(model.objects.values_list("pk", flat=True)):
            review(model, pk, actor=reviewer, approve=True, opinion="", at=NOW)
    asked = {
        "老板拖着三个月工资不发": "wages-owed",
        "我老公打我怎么办": "violence",
        "邻居家狗把我咬了": "dog-bite",
        "爸爸走了没有遗嘱房子怎么分": "who-inherits",
        "借条怎么写才有用": "iou-writing",
    }
    found = {text: [one.key for one in answers_like(text, on=TODAY)] for text in asked}
    assert {text: key for text, key in asked.items() if key not in found[text]} == {}

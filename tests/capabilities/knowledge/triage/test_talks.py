"""A hundred talks: ordinary people, dialect, slips, several problems, abuse, nonsense, danger."""

from __future__ import annotations

import json

import pytest

from santai.capabilities.knowledge.triage import Reading, Source, begin, converse
from santai.capabilities.knowledge.triage.measuring import Talked, talk_table, talked
from santai.capabilities.knowledge.triage.talking import QUESTIONS
from tests.capabilities.knowledge.triage.given import TODAY, rows


@pytest.fixture(scope="module")
def talks() -> list[Talked]:
    return talked(rows("talks.jsonl"))


def test_ninety_five_of_a_hundred_reach_the_right_field_and_help(talks: list[Talked]) -> None:
    """KB-06, KB-07, HOT-14."""
    assert len(talks) == 100
    assert sum(one.right for one in talks) >= 95


def test_nothing_is_answered_without_a_source(talks: list[Talked]) -> None:
    assert [one.said for one in talks if one.answered and not one.sourced] == []


def test_every_danger_is_caught(talks: list[Talked]) -> None:
    assert [one.said for one in talks if one.missed] == []


def test_nonsense_and_what_is_not_ours_is_admitted(talks: list[Talked]) -> None:
    assert [one.answered for one in talks if one.service == "not ours"] == [False] * 5


def test_nobody_is_asked_more_than_three_questions(talks: list[Talked]) -> None:
    assert max(one.asked for one in talks) <= QUESTIONS


def test_the_table_ends_with_the_counts(talks: list[Talked]) -> None:
    last = talk_table(talks).splitlines()[-4:]
    assert last[1:3] == ["answers without a source: 0", "dangers missed: 0"]


def test_the_state_is_plain_data_and_survives_being_stored() -> None:
    turn = converse(begin(), "老板跑了，工资没给", today=TODAY)
    stored = json.loads(json.dumps(turn.state))
    assert turn.asks
    assert stored["asked"] == turn.asks.id
    assert converse(stored, "有欠条", today=TODAY).state["answers"] == {turn.asks.id: "yes"}


def test_an_answer_leads_to_one_button_and_cites_its_articles() -> None:
    state = begin()
    for said in ("老板跑了，工资没给", "有欠条", "是的"):
        turn = converse(state, said, today=TODAY)
        state = turn.state
    assert turn.offer
    assert (turn.offer.kind, turn.offer.service) == ("apply", "legal-aid/civil")
    assert "《劳动合同法》第三十条" in [one.title for one in turn.sources]
    assert turn.story == "老板跑了，工资没给"


def test_violence_told_only_when_asked_calls_a_person_in() -> None:
    asked = converse(begin(), "我想离婚", today=TODAY)
    assert asked.asks
    assert asked.asks.id == "violence_at_home"
    told = converse(asked.state, "是", today=TODAY)
    assert [one.id for one in told.signals] == ["domestic_violence"]
    assert told.hand_over
    assert [one.number for one in told.calls] == ["110", "12338"]


def test_danger_is_answered_before_anything_is_asked() -> None:
    turn = converse(begin(), "我老公又打我了，肋骨疼", today=TODAY)
    assert turn.asks is None
    assert turn.offer
    assert turn.offer.number == "110"


def test_what_the_library_has_is_the_answer_where_we_have_none() -> None:
    found = Source("《民法典》第九百一十条", "仓单可以转让")

    def library(text: str, reading: Reading) -> list[Source]:
        return [found]

    turn = converse(begin(), "仓储合同的货物凭证可以转让吗", today=TODAY, sources=library)
    assert turn.sources == (found,)
    assert turn.answered


def test_without_a_source_nothing_is_answered_and_a_person_is_offered() -> None:
    turn = converse(begin(), "仓储合同的货物凭证可以转让吗", today=TODAY)
    assert (turn.answered, turn.sources, turn.hand_over) == (False, (), True)
    assert turn.offer
    assert turn.offer.number == "12348"

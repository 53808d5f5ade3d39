"""Questions of people who talk to another system's robot or agent (KB-06, KB-07)."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.knowledge.models import Talk
from tests.capabilities.knowledge import texts
from tests.channels.partners.conftest import Caller
from tests.world import World


def ask(call: Caller, text: str, **more: Any) -> Any:
    return call("POST", "/ask", {"text": text, **more})


def test_a_question_gets_field_service_and_an_answer_with_its_sources(call: Caller) -> None:
    told = ask(call, "在工地上干了半年，老板跑了，工资没给，有两万多").json()
    while told["asks"]:
        told = ask(call, "不清楚", state=told["state"]).json()
    assert told["field"] == "劳动"
    assert told["answered"] is True
    assert told["sources"] != []
    assert all(source["title"] for source in told["sources"])


def test_the_approved_answer_comes_by_its_key(world: World, call: Caller) -> None:
    texts.approved(world)
    told = ask(call, "别人借我的钱不还，怎么办？").json()
    while told["asks"]:
        told = ask(call, "不清楚", state=told["state"]).json()
    assert "answers/loan" in [source["key"] for source in told["sources"]]


def test_danger_is_named_with_numbers_to_call(call: Caller) -> None:
    told = ask(call, "老公拿刀要砍我").json()
    assert told["signals"] != []
    assert "110" in [one["number"] for one in told["calls"]]
    assert told["hand_over"] is True


def test_nothing_of_it_is_kept_here(call: Caller) -> None:
    ask(call, "老板跑了，工资没给")
    assert not Talk.objects.exists()


@pytest.mark.parametrize(
    "state",
    [
        {"said": ["工资"], "answers": {}, "asked": "no_such_question"},
        {"said": ["工资"], "answers": {"no_such_question": "yes"}, "asked": ""},
    ],
)
def test_a_state_that_is_not_ours_is_refused_with_what_to_do(call: Caller, state: Any) -> None:
    response = ask(call, "是", state=state)
    assert response.status_code == 422
    assert "从头问" in response.content.decode()


def test_and_the_outsider_without_a_key_is_told_nothing(stranger: Caller) -> None:
    assert ask(stranger, "老板跑了").status_code == 401

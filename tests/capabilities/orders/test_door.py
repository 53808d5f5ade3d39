"""The one door: who, whether, once, in order; and nothing at all when the answer is no."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from santai.capabilities.documents.models import Document
from santai.capabilities.orders.actions import Done, act, hindrances
from santai.capabilities.orders.actions import door as the_door
from santai.capabilities.orders.actions.door import EFFECTS
from santai.capabilities.orders.models import IdempotencyKey, Order, Outbox
from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.models import Post
from santai.catalogue.current import catalogue
from santai.kernel.errors import Conflict, Forbidden, Invalid, Missing, NotNow, Refusal
from tests import world as w
from tests.capabilities.orders.steps import (
    consult,
    everything,
    fresh,
    last,
    permit,
)

pytestmark = pytest.mark.django_db


def do(actor: Actor, order: Order, action: str, **changes: Any) -> Done:
    request: dict[str, Any] = {"facts": {}, "at": w.NOW, **changes}
    return act(actor=actor, number=order.number, action=action, **request)


def test_the_effects_are_those_of_the_lifecycle() -> None:
    assert sorted(EFFECTS) == sorted(catalogue().effects)


# --- what an action leaves -------------------------------------------------------------------------


def test_an_action_moves_the_order_and_says_so_once(world: w.World, order: Order) -> None:
    """ORD-02, ORD-06: state, turn, event, document, clock and message in one go."""
    done = do(world.staff("aid-approver"), order, "grant", facts={"form_of_aid": "诉讼代理"})

    event = last(order)
    document = Document.objects.get()
    assert (done.seq, done.repeated, fresh(order).seq) == (2, False, 2)
    assert (fresh(order).state, fresh(order).turn, fresh(order).outcome) == (
        "granted",
        "agency",
        "granted",
    )
    assert (event.code, event.source, event.target, event.role, event.channel) == (
        "grant",
        "submitted",
        "granted",
        "aid-approver",
        "counter",
    )
    assert event.data["facts"] == {"form_of_aid": "诉讼代理"}
    assert event.data["documents"] == [
        {
            "id": document.pk,
            "title": "给予法律援助决定书",
            "number": "叶援决字〔2026〕第1号",
            "sha256": document.sha256,
        }
    ]
    assert [row.topic for row in Outbox.objects.order_by("pk")] == [
        "order.submitted",
        "order.grant",
    ]


def test_what_the_rules_said_is_kept_beside_the_decision(world: w.World, order: Order) -> None:
    """AID-09: hardship waived, with the article named; advice that was not taken stays on record."""
    w.take(world.staff("aid-approver"), order, "refuse", reason="材料不实")

    assert last(order).data["judgement"] == {
        "rule": "eligible",
        "answer": "yes",
        "reasons": [
            {
                "text": "属于农民工且申请事项为劳动报酬",
                "basis": ["《法律援助法》第四十二条第三项"],
            }
        ],
    }


def test_the_value_of_the_place_is_kept_beside_what_it_decided(world: w.World) -> None:
    """AID-03, AID-04: the version of the service does not name it, and it changes without one."""
    answers = {**w.AID_ANSWERS, "income": "1600.00"}
    order = w.ask_for_aid(
        applicant={"name": "申请人乙", "phone": "13800000009"}, answers=answers
    ).order
    w.take(world.staff("aid-approver"), order, "refuse", reason="收入超过标准")

    judgement = last(order).data["judgement"]
    assert judgement["answer"] == "no"
    assert judgement["parameters"] == {
        "hardship_line": {"value": "1500.00", "region": "4104", "from": "2025-01-01"}
    }


def test_nobody_is_told_of_what_tells_nobody(world: w.World, order: Order) -> None:
    w.take(world.staff("aid-clerk"), order, "note", text="内部")

    assert Outbox.objects.filter(seq=2).count() == 0
    assert last(order).public is False


def test_what_the_applicant_does_is_theirs_to_see(world: w.World, order: Order) -> None:
    w.take(w.holder(order), order, "message", text="什么时候有结果？")

    event = last(order)
    assert (event.public, event.role, event.actor_id, event.organisation_id) == (
        True,
        "applicant",
        None,
        None,
    )


def test_somebody_with_two_posts_acts_for_the_organisation_that_has_the_order(
    world: w.World, order: Order
) -> None:
    """The post at the bureau is older; the papers are still the agency's."""
    account = world.accounts[("bureau-officer", w.YE)]
    Post.objects.create(
        account=account,
        role="aid-clerk",
        organisation=world.office("legal-aid-agency"),
        region=w.YE,
        starts=w.TODAY,
    )
    both = actor_for(account, "counter", w.TODAY)

    w.take(both, order, "receive_material", materials=["identity"])

    agency = world.office("legal-aid-agency")
    assert last(order).organisation == agency
    assert order.materials.get(key="identity").held_by == agency


def test_an_action_takes_few_statements(world: w.World, order: Order) -> None:
    """A plain move: order, lock, key, applicant, organisation, clocks, one paused, one started, order, all the rest."""
    clerk = world.staff("window-clerk")
    consult_ = consult()
    ran: list[str] = []

    def count(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        ran.append(sql)
        return run(sql, *rest)

    with connection.execute_wrapper(count):
        do(clerk, consult_, "ask_back", facts={"question": "在哪里？"}, key="k")

    assert len([sql for sql in ran if "SAVEPOINT" not in sql]) <= 10, ran


# --- who and whether ------------------------------------------------------------------------------

REFUSED: dict[str, tuple[Callable[[w.World, Order], Actor], str, dict[str, Any], type[Refusal]]] = {
    "an outsider": (
        lambda world, _: world.staff("aid-clerk", w.LUSHAN),
        "note",
        {"text": "x"},
        Missing,
    ),
    "a post that may not": (lambda world, _: world.staff("aid-clerk"), "grant", {}, Forbidden),
    "the applicant deciding": (lambda _, order: w.holder(order), "grant", {}, Forbidden),
    "an action of another state": (
        lambda world, _: world.staff("aid-clerk"),
        "complete",
        {},
        NotNow,
    ),
    "an action there is not": (lambda world, _: world.staff("aid-clerk"), "delete", {}, NotNow),
    "an answer that is missing": (
        lambda world, _: world.staff("aid-approver"),
        "refuse",
        {},
        Invalid,
    ),
    "an answer nobody asks for": (
        lambda world, _: world.staff("aid-clerk"),
        "note",
        {"text": "x", "stage": "closed"},
        Invalid,
    ),
    "an answer that is not offered": (
        lambda world, _: world.staff("aid-approver"),
        "grant",
        {"form_of_aid": "包打赢"},
        Invalid,
    ),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_refusal_leaves_nothing_behind(world: w.World, order: Order, why: str) -> None:
    """Abuse cases 6, 7, 8, 10."""
    who, action, facts, kind = REFUSED[why]
    before = everything()

    with pytest.raises(Refusal) as refused:
        do(who(world, order), order, action, facts=facts, key="k")

    assert type(refused.value) is kind
    assert everything() == before


def test_what_can_be_done_instead_is_named(world: w.World, order: Order) -> None:
    """Abuse case 10: 409 with the lawful next steps."""
    with pytest.raises(NotNow) as refused:
        do(world.staff("aid-clerk"), order, "complete")

    assert refused.value.message == "工单现在是“审查中”，不能这样办理。"
    assert refused.value.allowed[:4] == (
        "登记并出具受理凭证",
        "核查经济困难",
        "一次告知补正",
        "给予援助",
    )


def test_whoever_looked_at_an_older_state_is_told_to_look_again(
    world: w.World, order: Order
) -> None:
    """Abuse case 4."""
    clerk = world.staff("aid-clerk")
    do(clerk, order, "note", facts={"text": "先看看"}, seen=1)
    before = everything()

    with pytest.raises(Conflict) as refused:
        do(clerk, order, "note", facts={"text": "再看看"}, seen=1)

    assert refused.value.message == "这件工单刚刚有人办理过，请刷新后再决定。"
    assert everything() == before
    assert do(clerk, order, "note", facts={"text": "再看看"}, seen=2).seq == 3


def test_what_is_done_once_is_done_once(world: w.World, order: Order) -> None:
    """法律援助法 43.2: the applicant is told once, not every week."""
    clerk = world.staff("aid-clerk")
    facts = {"missing": "工资条", "reply_by": "2026-03-10"}
    order = w.take(clerk, order, "ask_for_more", **facts)
    order = w.take(w.holder(order), order, "supply", note="都在这里了")
    before = everything()

    with pytest.raises(NotNow) as refused:
        do(clerk, order, "ask_for_more", facts=facts)

    assert refused.value.message == "“一次告知补正”只能办一次，已经办过了。"
    assert everything() == before


@pytest.mark.parametrize(("age", "said"), [(17, "年龄 17，不到 18"), (None, "还不知道年龄")])
def test_what_a_rule_requires_must_be_certain(
    world: w.World, trial: None, age: int | None, said: str
) -> None:
    """Unknown is not yes."""
    answers = {"what": "搭台"} | ({"age": age} if age else {})
    order = permit(answers=answers)
    w.take(world.staff("window-clerk"), order, "receive_material", materials=["identity"])
    before = everything()

    with pytest.raises(NotNow) as refused:
        do(world.staff("centre-head"), order, "permit")

    assert refused.value.message == f"还不能“许可”：{said}"
    assert everything() == before


def test_materials_that_must_be_had_are_asked_for(world: w.World, trial: None) -> None:
    """ORD-16; one that is not compulsory holds nothing up."""
    order, head = permit(), world.staff("centre-head")
    before = everything()
    with pytest.raises(NotNow) as refused:
        do(head, order, "permit")
    assert refused.value.message == "还缺材料：身份证明。"
    assert everything() == before

    w.take(
        world.staff("window-clerk"), order, "waive_material", materials=["identity"], reason="共享"
    )
    assert w.take(head, order, "permit").state == "permitted"


def test_a_paper_that_says_who_handles_it_waits_until_somebody_does(
    world: w.World, trial: None
) -> None:
    order, head = permit(), world.staff("centre-head")
    before = everything()
    with pytest.raises(NotNow) as refused:
        do(head, order, "introduce")
    assert refused.value.message == (
        "《介绍信》要写明承办人，这件工单还没有承办人。请先指派，再办理。"
    )
    assert everything() == before

    w.take(head, order, "assign", practitioner=world.lawyers[0].pk)
    w.take(head, order, "introduce")
    name = world.lawyers[0].name
    assert Document.objects.get().facts["paragraphs"] == [f"申请人甲：您的事由{name}办理。"]


def test_whoever_is_about_to_act_reads_all_that_has_to_be_done_first(
    world: w.World, trial: None
) -> None:
    order, at = permit(), w.NOW
    actions = catalogue().service_version(order.service, order.version).state("submitted").actions
    before = everything()
    assert hindrances(order, actions["permit"], at=at) == ["还缺材料：身份证明。"]
    assert hindrances(order, actions["introduce"], at=at) == [
        "《介绍信》要写明承办人，这件工单还没有承办人。请先指派，再办理。"
    ]
    assert [hindrances(order, actions[name], at=at) for name in ("assign", "refuse")] == [[], []]
    assert everything() == before


# --- keys -----------------------------------------------------------------------------------------


def test_the_same_key_acts_once(world: w.World, order: Order) -> None:
    """D5."""
    clerk = world.staff("aid-clerk")
    first = do(clerk, order, "note", facts={"text": "一次"}, key="k")
    before = everything()

    again = do(clerk, order, "note", facts={"text": "一次"}, key="k")

    assert (again.seq, again.repeated) == (first.seq, True)
    assert everything() == before


def test_the_same_key_for_another_deed_is_refused(world: w.World, order: Order) -> None:
    clerk = world.staff("aid-clerk")
    do(clerk, order, "note", facts={"text": "一次"}, key="k")
    before = everything()

    with pytest.raises(Invalid) as refused:
        do(clerk, order, "note", facts={"text": "两次"}, key="k")

    assert refused.value.code == "key_reused"
    assert everything() == before


def test_a_deed_that_took_the_order_out_of_sight_can_be_asked_again(
    world: w.World, order: Order
) -> None:
    """The answer to a transfer got lost: the retry gets it, and still sees nothing else of the order."""
    clerk = world.staff("aid-clerk")
    facts = {"organisation": world.office("legal-aid-agency", w.LUSHAN).pk, "reason": "管辖"}
    do(clerk, order, "transfer", facts=facts, key="k")

    again = do(clerk, order, "transfer", facts=facts, key="k")

    assert (again.seq, again.repeated) == (2, True)
    with pytest.raises(Missing):
        do(clerk, order, "note", facts={"text": "x"}, key="another")
    assert IdempotencyKey.objects.count() == 1


# --- documents -------------------------------------------------------------------------------------


def test_document_numbers_have_no_gap_after_a_deed_that_failed(
    world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DOC: the number of a decision that never came about is given to the next one."""
    approver = world.staff("aid-approver")
    orders = [w.ask_for_aid().order for _ in range(3)]
    w.take(approver, orders[0], "grant")
    before = everything()

    def broken(rows: object) -> None:
        raise ConnectionError("the power went out")

    with monkeypatch.context() as patch:
        patch.setattr(the_door, "insert_together", broken)
        with pytest.raises(ConnectionError):
            do(approver, orders[1], "grant")
    assert everything() == before

    w.take(approver, orders[2], "grant")
    numbers = Document.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == ["叶援决字〔2026〕第1号", "叶援决字〔2026〕第2号"]

"""How an order is born: everything it needs, every mistake at once, once for each key."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from santai.capabilities.orders.actions import Request, act, birth, submit
from santai.capabilities.orders.actions.submit import code_of
from santai.capabilities.orders.models import IdempotencyKey, Outbox
from santai.capabilities.people.models import Party
from santai.kernel.errors import Forbidden, Invalid
from santai.kernel.numbers import well_formed
from santai.kernel.workdays import ZONE
from tests import world as w
from tests.capabilities.orders.steps import (
    clock,
    codes,
    consult,
    everything,
    fresh,
    last,
    permit,
)

pytestmark = pytest.mark.django_db

AID = Request(
    service="legal-aid/civil",
    region=w.YE,
    applicant=w.APPLICANT,
    opposite=w.OPPOSITE,
    answers=w.AID_ANSWERS,
)


def refused_fields(request: Request, actor: Any = None) -> dict[str, str]:
    before = everything()
    with pytest.raises(Invalid) as refused:
        submit(actor=actor or w.anyone(), request=request, at=w.NOW)
    assert everything() == before
    return refused.value.fields


# --- what is written ------------------------------------------------------------------------------


def test_an_application_is_written_with_all_that_belongs_to_it(world: w.World) -> None:
    """ORD-01, ORD-02, ORD-07, ORD-16."""
    order = fresh(w.ask_for_aid(actor=world.staff("window-clerk")).order)

    assert (order.state, order.stage, order.turn) == ("submitted", "open", "agency")
    assert (order.service, order.title, order.channel) == ("legal-aid/civil", "劳动报酬", "counter")
    assert order.version == "2022-01-01+41@2024-03-01+4104@2025-01-01"
    assert order.organisation == world.office("legal-aid-agency")
    assert order.intake == world.office("centre")
    assert order.answers == w.AID_ANSWERS
    assert [(row.party.name, row.role) for row in order.parties.order_by("role")] == [
        ("申请人甲", "applicant"),
        ("对方建筑公司", "opposite"),
    ]
    assert (order.seq, codes(order)) == (1, ["submitted"])
    assert clock(order, "submitted").due_on == date(2026, 3, 9)
    assert order.due_at == datetime(2026, 3, 10, tzinfo=ZONE)
    assert list(Outbox.objects.values_list("topic", "tells")) == [
        ("order.submitted", ["applicant", "agency"])
    ]


def test_the_first_event_holds_what_was_said(world: w.World) -> None:
    """ORD-06: the record can be read without anything beside it."""
    event = last(w.ask_for_aid(actor=world.staff("window-clerk")).order)

    assert event.data == {
        "answers": w.AID_ANSWERS,
        "contact": {"name": "申请人甲", "phone": "13800000001"},
        "service": "legal-aid/civil",
        "version": "2022-01-01+41@2024-03-01+4104@2025-01-01",
    }
    assert (event.role, event.organisation, event.public) == (
        "intake",
        world.office("centre"),
        True,
    )


def test_a_submission_takes_nine_statements(world: w.World) -> None:
    w.ask_for_aid()  # a handful of serials is taken, caches are warm
    actor, queries = w.anyone(), []
    with connection.execute_wrapper(lambda run, sql, *rest: queries.append(sql) or run(sql, *rest)):
        w.ask_for_aid(actor=actor, key="a key")

    assert len([sql for sql in queries if "SAVEPOINT" not in sql]) <= 9, queries


def test_an_order_keeps_the_version_it_was_born_with(world: w.World) -> None:
    """CAT: before the city's layer the Law's seven days count, after it five."""
    before = w.ask_for_aid(at=datetime(2024, 12, 30, 9, tzinfo=ZONE)).order
    after = w.ask_for_aid(at=datetime(2025, 1, 6, 9, tzinfo=ZONE)).order

    assert [clock(order, "submitted").limit for order in (before, after)] == ["7 days", "5 days"]
    assert fresh(before).version == "2022-01-01+41@2024-03-01"


def test_a_number_has_eleven_digits_with_a_check_and_tells_nothing(world: w.World) -> None:
    orders = [consult() for _ in range(20)]
    numbers = [order.number for order in orders]

    assert all(well_formed(number) and number.startswith("26") for number in numbers)
    assert len({*numbers}) == 20
    assert numbers != sorted(numbers)  # 1 in 20! by chance


def test_query_codes_differ_and_are_stored_nowhere(world: w.World) -> None:
    orders = [consult() for _ in range(3)]
    found = {code_of(order) for order in orders}

    assert len(found) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, '') FROM orders_order t")
        (rows,) = cursor.fetchone()
    assert not any(code in rows for code in found)


@pytest.mark.parametrize(
    ("groups", "matter", "state"),
    [
        (["农民工"], "劳动报酬", "waived"),  # 法律援助法 42(3)
        (["农民工"], "赡养抚养", "wanted"),
        ([], "劳动报酬", "wanted"),
        ([], "见义勇为", "waived"),  # 法律援助法 32(2)
    ],
)
def test_the_rules_waive_what_the_law_does_not_ask_for(
    world: w.World, groups: list[str], matter: str, state: str
) -> None:
    """AID-09: no proof of hardship where the Law does not ask for hardship."""
    order = w.ask_for_aid(
        applicant={**w.APPLICANT, "groups": groups}, answers={**w.AID_ANSWERS, "matter": matter}
    ).order

    hardship = order.materials.get(key="hardship")
    assert (hardship.state, hardship.note) == (state, "依法免交" if state == "waived" else "")
    assert order.materials.get(key="identity").state == "wanted"


def test_actions_can_be_taken_at_once(world: w.World) -> None:
    """HOT-01: asked and answered in one call is one transaction."""
    agent = world.staff("hotline-agent", w.CITY)
    then = [("answer", {"answer": "先向劳动监察大队投诉。", "law": "劳动法 50"})]

    order = fresh(consult(agent, organisation=world.office("hotline-centre", w.CITY).pk, then=then))

    assert (order.state, codes(order)) == ("completed", ["submitted", "answer"])
    assert order.completed_at == w.NOW
    assert clock(order, "submitted").state == "met"


def test_an_action_that_is_refused_leaves_no_order_behind(world: w.World) -> None:
    before = everything()

    with pytest.raises(Forbidden):
        consult(then=[("answer", {"answer": "自问自答"})])

    assert everything() == before


# --- people ---------------------------------------------------------------------------------------


def test_the_same_person_is_one_party_however_often_they_ask(world: w.World) -> None:
    """USER-01."""
    first, second = w.ask_for_aid().order, consult()

    assert first.applicant == second.applicant
    assert Party.objects.count() == 2  # and the other side


def test_nobody_must_say_who_they_are_to_ask_a_question(world: w.World) -> None:
    """Vulnerable people are taken in without papers, and two of them are not one person."""
    orders = [consult(applicant={}), consult(applicant={})]

    assert [order.applicant.name for order in orders] == ["未留姓名", "未留姓名"]
    assert orders[0].applicant != orders[1].applicant


@pytest.mark.parametrize(
    ("roles", "fields"),
    [
        (("applicant", "opposite"), {"opposite.name": "不能与申请人是同一个人。"}),
        (("applicant", "agent"), {"agent.name": "不能与申请人是同一个人。"}),
        (("agent", "opposite"), {"opposite.name": "不能与代理人是同一个人。"}),
    ],
)
def test_nobody_has_two_parts_in_one_order(
    world: w.World, roles: tuple[str, str], fields: dict[str, str]
) -> None:
    """Abuse case 22: the other side does not come in as the applicant."""
    same = {"name": "两面人", "phone": "13800000009"}
    changes: dict[str, Any] = dict.fromkeys(roles, same)

    assert refused_fields(replace(AID, **changes)) == fields


# --- every mistake at once ------------------------------------------------------------------------


def test_all_mistakes_are_named_at_once(world: w.World) -> None:
    request = Request(
        service="legal-aid/civil",
        region=w.YE,
        applicant={"phone": "12", "id_number": "410422199001011234", "groups": ["火星人"]},
        agent={"name": "代理人", "phone": "34"},
        opposite={"name": "对方", "colour": "红"},
        answers={"matter": "打官司", "status": "closed"},
    )

    wrong = refused_fields(request)

    assert sorted(wrong) == [
        "agent.phone",
        "answers.facts",
        "answers.matter",
        "answers.status",
        "applicant.groups",
        "applicant.id_number",
        "applicant.name",
        "applicant.phone",
        "opposite",
    ]
    assert wrong["answers.facts"] == "请填写事实与理由。"
    assert wrong["answers.status"] == "没有这一项，请核对名称，或者去掉。"  # abuse case 8
    assert wrong["applicant.name"] == "请填写。"
    assert wrong["opposite"] == "有不认识的项目，请核对名称。"


def test_what_must_be_named_is_asked_for(world: w.World, trial: None) -> None:
    with pytest.raises(Invalid) as refused:
        permit(opposite=None, answers={})

    assert refused.value.fields == {
        "opposite.name": "请填写对方的姓名或单位名称。",
        "answers.what": "请填写办什么。",
    }


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"region": "999999999999"}, {"region": "请从列表里选择所在地区。"}),
        ({"service": "legal-aid/nothing"}, {"service": "没有这个事项，请从事项清单里选择。"}),
        ({"organisation": 999_999}, {"organisation": "没有这个单位，或单位已停用。"}),
        (
            {"region": w.ELSEWHERE},
            {"region": "这个地区还没有办理“民事法律援助”的单位，请选择上一级地区。"},
        ),
    ],
)
def test_where_and_what_must_exist(
    world: w.World, changes: dict[str, Any], fields: dict[str, str]
) -> None:
    assert refused_fields(replace(AID, **changes)) == fields


def test_a_service_comes_in_through_its_doors_only(world: w.World) -> None:
    request = Request(
        service="referral/outside",
        region=w.YE,
        applicant=w.APPLICANT,
        answers={"body": "劳动监察大队", "matter": "追讨工资"},
    )

    assert refused_fields(request) == {"service": "“转介指引”不能从这个渠道办理。"}
    counter = submit(actor=world.staff("window-clerk"), request=request, at=w.NOW)
    assert counter.order.state == "pointed"


@pytest.mark.parametrize(("role", "where"), [("auditor", w.PROVINCE), ("aid-approver", w.YE)])
def test_staff_whose_post_takes_nothing_in_are_refused(
    world: w.World, role: str, where: str
) -> None:
    before = everything()
    with pytest.raises(Forbidden):
        submit(actor=world.staff(role, where), request=AID, at=w.NOW)
    assert everything() == before


# --- once for each key ----------------------------------------------------------------------------


def test_the_same_key_and_body_give_the_same_order(world: w.World) -> None:
    """Abuse case 1; D5."""
    first = w.ask_for_aid(key="k")
    before = everything()

    again = w.ask_for_aid(key="k", at=w.NOW + timedelta(days=1))

    assert (again.order, again.seq, again.repeated) == (first.order, first.seq, True)
    assert everything() == before


def test_the_same_key_for_another_body_is_refused(world: w.World) -> None:
    """Abuse case 2: even when that body would not have passed."""
    w.ask_for_aid(key="k")
    for answers in ({**w.AID_ANSWERS, "facts": "另一件事。"}, {}):
        before = everything()
        with pytest.raises(Invalid) as refused:
            w.ask_for_aid(key="k", answers=answers)
        assert (refused.value.code, list(refused.value.fields)) == (
            "key_reused",
            ["Idempotency-Key"],
        )
        assert everything() == before


def test_a_repeated_request_is_answered_though_its_day_has_passed(
    world: w.World, trial: None
) -> None:
    request = Request(
        service="trial/permit",
        region=w.YE,
        applicant=w.APPLICANT,
        opposite=w.OPPOSITE,
        answers={"what": "搭台", "on": "2026-03-03"},
    )
    first = submit(actor=w.anyone(), request=request, at=w.NOW, key="k")

    later = w.NOW + timedelta(days=7)
    again = submit(actor=w.anyone(), request=request, at=later, key="k")

    assert (again.order, again.repeated) == (first.order, True)


def test_a_key_of_one_actor_is_nothing_to_another(world: w.World) -> None:
    actors = [w.anyone(), world.staff("window-clerk"), world.staff("aid-clerk")]

    made = [w.ask_for_aid(actor=actor, key="k") for actor in actors]

    assert len({done.order.pk for done in made}) == 3
    assert [done.repeated for done in made] == [False, False, False]


def test_without_a_key_every_request_is_another_order(world: w.World) -> None:
    assert w.ask_for_aid().order != w.ask_for_aid().order
    assert IdempotencyKey.objects.count() == 0


def test_a_key_that_is_too_long_is_refused(world: w.World) -> None:
    with pytest.raises(Invalid) as refused:
        w.ask_for_aid(key="k" * 256)
    assert refused.value.code == "key_too_long"


def test_a_key_of_a_submission_does_not_act(world: w.World) -> None:
    clerk = world.staff("window-clerk")
    order = w.ask_for_aid(actor=clerk, key="k").order
    before = everything()
    with pytest.raises(Invalid) as refused:
        act(actor=clerk, number=order.number, action="note", facts={"text": "x"}, at=w.NOW, key="k")
    assert refused.value.code == "key_reused"
    assert everything() == before


@pytest.mark.parametrize("text", ["一\0二", "\ud83d"])
def test_what_no_database_takes_is_refused_by_name(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        w.ask_for_aid(applicant={**w.APPLICANT, "address": text})
    assert refusal.value.fields == {"applicant.address": "里面有不能保存的字符，请删掉再试。"}


def test_a_place_that_is_nowhere_is_no_answer(world: w.World) -> None:
    with pytest.raises(Invalid) as refusal:
        w.ask_for_aid(answers={**w.AID_ANSWERS, "place": "999999999999"})
    assert refusal.value.fields == {"answers.place": "请从列表里选择地区。"}


def test_who_the_service_does_not_serve_is_told_so(world: w.World) -> None:
    firm = {"name": "某某公司", "phone": "13800000055", "kind": "enterprise"}
    with pytest.raises(Invalid) as refusal:
        w.ask_for_aid(applicant=firm, opposite=None)
    assert refusal.value.fields == {"applicant.kind": "这个事项只办理公民的申请。"}


# --- somebody speaks for the applicant ------------------------------------------------------------


def test_who_has_no_telephone_applies_with_that_of_whoever_speaks_for_them(world: w.World) -> None:
    """USER-06, 法律援助法 40."""
    mother = {key: value for key, value in w.APPLICANT.items() if key != "phone"}
    asked = replace(AID, applicant=mother, agent={"name": "女儿", "phone": "13800000077"})
    order = submit(actor=w.anyone(), request=asked, at=w.NOW).order
    assert order.applicant.phone == ""


@pytest.mark.parametrize("agent", [None, {"name": "女儿"}, {"phone": "13800000077"}])
def test_without_any_telephone_the_applicants_is_asked_for(
    world: w.World, agent: dict[str, str] | None
) -> None:
    mother = {key: value for key, value in w.APPLICANT.items() if key != "phone"}
    asked = replace(AID, applicant=mother, agent=agent)
    assert "applicant.phone" in refused_fields(asked)


@pytest.mark.django_db(transaction=True)
def test_serials_taken_ahead_are_lost_with_the_connection_they_were_taken_on() -> None:
    """D7: a database that is killed before a commit forgets what it gave out, and gives it out again."""
    first = birth._next_serial()
    connection.close()
    with connection.cursor() as cursor:  # as the log has it after the kill
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('orders_order', 'id'), %s, false)", [first]
        )
    given = [birth._next_serial() for _ in range(3 * birth.HANDFUL)]
    assert len(set(given)) == len(given)

"""Who should act and why; who may not and why not (issue: the proposal says why)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from santai.capabilities.assignment.queries import (
    Candidate,
    conflicts_of,
    declined_by,
    examine,
    load_of,
    proposals,
    propose,
)
from santai.capabilities.orders.models import Order, OrderParty
from santai.capabilities.people.models import Account, Party, Practitioner
from santai.capabilities.places.models import Organisation
from tests import world as w
from tests.capabilities.orders import steps

pytestmark = pytest.mark.django_db


def a_firm(world: w.World, region: str = w.YE) -> Organisation:
    return Organisation.objects.create(
        code=f"F{Organisation.objects.count()}", name="另一家所", kind="law-firm", region_id=region
    )


def a_lawyer(firm: Organisation, **changes: Any) -> Practitioner:
    """Nothing in their favour but that they practise nearby and have time."""
    given: dict[str, Any] = {
        "name": "律师丁",
        "kind": "lawyer",
        "licence": f"N{Practitioner.objects.count()}",
        "organisation": firm,
        "region": w.YE,
        "languages": ["普通话"],
        "capacity": 10,
        **changes,
    }
    return Practitioner.objects.create(**given)


def weighed(practitioner: Practitioner, order: Order, on: date = w.TODAY) -> Candidate:
    return examine(practitioner, order, on=on)[0]


def another(order: Order, assignee: Practitioner, **changes: Any) -> Order:
    """Another matter which the assignee has, open or as `changes` say."""
    made = w.ask_for_aid(
        applicant=changes.pop("applicant", {"name": "外人", "phone": "13800000099"}),
        opposite=changes.pop("opposite", None),
    ).order
    Order.objects.filter(pk=made.pk).update(assignee=assignee, **changes)
    return Order.objects.get(pk=made.pk)


# --- points ---------------------------------------------------------------------------------------------


def test_points_and_reasons(world: w.World, order: Order) -> None:
    """40 skill + 20 language + 20 same county + 15 free + 5 years."""
    best = weighed(world.lawyers[0], order)

    assert best.points == 100
    assert best.reasons == (
        "擅长劳动争议",
        "与申请人同县（市、区）",
        "在办 0 件（最多 5 件）",
        "执业 10 年",
    )
    assert best.excluded == ""


def test_without_the_skill(world: w.World, order: Order) -> None:
    other = weighed(world.lawyers[1], order)

    assert other.points == 60
    assert other.reasons == ("与申请人同县（市、区）", "在办 0 件（最多 5 件）", "执业 8 年")


@pytest.mark.parametrize(
    ("matter", "skill", "points"),
    [
        ("劳动报酬", "劳动争议", 40),
        ("工伤赔偿", "工伤赔偿", 40),
        ("交通事故", "人身损害", 40),
        ("家庭暴力", "反家庭暴力", 40),
        ("劳动报酬", "婚姻家庭", 0),  # a skill of the service, but not what this is about
    ],
)
def test_the_skill_is_what_the_matter_is_about(
    world: w.World, matter: str, skill: str, points: int
) -> None:
    order = w.ask_for_aid(answers={**w.AID_ANSWERS, "matter": matter}).order
    lawyer = a_lawyer(a_firm(world), skills=[skill])

    assert weighed(lawyer, order).points == points + 55


def test_where_nothing_is_recognised_any_skill_of_the_service_counts(world: w.World) -> None:
    order = w.ask_for_aid(answers={**w.AID_ANSWERS, "matter": "其他"}).order
    lawyer = a_lawyer(a_firm(world), skills=["婚姻家庭", "知识产权"])

    assert weighed(lawyer, order).reasons[0] == "擅长婚姻家庭"


@pytest.mark.parametrize(
    ("spoken", "wanted", "points", "reason"),
    [
        (["普通话"], "", 20, None),
        ([], "", 20, None),
        (["普通话", "维吾尔语"], "维吾尔语", 20, "会维吾尔语"),
        (["普通话"], "维吾尔语", 0, None),
    ],
)
def test_the_language_of_the_applicant(
    world: w.World, order: Order, spoken: list[str], wanted: str, points: int, reason: str | None
) -> None:
    Party.objects.filter(pk=order.applicant_id).update(language=wanted)
    lawyer = a_lawyer(a_firm(world), languages=spoken)

    found = weighed(lawyer, Order.objects.get(pk=order.pk))
    assert found.points == points + 35
    assert [text for text in found.reasons if text.startswith("会")] == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("region", "points", "reason"),
    [
        (w.YE, 20, "与申请人同县（市、区）"),
        (w.TOWN, 20, "与申请人同县（市、区）"),
        (w.LUSHAN, 10, "与申请人同市"),
        (w.CITY, 10, "与申请人同市"),
        (w.PROVINCE, 0, "与申请人不在同一个市"),
        (w.ELSEWHERE, 0, "与申请人不在同一个市"),
    ],
)
def test_whole_levels_in_common(
    world: w.World, order: Order, region: str, points: int, reason: str
) -> None:
    found = weighed(a_lawyer(a_firm(world), region=region), order)

    assert found.points == points + 35
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("has", "capacity", "points"), [(0, 10, 15), (1, 10, 14), (5, 10, 8), (1, 2, 8), (9, 10, 2)]
)
def test_the_less_there_is_to_do_the_better(
    world: w.World, order: Order, has: int, capacity: int, points: int
) -> None:
    lawyer = a_lawyer(a_firm(world), capacity=capacity)
    for _ in range(has):
        another(order, lawyer)

    found = weighed(lawyer, order)
    assert found.points == points + 40
    assert f"在办 {has} 件（最多 {capacity} 件）" in found.reasons


def test_only_what_is_open_is_a_load(world: w.World, order: Order) -> None:
    lawyer = a_lawyer(a_firm(world))
    another(order, lawyer)
    another(order, lawyer, stage="completed", completed_at=w.NOW)

    assert load_of([lawyer]) == {lawyer.pk: 1}


@pytest.mark.parametrize(
    ("licensed", "years", "points"),
    [
        (None, 0, 0),
        (date(2025, 3, 3), 0, 0),
        (date(2025, 3, 2), 1, 1),
        (date(2021, 3, 2), 5, 5),
        (date(1990, 1, 1), 36, 5),
    ],
)
def test_years_of_practice_up_to_five(
    world: w.World, order: Order, licensed: date | None, years: int, points: int
) -> None:
    found = weighed(a_lawyer(a_firm(world), licensed_on=licensed), order)

    assert (found.points, found.reasons[-1]) == (55 + points, f"执业 {years} 年")


# --- the proposal -----------------------------------------------------------------------------------------


def test_the_best_first_then_the_older_record(world: w.World, order: Order) -> None:
    fit, left_out = propose(order, on=w.TODAY)

    assert [(c.practitioner.name, c.points) for c in fit] == [
        ("律师甲", 100),
        ("律师乙", 60),
        ("律师丙", 50),
    ]
    assert left_out == []
    assert [c.practitioner for c in propose(order, on=w.TODAY, limit=1)[0]] == world.lawyers[:1]


def test_it_looks_in_the_prefecture(world: w.World, order: Order) -> None:
    elsewhere = a_lawyer(world.office("bureau", w.ELSEWHERE), region=w.ELSEWHERE)
    fit, left_out = propose(order, on=w.TODAY)

    assert elsewhere not in [c.practitioner for c in [*fit, *left_out]]


def test_a_proposal_takes_the_same_statements_for_one_and_for_many(
    world: w.World, order: Order, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        a_lawyer(a_firm(world))
    order = Order.objects.select_related("applicant").get(pk=order.pk)
    with django_assert_num_queries(5):  # pool, parties, conflicts, declined, load
        assert len(propose(order, on=w.TODAY)[0]) == 8


def test_a_page_that_holds_the_story_asks_once_less_and_no_more_for_conflicts(
    world: w.World, django_assert_num_queries: Any
) -> None:
    """Together with what the order's page asks it stays within twelve."""
    order = w.ask_for_aid(opposite=SITE).order
    another(order, world.lawyers[0], applicant=SITE)
    story = list(order.events.all())
    with django_assert_num_queries(4):
        fit, left_out = propose(order, on=w.TODAY, story=story)
    assert ([c.practitioner for c in fit], len(left_out)) == ([world.lawyers[2]], 2)


# --- left out ----------------------------------------------------------------------------------------------


def test_who_is_not_qualified(world: w.World, order: Order) -> None:
    notary = a_lawyer(a_firm(world), kind="notary")
    assert weighed(notary, order) == Candidate(notary, excluded="不具备办理这类事项的资格")


@pytest.mark.parametrize(
    ("changes", "out"),
    [
        ({"is_active": False}, True),
        ({"suspended_until": w.TODAY}, True),
        ({"suspended_until": w.TODAY - timedelta(days=1)}, False),
    ],
)
def test_who_does_not_practise(
    world: w.World, order: Order, changes: dict[str, Any], out: bool
) -> None:
    found = weighed(a_lawyer(a_firm(world), **changes), order)
    assert found.excluded == ("停止执业或不在岗" if out else "")


@pytest.mark.parametrize("role", ["applicant", "opposite"])
def test_who_is_a_party_themselves(world: w.World, order: Order, role: str) -> None:
    account = world.lawyers[0].account
    assert account is not None
    account.party = order.parties.get(role=role).party
    account.save()

    assert weighed(Practitioner.objects.get(pk=world.lawyers[0].pk), order).excluded == (
        "本人是当事人，应当回避"
    )


def test_who_has_no_room(world: w.World, order: Order) -> None:
    lawyer = a_lawyer(a_firm(world), capacity=1)
    another(order, lawyer)

    assert weighed(lawyer, order).excluded == "手上已有 1 件，已满"


def test_who_said_no_is_not_proposed_again(world: w.World, order: Order) -> None:
    dispatcher = world.staff("aid-dispatcher")
    order = w.take(dispatcher, order, "assign", practitioner=world.lawyers[0].pk)
    order = w.take(world.lawyer(), order, "decline", reason="办案量已满")

    fit, left_out = propose(order, on=w.TODAY)
    assert declined_by(order) == {world.lawyers[0].pk}
    assert [(c.practitioner.name, c.excluded) for c in left_out] == [
        ("律师甲", "已经表示不接受这件工单")
    ]
    assert [c.practitioner.name for c in fit] == ["律师乙", "律师丙"]
    assert weighed(world.lawyers[0], order).excluded == ""  # people may still ask them again


# --- nobody acts for both (律师法 39) ------------------------------------------------------------------------

SITE = {"name": "对方包工头", "phone": "13800000055"}
OURS = {"name": "申请人甲", "phone": "13800000001"}
CLIENT = "正在或曾经代理对方当事人，利益冲突，应当回避"
COLLEAGUE = "同一机构的同事正在代理对方当事人，利益冲突"


def test_whoever_assigns_reads_of_a_whole_prefecture_only_those_who_are_left_out(
    world: w.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same as the proposal leaves out, for every reason there is; a city has thousands of lawyers."""
    order = steps.granted(world, w.ask_for_aid(opposite=SITE).order)
    order = w.take(world.staff("aid-dispatcher"), order, "assign", practitioner=world.lawyers[2].pk)
    order = w.take(world.lawyer(2), order, "decline", reason="办案量已满")
    another(order, world.lawyers[0], applicant=SITE)
    another(order, a_lawyer(a_firm(world), name="已满", capacity=1))
    a_lawyer(a_firm(world), name="不接件", capacity=0)
    account = Account.objects.create(username="本人", name="本人", kind="staff", password="!")
    Account.objects.filter(pk=account.pk).update(party=order.applicant)
    a_lawyer(a_firm(world), name="本人", account=account)
    fit = [a_lawyer(a_firm(world)) for _ in range(3)]

    read, real = [], proposals.weigh
    monkeypatch.setattr(
        proposals, "weigh", lambda one, about: read.append(one.name) or real(one, about)
    )
    left_out = examine(fit[0], order, on=w.TODAY)[1]
    assert sorted(read) == sorted([*(c.practitioner.name for c in left_out), fit[0].name])
    assert {(c.practitioner.name, c.excluded) for c in left_out} == {
        ("律师甲", CLIENT),
        ("律师乙", COLLEAGUE),
        ("律师丙", "已经表示不接受这件工单"),
        ("已满", "手上已有 1 件，已满"),
        ("不接件", "手上已有 0 件，已满"),
        ("本人", "本人是当事人，应当回避"),
    }
    assert left_out == propose(order, on=w.TODAY)[1]


@pytest.mark.parametrize(
    ("applicant", "opposite"),
    [
        (w.OPPOSITE, None),  # acts for the other side in another matter
        ({"name": "外人", "phone": "13800000099"}, OURS),  # acts against our applicant
    ],
)
def test_who_acts_for_the_other_side_or_against_ours(
    world: w.World, applicant: dict[str, Any], opposite: dict[str, Any] | None
) -> None:
    """The person, and while it lasts the whole firm; not the firm next door."""
    named = SITE if applicant is w.OPPOSITE else applicant
    order = w.ask_for_aid(opposite=SITE).order
    another(order, world.lawyers[0], applicant=named, opposite=opposite)

    assert [weighed(lawyer, order).excluded for lawyer in world.lawyers] == [CLIENT, COLLEAGUE, ""]


def test_an_agent_of_the_other_side_counts_as_that_side(world: w.World) -> None:
    agent = {"name": "代理人", "phone": "13800000066"}
    order = w.ask_for_aid(opposite=agent).order
    other = another(order, world.lawyers[0])
    party = order.parties.get(role="opposite").party
    OrderParty.objects.create(order=other, party=party, role="agent")

    assert weighed(world.lawyers[0], order).excluded == CLIENT


@pytest.mark.parametrize(
    ("ended", "excluded"),
    [
        (None, [CLIENT, COLLEAGUE]),
        (w.NOW - timedelta(days=1), [CLIENT, ""]),
        (w.NOW - timedelta(days=730), [CLIENT, ""]),
        (w.NOW - timedelta(days=731), ["", ""]),
    ],
)
def test_a_former_client_counts_for_two_years_after_the_end(
    world: w.World, ended: Any, excluded: list[str]
) -> None:
    """However long the matter itself had lasted: it came in ten years ago."""
    firm = {"name": "对方包工头", "phone": "13800000055"}
    order = w.ask_for_aid(opposite=firm).order
    stage = "completed" if ended else "open"
    received = w.NOW - timedelta(days=3650)
    changes = {"stage": stage, "completed_at": ended, "received_at": received}
    another(order, world.lawyers[0], applicant=firm, **changes)

    assert [weighed(lawyer, order).excluded for lawyer in world.lawyers[:2]] == excluded


def test_acting_for_the_same_person_is_no_conflict(world: w.World, order: Order) -> None:
    another(order, world.lawyers[0], applicant=w.APPLICANT)

    assert weighed(world.lawyers[0], order).excluded == ""


def test_a_matter_does_not_conflict_with_itself(world: w.World, order: Order) -> None:
    Order.objects.filter(pk=order.pk).update(assignee=world.lawyers[0])

    assert weighed(world.lawyers[0], order).excluded == ""
    assert conflicts_of(order, w.TODAY).people == frozenset()


def test_the_other_sides_own_order_of_a_matter_is_no_conflict_with_it(world: w.World) -> None:
    """Whoever mediates has both orders, and may be followed by a colleague (人民调解法 19)."""
    order = w.ask_for_aid(opposite=SITE).order
    side = another(order, world.lawyers[0], applicant=SITE)
    assert weighed(world.lawyers[0], order).excluded != ""

    Order.objects.filter(pk=side.pk).update(parent=order, link="summoned")

    assert weighed(world.lawyers[0], order).excluded == ""
    assert conflicts_of(order, w.TODAY).firms == frozenset()

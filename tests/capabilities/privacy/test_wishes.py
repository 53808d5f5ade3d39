"""PIPL 47, abuse case 25: what nobody must keep is deleted within a day, what must be kept is not used again, and
the proof of both still verifies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.documents.models import Document
from santai.capabilities.files.models import StoredFile
from santai.capabilities.notices.models import Message, ShortMessage
from santai.capabilities.notices.tasks import relay
from santai.capabilities.orders import access
from santai.capabilities.orders.actions import act, add_file
from santai.capabilities.orders.models import Event, Order, OrderParty
from santai.capabilities.orders.queries import chain_is_whole, to_call_back
from santai.capabilities.people.access import SYSTEM, Actor, actor_for, find_parties
from santai.capabilities.people.actions import account_of_phone
from santai.capabilities.people.actions.parties import GONE
from santai.capabilities.people.models import Party
from santai.capabilities.privacy.actions import ask, carry_out_all, take_back, wishes
from santai.capabilities.privacy.enums import TIME_TO_THINK, Outcome
from santai.kernel.errors import Conflict, Forbidden, Missing
from tests import world as w
from tests.capabilities.orders.steps import QUESTION, answered, codes, completed, consult, fresh

pytestmark = pytest.mark.django_db
LATER = w.NOW + TIME_TO_THINK


def oneself() -> Actor:
    """申请人甲, signed in with their telephone."""
    account = account_of_phone(phone=w.APPLICANT["phone"], name=w.APPLICANT["name"])
    return actor_for(account, "portal", w.TODAY)


@pytest.fixture
def question(world: w.World) -> Order:
    """Asked and answered: nothing says that it must be kept."""
    order = consult(
        world.staff("window-clerk"), opposite={"name": "对方乙", "phone": "13900000009"}
    )
    add_file(
        actor=world.staff("window-clerk"),
        number=order.number,
        name="a.txt",
        content="欠条".encode(),
        at=w.NOW,
    )
    return answered(world, order)


@pytest.fixture
def case(world: w.World) -> Order:
    """A case of legal aid that is done: its file must be kept."""
    return completed(world, w.ask_for_aid().order)


def test_what_nobody_must_keep_is_restricted_at_once_and_deleted_within_a_day(
    question: Order,
) -> None:
    wish = ask(actor=oneself(), number=question.number, at=w.NOW)
    assert (wish.began_at, wish.done_at) == (w.NOW, None)
    assert fresh(question).restricted_at == w.NOW

    assert carry_out_all(at=LATER) == 1
    wish.refresh_from_db()
    assert (wish.done_at, wish.outcome) == (LATER, Outcome.ERASED)
    assert LATER - wish.asked_at < timedelta(days=1)


def test_nothing_that_was_said_or_given_is_left(question: Order) -> None:
    relay(w.NOW)
    ask(actor=oneself(), number=question.number, at=w.NOW)
    carry_out_all(at=LATER)

    order = fresh(question)
    assert (order.title, order.answers) == ("", {})
    assert [row.told for row in order.parties.all()] == [{}, {}]
    assert [event.data for event in order.events.order_by("seq")][:-1] == [{}] * (order.seq - 1)
    for model, named in ((StoredFile, "subject"), (Document, "subject")):
        assert not model.objects.filter(**{named: order.subject}).exists()
    assert not Message.objects.filter(order=order).exists()
    assert not ShortMessage.objects.filter(order=order).exists()
    assert list(
        Party.objects.filter(pk__in=order.parties.values("party")).values_list("name", flat=True)
    ) == [
        GONE,
        GONE,
    ]
    assert not Party.objects.filter(phone=w.APPLICANT["phone"]).exists()
    assert not OrderParty.objects.filter(told__phone=w.APPLICANT["phone"]).exists()


def test_and_the_chain_is_whole_all_the_same(question: Order) -> None:
    before = list(question.events.order_by("seq").values_list("seq", "code", "hash"))
    ask(actor=oneself(), number=question.number, at=w.NOW)
    carry_out_all(at=LATER)
    after = list(
        Event.objects.filter(order=question).order_by("seq").values_list("seq", "code", "hash")
    )
    assert after[: len(before)] == before
    assert codes(question)[-2:] == ["restricted", "erased"]
    assert chain_is_whole(fresh(question))


def test_but_nothing_else_may_be_taken_out(question: Order) -> None:
    """Abuse case 17: who empties events and says that they were erased is found out."""
    Order.objects.filter(pk=question.pk).update(erased_by=2)
    assert not chain_is_whole(fresh(question))


def test_what_must_be_kept_is_restricted_and_says_until_when(case: Order) -> None:
    wish = ask(actor=oneself(), number=case.number, at=w.NOW)
    assert wish.outcome == Outcome.RESTRICTED
    order = fresh(case)
    assert order.restricted_until == w.TODAY.replace(year=w.TODAY.year + 10)
    assert order.answers["facts"] == w.AID_ANSWERS["facts"]
    assert order.events.order_by("seq").last().data["basis"] == "个人信息保护法 47"
    assert chain_is_whole(order)
    carry_out_all(at=LATER)
    assert fresh(case).erased_by is None


def test_nobody_at_work_sees_or_uses_it_any_more(world: w.World, case: Order) -> None:
    staff = [*(world.staff(role, region) for role, region in world.accounts), world.lawyer()]
    saw = [actor for actor in staff if access.orders_for(actor).filter(pk=case.pk).exists()]
    assert len(saw) > 5
    ask(actor=oneself(), number=case.number, at=w.NOW)

    for actor in staff:
        assert not access.orders_for(actor).filter(pk=case.pk).exists()
        assert not access.sees(actor, fresh(case))
        assert access.capacities(actor, fresh(case)) == frozenset()
        assert not access.may_reveal(actor, fresh(case))
        told = access.Restricted if actor in saw else Missing
        with pytest.raises(told):
            access.order_for(actor, case.number)
        with pytest.raises(told):
            act(actor=actor, number=case.number, action="note", facts={"text": "一"}, at=w.NOW)
        assert find_parties(actor, w.APPLICANT["phone"]) == []
        assert find_parties(actor, w.APPLICANT["name"]) == []
        assert not to_call_back(actor).filter(pk=case.pk).exists()


def test_nobody_is_told_of_it(world: w.World, case: Order) -> None:
    ask(actor=oneself(), number=case.number, at=w.NOW)
    told = Message.objects.count(), ShortMessage.objects.count()
    relay(w.NOW)
    assert (Message.objects.count(), ShortMessage.objects.count()) == told


def test_not_even_the_system_does_anything_with_it(case: Order) -> None:
    ask(actor=oneself(), number=case.number, at=w.NOW)
    with pytest.raises(access.Restricted):
        act(actor=SYSTEM, number=case.number, action="reopen", facts={"reason": "误"}, at=w.NOW)


def test_the_person_themselves_goes_on_seeing_it_and_may_take_it_back(case: Order) -> None:
    ask(actor=oneself(), number=case.number, at=w.NOW)
    assert access.order_for(oneself(), case.number).pk == case.pk
    take_back(actor=oneself(), number=case.number, at=LATER)
    assert fresh(case).restricted_at is None
    assert codes(case)[-1] == "released"
    with pytest.raises(Conflict):
        take_back(actor=oneself(), number=case.number, at=LATER)


def test_and_staff_find_it_again(world: w.World, case: Order) -> None:
    ask(actor=oneself(), number=case.number, at=w.NOW)
    take_back(actor=oneself(), number=case.number, at=w.NOW)
    clerk = world.staff("aid-clerk")
    assert access.order_for(clerk, case.number).pk == case.pk
    assert len(find_parties(world.staff("window-clerk"), w.APPLICANT["phone"])) == 1


def test_what_is_worked_on_waits_until_it_is_done(world: w.World) -> None:
    order = consult(world.staff("window-clerk"))
    wish = ask(actor=oneself(), number=order.number, at=w.NOW)
    assert (wish.began_at, fresh(order).restricted_at) == (None, None)
    assert carry_out_all(at=LATER) == 0
    answered(world, order, at=LATER)
    assert carry_out_all(at=LATER) == 1
    assert fresh(order).restricted_at == LATER
    assert carry_out_all(at=LATER + TIME_TO_THINK) == 1
    assert fresh(order).erased_by is not None


def test_those_that_cannot_be_carried_out_keep_nobody_waiting(
    world: w.World, question: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wishes, "BATCH", 1)
    clerk = world.staff("window-clerk")
    worked_on = consult(clerk, answers={"question": QUESTION + "还在办。"})
    broken = answered(world, consult(clerk, answers={"question": QUESTION + "坏了。"}))
    for order in (worked_on, broken, question):
        ask(actor=oneself(), number=order.number, at=w.NOW)
    erase = wishes.erase

    def failing(order_id: int, **more: Any) -> None:
        if order_id == broken.pk:
            raise RuntimeError("the disk is gone")
        erase(order_id, **more)

    monkeypatch.setattr(wishes, "erase", failing)
    assert carry_out_all(at=LATER) == 1
    assert [fresh(order).erased_by is None for order in (broken, question)] == [True, False]


def test_once_is_enough(question: Order) -> None:
    ask(actor=oneself(), number=question.number, at=w.NOW)
    with pytest.raises(Conflict):
        ask(actor=oneself(), number=question.number, at=w.NOW)


def test_and_the_outsider(world: w.World, question: Order) -> None:
    other = account_of_phone(phone="13800000002", name="外人")
    with pytest.raises(Missing):
        ask(actor=actor_for(other, "portal", w.TODAY), number=question.number, at=w.NOW)
    with pytest.raises(Forbidden):
        ask(actor=world.staff("window-clerk"), number=question.number, at=w.NOW)
    assert fresh(question).restricted_at is None


def test_of_somebody_with_another_matter_the_record_stays(world: w.World, question: Order) -> None:
    consult(world.staff("window-clerk"), answers={"question": QUESTION + "还有一件。"})
    ask(actor=oneself(), number=question.number, at=w.NOW)
    carry_out_all(at=LATER)
    party = Party.objects.get(pk=question.applicant_id)
    assert (party.name, party.restricted_at) == (w.APPLICANT["name"], None)


def test_who_comes_back_with_a_new_matter_is_known_again(world: w.World, case: Order) -> None:
    ask(actor=oneself(), number=case.number, at=w.NOW)
    assert Party.objects.get(pk=case.applicant_id).restricted_at == w.NOW
    again = consult(world.staff("window-clerk"))
    assert Party.objects.get(pk=again.applicant_id).restricted_at is None

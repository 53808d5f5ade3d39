"""Whoever gives a name and a number gets back what they gave, and nothing of the record it belongs to."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.documents.models import Document
from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.orders.models import Order
from santai.capabilities.orders.persons import told_by_applicant, uncover
from santai.capabilities.orders.queries import view
from santai.capabilities.people.access import Actor
from santai.capabilities.people.actions import register_party
from santai.capabilities.people.models import Party
from santai.kernel.errors import Conflict
from tests import world as w

pytestmark = pytest.mark.django_db

VICTIM = {"name": "王受害", "phone": "13800000777"}
SECRET = {"id_number": "410422199001010022", "address": "平顶山市某避难所 3 号"}


@pytest.fixture
def victim(world: w.World) -> Party:
    """Somebody on record with identity and address, as seen at a counter."""
    return register_party(**VICTIM, **SECRET, region=w.YE, groups=["残疾人"], proven=True)


def apply_as(actor: Actor, **particulars: Any) -> Order:
    applicant = {"name": "王受害", **particulars}
    return w.ask_for_aid(actor=actor, applicant=applicant).order


def shown(actor: Actor, order: Order) -> str:
    seen = view(actor, order, at=w.NOW)
    return repr(seen.people) + repr(seen.timeline)


@pytest.mark.parametrize(
    "given",
    [{"phone": VICTIM["phone"]}, {"id_number": SECRET["id_number"], "phone": "13800000001"}],
)
def test_a_stranger_with_a_name_and_a_number_learns_nothing_more(
    world: w.World, victim: Party, given: dict[str, str]
) -> None:
    order = apply_as(w.anyone(), **given)
    assert order.applicant == victim
    text = shown(w.holder(order), order)
    for value in (victim.address, victim.id_number, victim.phone, "残疾人"):
        assert (value in text) is (value in given.values())


def test_nor_does_the_form_of_a_further_request_begin_with_it(
    world: w.World, victim: Party
) -> None:
    order = apply_as(w.anyone(), phone="13800000777")
    assert told_by_applicant(order) == VICTIM


def test_nor_does_a_document_print_it(world: w.World, victim: Party) -> None:
    order = apply_as(w.anyone(), phone="13800000777")
    w.take(world.staff("aid-approver"), order, "refuse", reason="不在援助范围内")
    facts = str(Document.objects.get().facts)
    assert "王受害" in facts
    assert SECRET["id_number"] not in facts
    assert SECRET["address"] not in facts


def test_nor_does_a_partner_system_get_it(world: w.World, victim: Party) -> None:
    partner = w.post_holder("partner-system", world.office("12345", w.CITY), kind="partner")
    order = apply_as(partner, phone="13800000777")
    text = shown(partner, order)
    assert SECRET["id_number"] not in text
    assert SECRET["address"] not in text


def test_nor_by_saying_that_it_has_seen_the_papers(world: w.World, victim: Party) -> None:
    partner = w.post_holder("partner-system", world.office("12345", w.CITY), kind="partner")
    order = apply_as(partner, phone="13800000777")
    w.take(partner, order, "receive_material", materials=["identity"], original=True)
    assert not order.parties.get(role="applicant").proven
    assert SECRET["id_number"] not in shown(partner, order)


def test_nor_what_an_agent_looked_up_for_a_caller(world: w.World, victim: Party) -> None:
    """The voice on the telephone may be anybody's."""
    agent = world.staff("hotline-agent", w.CITY)
    request = Request(
        service="legal-aid/civil",
        region=w.YE,
        applicant={},
        known={**VICTIM, **SECRET},
        answers=w.AID_ANSWERS,
    )
    order = submit(actor=agent, request=request, at=w.NOW).order
    assert order.applicant == victim
    text = shown(w.holder(order), order)
    assert SECRET["id_number"] not in text
    assert SECRET["address"] not in text


def test_the_office_sees_the_record(world: w.World, victim: Party) -> None:
    order = apply_as(w.anyone(), phone="13800000777")
    clerk = world.staff("aid-clerk")
    assert SECRET["id_number"] not in shown(clerk, order)  # masked until asked for with a reason
    for field in ("id_number", "address"):
        asked = uncover(clerk, order, party=str(victim.pk), field=field, reason="核对")
        seen = view(clerk, order, at=w.NOW, uncovered=asked)
        assert SECRET[field] in {getattr(person, field) for person in seen.people}


def test_whose_identity_was_seen_sees_their_own_record(world: w.World, victim: Party) -> None:
    clerk = world.staff("window-clerk")
    order = apply_as(clerk, phone="13800000777", id_number=SECRET["id_number"], proven=True)
    assert SECRET["address"] in shown(w.holder(order), order)


def test_nobody_objects_to_a_decision_about_somebody_else(world: w.World) -> None:
    order = w.ask_for_aid().order
    order = w.take(world.staff("aid-approver"), order, "refuse", reason="不在援助范围内")
    answers = {"kind": "不予法律援助", "order": order.number, "reason": "不同意"}
    stranger = Request(
        service="legal-aid/objection",
        region=w.YE,
        applicant={"name": "外人", "phone": "13800000099"},
        answers=answers,
    )
    with pytest.raises(Conflict) as refusal:
        submit(actor=world.staff("aid-clerk"), request=stranger, at=w.NOW)
    assert refusal.value.message == "只能由这件工单的申请人或者代理人提出异议。"
    own = Request(
        service="legal-aid/objection", region=w.YE, applicant=w.APPLICANT, answers=answers
    )
    assert submit(actor=world.staff("aid-clerk"), request=own, at=w.NOW).order.parent == order

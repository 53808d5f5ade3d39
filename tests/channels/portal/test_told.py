"""What applicants were told, on the page of their matter, until they say that they have read it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.notices.actions import relay
from santai.capabilities.notices.models import Message
from santai.capabilities.orders.actions import code_of
from santai.capabilities.orders.models import Order
from tests.factories.pages import Visitor
from tests.world import NOW, World, ask_for_aid, take

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def order(world: World) -> Order:
    order = take(world.staff("aid-approver"), ask_for_aid().order, "grant")
    relay(at=LATER)
    return order


@pytest.fixture
def applicant(visitor: Visitor, order: Order) -> Visitor:
    visitor.send("/track/", {"number": order.number, "code": code_of(order)})
    return visitor


def at(order: Order, *more: str) -> str:
    return "/".join(("/matters", order.number, *more, ""))


def own(order: Order) -> list[Message]:
    return list(Message.objects.filter(order=order, audience="applicant"))


def test_what_is_new_stands_on_the_page_until_it_was_read(applicant: Visitor, order: Order) -> None:
    page = applicant.read(at(order))
    assert "给您的新消息" in page.text
    assert "有新进展：给予援助" in page.text
    applicant.send(at(order, "seen"), {"message": page.fields["message"]})
    text = applicant.read(at(order)).text
    assert "给您的新消息" not in text
    assert "看过的消息（2）" in text


def test_opening_the_page_is_not_reading_it(applicant: Visitor, order: Order) -> None:
    applicant.read(at(order))
    assert "给您的新消息" in applicant.read(at(order)).text
    assert applicant.get(at(order, "seen")).status_code == 405


def test_what_came_in_the_meantime_stays_new(applicant: Visitor, order: Order) -> None:
    first, second = own(order)
    applicant.send(at(order, "seen"), {"message": [str(first.pk)]})
    assert [message.seen_at for message in own(order) if message.pk == second.pk] == [None]


def test_and_the_outsider_reads_nothing_and_marks_nothing(order: Order) -> None:
    stranger = Visitor()
    given = {"message": [str(message.pk) for message in own(order)]}
    assert stranger.post(at(order, "seen"), given).status_code == 404
    assert [message.seen_at for message in own(order)] == [None, None]


def test_and_who_has_another_matter_marks_nothing_of_this_one(
    applicant: Visitor, order: Order
) -> None:
    other = ask_for_aid(applicant={"name": "别人", "phone": "13800000009"}).order
    relay(at=LATER)
    given = {"message": [str(message.pk) for message in own(other)]}
    applicant.send(at(order, "seen"), given)
    assert [message.seen_at for message in own(other)] == [None]


def test_and_what_the_desk_was_told_stays_on_the_desk(applicant: Visitor, order: Order) -> None:
    desk = Message.objects.filter(order=order).exclude(audience="applicant")
    applicant.send(at(order, "seen"), {"message": [str(one.pk) for one in desk]})
    assert set(desk.values_list("seen_at", flat=True)) == {None}


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 40, "²"])
def test_what_is_no_message_does_no_harm(applicant: Visitor, order: Order, value: str) -> None:
    applicant.send(at(order, "seen"), {"message": value})


def test_a_photo_is_taken_or_chosen(applicant: Visitor, order: Order) -> None:
    source = applicant.read(at(order)).source
    assert 'accept="image/*" capture="environment"' in source
    assert source.count('name="files"') == 2 * source.count('enctype="multipart/form-data"')

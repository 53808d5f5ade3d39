"""Text messages leave by a carrier that is called, or by a gateway that fetches them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import Settings

from santai.capabilities.notices.actions import acknowledge, carry, relay
from santai.capabilities.notices.actions.sms import LEASE
from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.notices.queries import sms_text, sms_waiting
from santai.capabilities.people.models import Account
from santai.kernel.errors import Forbidden, Missing
from tests import world as w
from tests.factories.partners import as_partner, gateway

LATER = w.NOW + timedelta(minutes=1)
SENT: list[tuple[str, str, str]] = []


class Kept:
    """A carrier that keeps what it is given."""

    def send(self, phone: str, text: str, reference: str) -> None:
        SENT.append((phone, text, reference))


class Broken:
    def send(self, phone: str, text: str, reference: str) -> None:
        raise ConnectionError(f"cannot send to {phone}")


@pytest.fixture(autouse=True)
def _nothing_sent() -> None:
    SENT.clear()


@pytest.fixture
def waiting(world: w.World) -> ShortMessage:
    w.ask_for_aid()
    relay(at=LATER)
    return ShortMessage.objects.get()


def test_without_a_carrier_messages_wait_for_the_gateway(waiting: ShortMessage) -> None:
    assert carry(at=LATER) == 0
    assert ShortMessage.objects.get().done_at is None


def test_a_carrier_gets_each_message_once(settings: Settings, waiting: ShortMessage) -> None:
    settings.SMS_CARRIER = f"{__name__}.Kept"
    assert [carry(at=LATER), carry(at=LATER + timedelta(days=1))] == [1, 0]
    assert [(w.APPLICANT["phone"], sms_text(waiting), f"sms-{waiting.pk}")] == SENT


def test_a_carrier_that_fails_is_tried_again_later(
    settings: Settings, waiting: ShortMessage, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SMS_CARRIER = f"{__name__}.Broken"
    carry(at=LATER)
    assert carry(at=LATER + timedelta(seconds=14)) == 0
    settings.SMS_CARRIER = f"{__name__}.Kept"
    carry(at=LATER + timedelta(seconds=15))
    assert len(SENT) == 1
    assert str(w.APPLICANT["phone"]) not in caplog.text


def test_a_carrier_that_fails_for_days_is_given_up(
    settings: Settings, waiting: ShortMessage
) -> None:
    settings.SMS_CARRIER = f"{__name__}.Broken"
    at = LATER
    for _ in range(25):
        carry(at=at)
        at += timedelta(hours=7)
    row = ShortMessage.objects.get()
    assert (row.attempts, row.dead_at is not None, row.error) == (21, True, "ConnectionError")


def test_a_message_in_hand_is_not_given_to_a_second_carrier(
    settings: Settings, waiting: ShortMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker killed in the middle leaves it for when its lease is over."""
    from santai.capabilities.notices.actions import sms

    settings.SMS_CARRIER = f"{__name__}.Kept"
    with monkeypatch.context() as patch:
        patch.setattr(sms, "_hand_over", lambda *_: None)
        assert carry(at=LATER) == 1
    assert carry(at=LATER + LEASE - timedelta(seconds=1)) == 0
    assert carry(at=LATER + LEASE) == 1


def test_the_gateway_sees_what_waits_until_it_reports(
    world: w.World, waiting: ShortMessage
) -> None:
    actor = gateway(world.office("bureau", w.CITY))
    assert list(sms_waiting(actor)) == [waiting]
    acknowledge(actor=actor, sms=waiting.pk, at=LATER)
    assert list(sms_waiting(actor)) == []
    assert ShortMessage.objects.get().done_at == LATER


def test_the_gateways_word_that_it_cannot_be_sent_is_kept(
    world: w.World, waiting: ShortMessage
) -> None:
    actor = gateway(world.office("bureau", w.CITY))
    acknowledge(actor=actor, sms=waiting.pk, error="空号", at=LATER)
    row = ShortMessage.objects.get()
    assert (row.done_at, row.dead_at, row.error) == (None, LATER, "空号")


def test_saying_it_twice_changes_nothing(world: w.World, waiting: ShortMessage) -> None:
    actor = gateway(world.office("bureau", w.CITY))
    acknowledge(actor=actor, sms=waiting.pk, at=LATER)
    acknowledge(actor=actor, sms=waiting.pk, error="空号", at=LATER + timedelta(hours=1))
    row = ShortMessage.objects.get()
    assert (row.done_at, row.dead_at, row.error) == (LATER, None, "")


def test_a_gateway_elsewhere_sees_nothing_of_it(world: w.World, waiting: ShortMessage) -> None:
    actor = gateway(world.office("bureau", w.ELSEWHERE))
    assert list(sms_waiting(actor)) == []
    with pytest.raises(Missing):
        acknowledge(actor=actor, sms=waiting.pk, at=LATER)


def test_no_other_partner_and_no_person_reads_text_messages(
    world: w.World, partner: Account, waiting: ShortMessage
) -> None:
    """They hold telephone numbers and query codes (P1)."""
    for actor in (as_partner(partner), world.staff("window-clerk"), world.staff("bureau-chief")):
        with pytest.raises(Forbidden):
            sms_waiting(actor)
        with pytest.raises(Forbidden):
            acknowledge(actor=actor, sms=waiting.pk, at=LATER)

"""Every fail point at every passing: whatever was acknowledged is there, and everything happens once.

D3, D4, D5, D6, D8 of the goals. A process ends in each window between two writes; its sender sends again, the
worker comes back, and nothing is lost, doubled or half.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from santai.capabilities.notices.actions import sms, subscribe
from santai.capabilities.orders.actions import door
from santai.kernel import failpoints
from santai.kernel.errors import NotNow
from tests import world as w
from tests.capabilities.notices.receiver import receiver
from tests.factories.partners import as_partner, make_partner
from tests.reliability.failpoints import life
from tests.reliability.failpoints.life import Carrier, Trial
from tests.reliability.sizes import report, size

pytestmark = pytest.mark.django_db(transaction=True)
submitting = import_module(
    "santai.capabilities.orders.actions.submit"
)  # the package names its function so
DEEP = size(2, 50)  # how many passings of one place are tried


class Trials:
    """Trials of one world, numbered."""

    def __init__(self, world: w.World, folder: Path, listening: life.Receiver) -> None:
        partner = make_partner(world.office("12345", w.CITY))
        subscribe(actor=as_partner(partner), url=listening.url, at=w.NOW)
        self._given = (as_partner(partner), world.staff("window-clerk"), folder, listening)
        self.count = 0

    def another(self) -> Trial:
        self.count += 1
        return Trial(self.count, *self._given)


@pytest.fixture
def trials(transactional_db: None, settings: Settings, tmp_path: Path) -> Iterator[Trials]:
    settings.FILES_ROOT = tmp_path / "files"
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    settings.SMS_CARRIER = f"{life.__name__}.Carrier"
    Carrier.book = tmp_path / "sent"
    with receiver() as listening:
        yield Trials(w.build(), tmp_path, listening)


def test_no_window_loses_or_doubles_anything(trials: Trials) -> None:
    passings = trials.another().passings()
    assert set(failpoints.NAMES) == set(passings), "a life must pass every window"
    wrong, done = [], 0
    for name in failpoints.NAMES:
        for passing in range(1, min(passings[name], DEEP) + 1):
            trial, place = trials.another(), f"{name}=exit@{passing}"
            assert trial.ends_at(place) == failpoints.EXIT, place
            early = life.sent_before_noted()
            trial.recover()
            wrong += [f"{place}: {fault}" for fault in [*early, *trial.faults()]]
            done += 1
    report("failpoints", windows=len(failpoints.NAMES), trials=done, faults=len(wrong))
    assert wrong == []


def test_a_receipt_given_before_the_commit_is_caught(
    trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = trials.another()
    real = submitting._create

    def early(*given: object) -> door.Done:
        done = real(*given)  # type: ignore[arg-type]
        trial.acknowledge(done.order.number)
        return done

    monkeypatch.setattr(submitting, "_create", early)
    trial.ends_at("submit.written=exit")
    assert "was acknowledged and is lost" in trial.faults()[-1]


def test_a_key_remembered_in_a_second_transaction_is_caught(
    trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = trials.another()
    monkeypatch.setattr(submitting.idempotency, "kept", lambda *_, **__: [])
    trial.ends_at("submit.committed=exit")
    monkeypatch.undo()
    trial.recover()
    assert trial.faults()[0] == "2 orders of one key"


def test_an_event_outside_the_transaction_is_caught(
    trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state is committed, then the process ends before its event is written."""
    trial = trials.another()

    real = door.Door.close

    def close(self: door.Door, *keys: door.IdempotencyKey) -> None:
        if self._events[-1].code != "answer":
            return real(self, *keys)
        door.write_back(self.order)
        connection.connection.commit()
        os._exit(failpoints.EXIT)

    monkeypatch.setattr(door.Door, "close", close)
    trial.ends_at("")
    monkeypatch.undo()
    with suppress(NotNow):  # it is answered already, says the order; no event says by whom
        trial.recover()
    assert "its events end at" in trial.faults()[0]


def test_a_text_noted_as_sent_before_it_is_sent_is_caught(
    trials: Trials, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = trials.another()
    real = sms._hand_over

    def noted_first(carrier: sms.Carrier, row: sms.ShortMessage, at: life.Any) -> None:
        sms.ShortMessage.objects.filter(pk=row.pk).update(done_at=at)
        failpoints.failpoint("sms.sent")
        real(carrier, row, at)

    monkeypatch.setattr(sms, "_hand_over", noted_first)
    assert trial.ends_at("sms.sent=exit") == failpoints.EXIT
    assert len(life.sent_before_noted()) == 1

"""Whoever waits too long for the database is told so in plain words, and nothing was stored (C4, D11)."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest
from django.db import OperationalError, connection, connections, transaction

from santai.capabilities.orders.models import Order
from santai.project import patience
from tests import world as w
from tests.capabilities.orders.steps import codes, consult
from tests.channels.partners.conftest import Caller
from tests.factories.partners import consult as consultation
from tests.factories.partners import key_of, make_partner


def limits() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[*patience.LIMITS]]
        )
        return dict(cursor.fetchall())


@pytest.fixture
def held() -> object:
    """Somebody has the order for as long as the test lasts."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            list(Order.objects.select_for_update())
            taken.set()
            done.wait(30)
        connections.close_all()

    def begin() -> None:
        other.start()
        assert taken.wait(30)

    other = threading.Thread(target=hold)
    yield begin
    done.set()
    other.join(30)


@pytest.fixture
def impatient(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> object:
    """Requests of this test wait for a tenth of a second."""
    monkeypatch.setitem(patience.LIMITS, "lock_timeout", "100ms")
    connection.ensure_connection()
    patience.limit(connection)
    yield
    connection.close()


@pytest.mark.django_db
def test_a_new_connection_is_given_its_limits() -> None:
    with transaction.atomic():
        patience.limit(connection)
        assert limits() == {
            "lock_timeout": "5000",
            "statement_timeout": "30000",
            "idle_in_transaction_session_timeout": "60000",
        }
    connection.close()


def test_every_connection_of_the_web_server_has_them() -> None:
    program = (
        "import santai.project.wsgi\n"
        "from django.db import connection as c\n"
        "with c.cursor() as cursor:\n"
        "    cursor.execute('SHOW lock_timeout')\n"
        "    print(cursor.fetchone()[0])\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "santai.project.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["5s"]


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_an_order_changes_nothing(impatient: None, held: object) -> None:
    world = w.build()
    order = consult()
    held()
    with pytest.raises(OperationalError):
        w.take(world.staff("window-clerk"), order, "claim")
    assert codes(order) == ["submitted"]


@pytest.mark.django_db(transaction=True)
def test_another_system_is_told_to_send_it_again(transactional_db: None, held: object) -> None:
    key = key_of(make_partner(w.build().office("12345", w.CITY)))
    number = Caller(key).submit(consultation()).json()["number"]
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    held()
    answer = Caller(key)("POST", f"/orders/{number}/actions/note", {"facts": {"text": "记录"}})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "没有保存" in answer.json()["detail"]
    connection.close()

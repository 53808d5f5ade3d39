"""A kept connection is looked at before a request, and asked only where looking tells nothing."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kept() -> Iterator[BaseDatabaseWrapper]:
    """A connection at the beginning of its second request."""
    connection = connections["default"].copy()
    connection.ensure_connection()
    connection.health_check_enabled = True
    connection.health_check_done = False
    yield connection
    connection.close()


def process(connection: BaseDatabaseWrapper) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def end(connection: BaseDatabaseWrapper) -> None:
    """End the server's process for a connection, as a restart of the server does."""
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process(connection)])
        assert cursor.fetchone() == (True,)


def test_a_server_that_is_there_is_not_asked(
    kept: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = process(kept)
    kept.health_check_done = False
    monkeypatch.setattr(kept, "is_usable", lambda: pytest.fail("it was asked"))
    kept.close_if_health_check_failed()
    assert process(kept) == before


def test_after_a_restart_of_the_server_the_next_request_has_a_new_connection(
    kept: BaseDatabaseWrapper,
) -> None:
    before = process(kept)
    end(kept)
    kept.health_check_done = False
    assert process(kept) != before


def test_a_server_elsewhere_is_asked(
    kept: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that lost its power does not close its end."""
    own, asked = kept.connection, []
    server = SimpleNamespace(host=b"10.0.0.5", socket=own.pgconn.socket)
    monkeypatch.setattr(kept, "is_usable", lambda: asked.append(True) or True)
    kept.connection = SimpleNamespace(closed=False, pgconn=server)
    kept.close_if_health_check_failed()
    kept.connection = own
    assert asked == [True]

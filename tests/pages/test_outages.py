"""When nothing can be kept: 503 and “not received”, never a false receipt, and well again by itself (D11)."""

from __future__ import annotations

import errno
import json
from typing import NoReturn

import pytest
from django.db import DatabaseError, InternalError, connection
from django.test import Client
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from santai.capabilities.files import actions as files
from santai.capabilities.orders.models import Order
from santai.kernel.blobs import BlobStore
from santai.pages.outages import Outage, outage
from tests import world as w
from tests.factories.partners import consult, key_of, make_partner
from tests.world import World

pytestmark = pytest.mark.django_db


def submit(key: str, name: str) -> int:
    return (
        Client()
        .post(
            "/api/v1/orders",
            json.dumps(consult()),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}", "Idempotency-Key": name},
        )
        .status_code
    )


def test_a_database_that_takes_no_writes_gives_no_receipt_and_then_does(world: World) -> None:
    key = key_of(make_partner(world.office("12345", w.CITY)))
    assert submit(key, "before") == 201
    with connection.cursor() as cursor:
        cursor.execute("savepoint as_it_was")
        cursor.execute("set transaction read only")
        assert submit(key, "again") == 503
        cursor.execute("rollback to savepoint as_it_was")
    assert Order.objects.count() == 1
    assert submit(key, "again") == 201


@pytest.mark.parametrize(
    ("number", "what"),
    [
        (errno.ENOSPC, Outage.FULL),
        (errno.EROFS, Outage.READ_ONLY),
        (errno.EIO, Outage.READ_ONLY),
    ],
)
def test_a_disk_that_takes_nothing_is_an_outage(
    world: World, monkeypatch: pytest.MonkeyPatch, number: int, what: Outage
) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(number, "no")

    monkeypatch.setattr(BlobStore, "keep", full)
    with pytest.raises(OSError, match="no") as found:
        files.store("orders/1", "a.txt", b"a text of some length", by=None, at=w.NOW)
    assert outage(found.value) is what
    assert files.StoredFile.objects.count() == 0


def test_a_line_that_breaks_while_it_is_written_to_is_an_outage(world: World) -> None:
    """D7: what libpq itself says of a server that is gone has no SQLSTATE, and no class of its own."""
    connection.ensure_connection()
    lost = connection.connection.pgconn.make_empty_result(ExecStatus.FATAL_ERROR)
    with pytest.raises(DatabaseError) as found, connection.wrap_database_errors:
        raise error_from_result(lost)
    assert type(found.value) is DatabaseError
    assert outage(found.value) is Outage.DATABASE


def test_a_fault_of_ours_is_no_outage() -> None:
    assert outage(DatabaseError()) is None
    assert outage(InternalError()) is None
    assert outage(OSError(errno.ENOENT, "no")) is None
    assert outage(KeyError()) is None

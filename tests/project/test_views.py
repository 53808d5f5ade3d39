"""What the house itself answers."""

from typing import NoReturn

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from santai.project.views import server_error


@pytest.mark.django_db
def test_healthz_answers_when_the_database_does(client: Client) -> None:
    page = client.get("/healthz")
    assert (page.status_code, page.content) == (200, b"ok\n")


def test_healthz_says_when_the_database_does_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> NoReturn:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", gone)
    page = client.get("/healthz")
    assert (page.status_code, page.content) == (503, b"database unreachable\n")


def test_healthz_is_only_for_asking(client: Client) -> None:
    assert client.post("/healthz").status_code == 405


def test_without_database_a_page_says_that_nothing_was_stored(rf: RequestFactory) -> None:
    """D11: the database gone is 503 and "not accepted", never a false receipt."""
    try:
        raise OperationalError
    except OperationalError:
        page = server_error(rf.post("/"))
    assert page.status_code == 503
    assert "没有保存" in page.content.decode()
    assert page["Retry-After"] == "60"


def test_an_error_of_ours_is_called_so(rf: RequestFactory) -> None:
    try:
        raise ZeroDivisionError
    except ZeroDivisionError:
        page = server_error(rf.get("/"))
    assert page.status_code == 500
    assert "系统出错了" in page.content.decode()

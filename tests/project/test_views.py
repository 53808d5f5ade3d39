"""What the house itself answers."""

from typing import NoReturn

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from santai.project import views
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


def test_what_was_typed_is_kept_and_can_be_sent_again(rf: RequestFactory) -> None:
    """D11: the same fields with the same key, so that it is taken once; nothing typed runs."""
    typed = {"key": "k-1", "question": "<b>老板三个月没有发工资</b>"}
    page = _without_database(rf.post("/ask/", typed))
    assert page.status_code == 503
    assert "没有收到，请稍后再试" in page.content.decode()
    assert '<input type="hidden" name="key" value="k-1">' in page.content.decode()
    assert 'value="&lt;b&gt;老板三个月没有发工资&lt;/b&gt;"' in page.content.decode()
    assert "<b>" not in page.content.decode()


def test_papers_and_passwords_are_not_sent_again_by_us(rf: RequestFactory) -> None:
    paper = SimpleUploadedFile("欠条.png", b"x")
    with_paper = _without_database(rf.post("/ask/", {"question": "三个月没有发工资", "f": paper}))
    assert "<form" not in with_paper.content.decode()
    assert "三个月没有发工资" in with_paper.content.decode()
    signing_in = _without_database(rf.post("/login/", {"password": "correct horse"}))
    assert "correct horse" not in signing_in.content.decode()


def _without_database(request: HttpRequest) -> HttpResponse:
    try:
        raise OperationalError
    except OperationalError:
        return server_error(request)


@pytest.mark.django_db
def test_healthz_says_that_the_database_takes_no_writes(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set transaction read only")
    page = client.get("/healthz")
    assert (page.status_code, page.content) == (200, b"read-only: database\n")


@pytest.mark.django_db
def test_healthz_says_that_the_disk_is_full(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LEAST_ROOM", 2**80)
    page = client.get("/healthz")
    assert (page.status_code, page.content) == (200, b"read-only: files, disk full\n")

"""What Django is told of a request is what was asked (PEP 3333; ASVS 4.1.3, 15.3.4)."""

from __future__ import annotations

import io

from django.core.handlers.wsgi import WSGIRequest

from santai.project.serving.environ import environ_of
from tests.project.serving.exchanges import Asked


def request_of(scope: Asked, body: bytes = b"") -> WSGIRequest:
    return WSGIRequest(environ_of(scope, io.BytesIO(body), len(body) if body else None))


def test_an_address_in_chinese_arrives_in_chinese() -> None:
    request = request_of(Asked(path="/法律援助/", query_string="q=%E6%B3%95&q=a+b"))
    assert request.path == "/法律援助/"
    assert request.GET.getlist("q") == ["法", "a b"]


def test_a_form_is_read_as_it_was_sent() -> None:
    listed = [("host", "h"), ("content-type", "application/x-www-form-urlencoded")]
    request = request_of(Asked("POST", listed=listed), b"story=%E6%AC%A0%E8%96%AA")
    assert request.POST["story"] == "欠薪"


def test_cookies_in_two_headers_are_one_list() -> None:
    request = request_of(Asked(listed=[("cookie", "a=1"), ("cookie", "b=2")]))
    assert request.COOKIES == {"a": "1", "b": "2"}


def test_another_header_that_comes_twice_is_joined_in_order() -> None:
    request = request_of(
        Asked(listed=[("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "2.2.2.2")])
    )
    assert request.META["HTTP_X_FORWARDED_FOR"] == "1.1.1.1,2.2.2.2"


def test_nobody_passes_for_a_proxy_by_writing_an_underscore() -> None:
    meta = request_of(
        Asked(listed=[("x_forwarded_for", "1.1.1.1"), ("x_forwarded_proto", "https")])
    ).META
    assert [name for name in meta if "FORWARDED" in name] == []


def test_no_header_stands_for_the_length_or_the_kind_of_the_body() -> None:
    listed = [("content-length", "5"), ("transfer-encoding", "chunked"), ("content-type", "a/b")]
    meta = environ_of(Asked(listed=listed), io.BytesIO(), None)
    assert "CONTENT_LENGTH" not in meta
    assert meta["CONTENT_TYPE"] == "a/b"
    assert [name for name in meta if name.startswith("HTTP_")] == []


def test_who_asks_is_an_address_without_its_port() -> None:
    assert environ_of(Asked(client="[::1]:5000"), io.BytesIO(), None)["REMOTE_ADDR"] == "::1"
    assert environ_of(Asked(), io.BytesIO(), None)["REMOTE_ADDR"] == "10.0.0.7"


def test_the_host_of_a_whole_address_goes_before_the_header() -> None:
    environ = environ_of(Asked(authority="other.example"), io.BytesIO(), None)
    assert environ["HTTP_HOST"] == "other.example"


def test_the_first_protocol_has_its_whole_name() -> None:
    environ = environ_of(Asked(http_version="1"), io.BytesIO(), None)
    assert environ["SERVER_PROTOCOL"] == "HTTP/1.0"

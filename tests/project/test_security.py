"""Headers of every page."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from santai.project.security import headers


def test_a_page_that_says_nothing_is_strict_and_not_kept(rf: RequestFactory) -> None:
    """A8: no shared cache may keep what one user was shown."""
    page = headers(lambda request: HttpResponse())(rf.get("/"))
    assert page["Cache-Control"] == "no-store"
    policy = dict(rule.partition(" ")[::2] for rule in page["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in page["Content-Security-Policy"]


def test_a_view_may_allow_more(rf: RequestFactory) -> None:
    def public(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Cache-Control": "public, max-age=60"})

    assert headers(public)(rf.get("/"))["Cache-Control"] == "public, max-age=60"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/no-such-page"])
def test_every_answer_carries_them(client: Client, path: str) -> None:
    page = client.get(path)
    assert page["Content-Security-Policy"].startswith("default-src 'none'")
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"
    assert page["Referrer-Policy"] == "same-origin"

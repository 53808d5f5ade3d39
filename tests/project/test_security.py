"""Headers of every page."""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import Settings

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
    assert page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert page["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(
        page["Permissions-Policy"].split(", ")
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "a b", "127.0.0.1@evil", ""]
)
def test_a_host_that_is_not_ours_is_refused(client: Client, host: str) -> None:
    """Abuse case 20: no link of ours leads where a header said."""
    page = client.get("/", headers={"Host": host})
    assert page.status_code == 400
    assert "evil" not in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "data:text/html,x", "http:evil.example", "https:///evil.example",
        "//testserver@evil.example", " //evil.example", "\t//evil.example", "//evil。example",
    ],
)  # fmt: skip
@pytest.mark.parametrize("page", ["/look/", "/login/"])
def test_nobody_is_sent_away_by_what_stands_in_a_form(
    client: Client, page: str, target: str
) -> None:
    answer = client.post(page, {"next": target, "username": "a", "password": "b"})
    assert urlsplit(answer.headers.get("Location", "/")).netloc == ""
    assert not answer.headers.get("Location", "/").startswith(
        ("//", "/\\", "\\", "javascript:", "data:")
    )


@pytest.mark.django_db
def test_whom_to_tell_of_a_hole_is_said_once_the_operator_has_said_it(
    client: Client, settings: Settings
) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:anquan@example.cn"
    page = client.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in page.content.decode().splitlines())
    assert lines["Contact"] == "mailto:anquan@example.cn"
    assert lines["Canonical"] == "http://testserver/.well-known/security.txt"
    assert datetime.fromisoformat(lines["Expires"]) > timezone.now() + timedelta(days=170)


def test_over_tls_cookies_belong_to_this_very_host() -> None:
    """ASVS 3.3.1, 3.3.3, 3.4.1: read in a process of its own, as settings are made once."""
    told = """
from santai.project import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,
      s.SECURE_HSTS_SECONDS >= 31536000, s.SECURE_HSTS_INCLUDE_SUBDOMAINS)
"""
    done = subprocess.run(
        [sys.executable, "-c", told],
        env={**os.environ, "SANTAI_HTTPS": "yes"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["__Host-session", "__Host-csrf", *["True"] * 4]

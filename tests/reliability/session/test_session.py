"""Sessions: nobody comes in, or stays in, by any way but the one (S1, S2, S4, A6, A8; abuse case 20).

What is checked is also checked with a fault planted in the house, and has to fail there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from santai.capabilities.identity.actions import second, sign_ins
from santai.capabilities.identity.models import Session, SignIn
from santai.capabilities.identity.sessions import SessionStore
from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.actions import close_account, reopen_account, set_password
from santai.capabilities.people.models import Account
from santai.project import security
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.reliability.sizes import report, size
from tests.world import NOW, TODAY, YE, World

if TYPE_CHECKING:
    from pytest_django import Settings

SECRET = "一句很长的口令 42"
SECOND_BY_SECOND = timedelta(seconds=1)


@pytest.fixture
def clerk(world: World) -> Account:
    account = world.accounts[("window-clerk", YE)]
    account.set_password(SECRET)
    account.save()
    return account


def is_in(browser: Visitor, page: str = "/counter/") -> bool:
    return browser.get(page).status_code == 200


def log_in(account: Account, browser: Visitor | None = None) -> Visitor:
    browser = browser or Visitor()
    browser.send("/login/", {"username": account.username, "password": SECRET})
    return browser


# --- S4: exact limits


def idle_limit(account: Account, patch: pytest.MonkeyPatch, minutes: int) -> tuple[bool, bool]:
    """Whether somebody is in at the last second of the idle limit, and at the next."""
    found = []
    for seconds in (minutes * 60 - 1, minutes * 60):
        stop_the_clock(patch, NOW)
        browser = signed_in(account)
        stop_the_clock(patch, NOW + timedelta(seconds=seconds))
        found.append(is_in(browser))
    return found[0], found[1]


def test_staff_are_out_after_15_minutes_to_the_second(
    clerk: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert idle_limit(clerk, monkeypatch, 15) == (True, False)


def test_a_limit_that_is_a_minute_late_is_caught(
    clerk: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        SignIn, "lasts", lambda self, at: at - self.seen < self.idle + timedelta(minutes=1)
    )
    assert idle_limit(clerk, monkeypatch, 15) != (True, False)


def test_every_request_begins_the_15_minutes_anew_and_twelve_hours_end_it(
    clerk: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With requests at random moments, never 15 minutes apart, until the last second of 12 hours."""
    chance, browser, moment = Random(7), signed_in(clerk), NOW
    end = NOW + timedelta(hours=12)
    while (moment := moment + timedelta(seconds=chance.randint(1, 899))) < end - SECOND_BY_SECOND:
        stop_the_clock(monkeypatch, moment)
        assert is_in(browser), moment
    stop_the_clock(monkeypatch, end - SECOND_BY_SECOND)
    assert is_in(browser)
    stop_the_clock(monkeypatch, end)
    assert not is_in(browser)


def test_a_request_that_is_not_noted_is_caught(
    clerk: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("santai.capabilities.identity.sessions._note_seen", lambda *_: None)
    browser = signed_in(clerk)
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=10))
    assert is_in(browser)
    stop_the_clock(monkeypatch, NOW + timedelta(minutes=20))
    assert not is_in(browser)


def test_the_third_sign_in_ends_the_oldest(clerk: Account) -> None:
    browsers = [log_in(clerk) for _ in range(3)]
    assert [is_in(browser) for browser in browsers] == [False, True, True]
    assert SignIn.objects.filter(account=clerk).count() == 2


# --- S1: fixation and reuse


def test_a_key_planted_before_signing_in_opens_nothing(clerk: Account) -> None:
    victim = Visitor()
    victim.get("/look/")
    planted = victim.session  # makes one
    planted["anything"] = 1
    planted.save()
    victim.cookies["sessionid"] = planted.session_key
    log_in(clerk, victim)
    assert victim.cookies["sessionid"].value != planted.session_key
    thief = Visitor()
    thief.cookies["sessionid"] = planted.session_key
    assert not is_in(thief)


def test_no_key_of_a_browser_stands_in_the_database(clerk: Account) -> None:
    browser = log_in(clerk)
    key = browser.cookies["sessionid"].value
    assert not Session.objects.filter(session_key=key).exists()
    thief = Visitor()  # who has read the table
    thief.cookies["sessionid"] = Session.objects.get(sign_in__account=clerk).session_key
    assert not is_in(thief)


def _sign_out(account: Account, browser: Visitor) -> None:
    browser.post("/logout/")


def _change(account: Account, browser: Visitor) -> None:
    set_password(account, actor=SYSTEM, password="另外一句很长的口令", on=TODAY)


def _close_and_reopen(account: Account, browser: Visitor) -> None:
    close_account(account, actor=SYSTEM, on=TODAY)
    reopen_account(account, actor=SYSTEM, on=TODAY)


def _reset_second(account: Account, browser: Visitor) -> None:
    second.reset(account, actor=SYSTEM, on=TODAY)


def _end_all(account: Account, browser: Visitor) -> None:
    sign_ins.end_all(account, actor=SYSTEM, on=TODAY)


def _kill(account: Account, browser: Visitor) -> None:
    sign_ins.end(SignIn.objects.get(account=account).pk, account=account)


ENDS: tuple[Callable[[Account, Visitor], None], ...] = (
    _sign_out,
    _change,
    _close_and_reopen,
    _reset_second,
    _end_all,
    _kill,
)


def stolen(account: Account, deed: Callable[[Account, Visitor], None]) -> bool:
    """Whether a copied cookie still opens pages after the deed."""
    browser, thief = log_in(account), Visitor()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert is_in(thief)
    deed(account, browser)
    return is_in(thief) or is_in(browser)


@pytest.mark.parametrize("deed", ENDS)
def test_a_stolen_cookie_is_worth_nothing_after(
    clerk: Account, deed: Callable[[Account, Visitor], None]
) -> None:
    assert not stolen(clerk, deed)


def test_closing_that_only_closes_is_caught(
    clerk: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An account that comes back must not bring its old sessions along."""
    monkeypatch.setattr(
        "santai.capabilities.people.actions.accounts.access_ended.send", lambda *_, **__: None
    )
    assert stolen(clerk, _close_and_reopen)


def test_an_account_of_a_session_without_a_sign_in_is_nobody(clerk: Account) -> None:
    """What somebody puts into a session by themselves signs nobody in."""
    session = SessionStore()
    session["_auth_user_id"] = str(clerk.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = clerk.get_session_auth_hash()
    session.create()
    browser = Visitor()
    browser.cookies["sessionid"] = session.session_key
    assert not is_in(browser)


# --- A6: rights of posts


def test_revocation_is_effective_at_the_next_request(world: World, clerk: Account) -> None:
    """Post ended, account closed, signed out by the administrator: in random order, pages and exports."""
    trials, stale, chance = size(12, 1000), 0, Random(11)
    pages = ("/counter/", "/counter/materials/", "/desk/", "/desk/me/")
    for _ in range(trials):
        browser, page = signed_in(clerk), chance.choice(pages)
        assert is_in(browser, page)
        deed = chance.choice((_close_and_reopen, _end_all, _change))
        deed(clerk, browser)
        clerk.refresh_from_db()
        stale += is_in(browser, page)
    report("session-revocation", trials=trials, stale=stale)
    assert stale == 0


def test_a_post_that_ended_gives_nothing_to_who_is_signed_in(clerk: Account) -> None:
    browser = signed_in(clerk)
    assert is_in(browser)
    clerk.posts.update(ends=NOW.date())
    assert browser.get("/counter/").status_code == 403


# --- S1: CSRF, on every address there is


def addresses() -> Iterator[str]:
    """A path for each pattern of the house, with made-up values in its places."""
    yield from _paths(get_resolver().url_patterns, "/")


def _paths(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = getattr(pattern.pattern, "_route", None)
        if route is None:
            continue  # a regular expression: the machine interfaces, which have no cookies
        path = before + _filled(str(route))
        if isinstance(pattern, URLResolver):
            yield from _paths(pattern.url_patterns, path)
        else:
            yield path


def _filled(route: str) -> str:
    while "<" in route:
        before, _, rest = route.partition("<")
        kind, _, after = rest.partition(">")
        made_up = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}
        route = before + made_up.get(kind.partition(":")[0], "x") + after
    return route


# Without cookies there is nothing to ride on: partners send keys, a telephone system signs.
MACHINE = "/terminal/1/"
WITHOUT_COOKIES = ("/api/", "/hotline/telephone/")


def unprotected(browser: Visitor) -> list[str]:
    """Addresses that take a POST of somebody signed in without the token of a page of ours."""
    found = []
    for path in sorted({*addresses()}):
        if path.startswith(WITHOUT_COOKIES):
            continue
        response = browser.post(path, {"x": "y"})
        # a machine in a hall leads whoever holds an old form back to its first page, and does nothing
        led_back = path.startswith("/terminal/1/") and response.headers.get("Location") == MACHINE
        if response.status_code not in {403, 404, 405} and not led_back:
            found.append(f"{path} {response.status_code}")
    return found


def test_no_address_takes_a_form_from_elsewhere(clerk: Account) -> None:
    browser = Visitor(enforce_csrf_checks=True)
    browser.force_login(clerk)
    assert len({*addresses()}) > 150
    assert unprotected(browser) == []


def test_an_exempt_address_is_caught(clerk: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    from santai.pages import urls

    view: Any = next(one for one in urls.urlpatterns if one.name == "login").callback
    monkeypatch.setattr(view, "csrf_exempt", True, raising=False)
    browser = Visitor(enforce_csrf_checks=True)
    browser.force_login(clerk)
    assert unprotected(browser) == ["/login/ 422"]


# --- A8: two users behind one cache


class Cache:
    """A shared cache that keeps what an answer does not forbid it to keep."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def get(self, browser: Visitor, path: str) -> bytes:
        if path not in self.kept:
            response = browser.get(path)
            if "no-store" in response.headers.get("Cache-Control", ""):
                return bytes(response.content)
            self.kept[path] = bytes(response.content)
        return self.kept[path]


def leaks(world: World) -> int:
    """How often somebody behind the cache was shown what another was shown."""
    cache, found = Cache(), 0
    accounts = [world.accounts[("window-clerk", YE)], world.accounts[("bureau-chief", YE)]]
    browsers = [(account.name, signed_in(account)) for account in accounts]
    for number in range(size(40, 10_000)):
        name, browser = browsers[number % 2]
        found += name not in cache.get(browser, "/desk/me/").decode()
    return found


def test_two_people_behind_one_cache_see_their_own(world: World) -> None:
    assert leaks(world) == 0


def test_an_answer_that_may_be_kept_is_caught(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(security.HEADERS, "Cache-Control", "public, max-age=60")
    assert leaks(world) > 0


# --- S2: the second step


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.EASY_SIGN_IN = False


def test_no_role_is_in_without_the_second_step(world: World, strict: None) -> None:
    """By the password or by whatever else signs somebody in."""
    inside = []
    for (role, region), account in world.accounts.items():
        account.set_password(SECRET)
        account.save()
        by_password, otherwise = log_in(account), signed_in(account)
        inside += [(role, region) for one in (by_password, otherwise) if is_in(one, "/desk/me/")]
    assert inside == []


def test_a_back_door_is_caught(
    clerk: Account, strict: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("santai.capabilities.identity.sessions._lacks_second", lambda _: False)
    assert is_in(signed_in(clerk), "/desk/me/")


def test_digits_are_good_once(clerk: Account) -> None:
    """Replay of a TOTP is refused, in the same step and in the neighbouring ones."""
    second.enrol(clerk)
    digits = second.digits_at(clerk, at=NOW)
    assert second.confirm(clerk, typed=digits, at=NOW) is not None
    later: list[datetime] = [NOW + timedelta(seconds=n) for n in range(0, 60, 5)]
    assert [second.check(clerk, typed=digits, at=at) for at in later] == [False] * len(later)
    fresh = NOW + timedelta(seconds=30)
    assert second.check(clerk, typed=second.digits_at(clerk, at=fresh), at=fresh)


def test_clear_site_data_at_the_way_out(clerk: Account) -> None:
    response: HttpResponse = log_in(clerk).post("/logout/")
    assert response.headers["Clear-Site-Data"] == '"cache"'


def test_who_writes_the_forwarding_header_themselves_is_not_believed(settings: Settings) -> None:
    from ipaddress import ip_network

    settings.TRUSTED_PROXIES = [ip_network("10.0.0.0/8")]
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    for peer, said in (
        ("10.0.0.1", "1.2.3.4, 198.51.100.7"),  # the left one is what the asker wrote
        ("10.0.0.1", "198.51.100.7, 10.9.9.9"),  # through two proxies of ours
        ("198.51.100.9", "1.2.3.4"),  # no proxy of ours
        ("10.0.0.1", "not an address"),
        ("10.0.0.1", ""),
    ):
        request = HttpRequest()
        request.META = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": said}
        security.client_address(view)(request)
    assert seen == ["198.51.100.7", "198.51.100.7", "198.51.100.9", "10.0.0.1", "10.0.0.1"]

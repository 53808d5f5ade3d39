"""Every page that anybody can reach, for every role and state: sound, cheap, and leading nowhere in vain.

The walk follows links and sends forms as they stand. A new page is found because something links to it; what
nothing links to has to be named below with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests.crawling import addresses
from tests.crawling.cast import everybody_walks, set_the_scene
from tests.crawling.soundness import dearer, faults_of
from tests.crawling.walk import Seen, Step, Walk
from tests.world import World

MANY = 800  # pages; fewer mean that the walk lost its way
UNSEEN = {
    "healthz": "a probe asks for it; the walk begins there too",
    "security-txt": "somebody who found a hole asks for it, where the operator has said whom to tell",
    "start": "only in a demonstration, whose own tests open it",
    "portal:bill": "stands on a matter that costs money: tests/capabilities/fees/test_pages.py",
    "portal:draw": "stands on a matter that was drawn for: tests/channels/portal/test_draws.py",
    "portal:draw-json": "stands on the page of a draw: tests/channels/portal/test_draws.py",
    "desk:confirm-payee": "stands beside an account somebody else entered: tests/capabilities/fees/test_pages.py",
    "desk:overdue": "an address to keep: it leads to the inbox",
    "hotline:telephone": "a telephone system speaks to it, signed",
    "portal:suggest": "a script asks it as somebody types: tests/channels/portal/test_laws.py",
    "portal:law-version": "stands on a law that has wordings: tests/channels/portal/test_laws.py",
    "portal:law-part": "stands on a law with a preamble or annexes: tests/channels/portal/test_laws.py",
    "portal:law-changes": "stands on a wording that follows another: tests/channels/portal/test_laws.py",
    "hotline:proposals": "a script asks it as somebody types",
    "counter:proposals": "a script asks it as somebody types",
    "portal:talk-on": "stands under an answer: tests/channels/portal/test_talking.py",
    "portal:talk-forget": "stands under an answer: tests/channels/portal/test_talking.py",
    "desk:law-changes": "stands beside a law that changed: tests/desk/test_laws.py",
    "desk:law-change-seen": "stands beside a law that changed: tests/desk/test_laws.py",
    "counter:signature": "a picture in a list of hand-overs that were signed by hand",
    "counter:end-standing": "stands beside somebody who was looked up with their papers",
    "desk:end-other-sign-ins": "stands on the page of who is signed in twice",
    "login-second": "after a right password, by who has a second step: tests/pages/test_login_steps.py",
    "login-second-passkey": "a device answers to it: tests/desk/test_passkeys.py",
    "desk:add-passkey": "a device answers to it: tests/desk/test_passkeys.py",
    "desk:remove-passkey": "stands beside a passkey, which takes a device to add",
    "portal:remove-password": "stands beside a password, which this citizen has not set",
    "portal:remove-passkey": "stands beside a passkey, which takes a device to add",
    "desk:whole": "where a button of the inbox leads, for what was ticked: tests/desk/test_revealing.py",
    "desk:pick-whole": "the button beside that of a list: tests/desk/test_revealing.py",
    "desk:sift": "stands on an order that came in a flood: tests/channels/portal/test_flood.py",
    "login-password": "after a right password, where it is not easy",
    "login-enrol": "after a right password, where it is not easy",
    "login-kept": "after signing in again in the middle of a form",
    "village:entry": "scripts of a device speak to it",
    "village:photo": "scripts of a device speak to it",
    "village:part": "scripts of a device speak to it",
    "village:shell": "kept by a device, which shows it at the addresses of the pages themselves",
    "portal:proof-square": "there when a checkpoint is signed; its own tests read it",
    "portal:proof": "there when a checkpoint is signed; its own tests download it",
    "portal:ledger": "programs that verify receipts ask for it",
    "portal:law-text": "stands on a law of the library: tests/channels/portal/test_laws.py",
    "admin:account-reopen": "stands on the page of a closed account",
    "admin:people_apikey_change": "stands beside a partner's key: tests/project/reference/test_keys.py",
    "admin:people_apikey_history": "stands on the page of a partner's key",
    "admin:key-revoke": "stands on the page of a partner's key",
    "desk:correct": "stands where a correction was asked for: tests/channels/portal/test_privacy.py",
    "portal:privacy-keep": "stands where deletion was asked for: tests/channels/portal/test_privacy.py",
    "desk:submit-text": "stands on a draft: tests/desk/test_knowledge.py",
    "desk:review-text": "stands on what waits for a review: tests/desk/test_knowledge.py",
    "desk:decide": "stands beside what waits for a second person: tests/desk/test_four_eyes.py",
    "desk:drop-payee": "stands beside an account that waits to be confirmed: tests/capabilities/fees/test_pages.py",
    "desk:dossier-pdf": "stands beside a dossier that was bound: tests/desk/test_dossiers.py",
    "desk:dossier-package": "stands beside a dossier that was bound: tests/desk/test_dossiers.py",
    "desk:dossier-proof": "stands beside a dossier that was bound: tests/desk/test_dossiers.py",
    "desk:judge": "stands beside an emergency reading: tests/desk/test_four_eyes.py",
    "desk:break-glass": "stands beside what a search found: tests/desk/test_four_eyes.py",
    "portal:sign": "stands where a document waits for a side: tests/channels/portal/test_signing.py",
    "desk:sign": "stands where a document waits for signatures: tests/browser/test_signing.py",
    "desk:emergency": "where a form leads that says what the emergency is",
}
# Django's admin has addresses for everything; nobody deletes, and what the system writes nobody else does.
NOBODYS = re.compile(r"admin:(\w+_delete$|places_region_add|notices_)")


@pytest.mark.xdist_group("every page")  # one walk for this and for those who look at it in Chromium
def test_every_page_is_sound_and_leads_somewhere(world: World) -> None:
    walks = everybody_walks(world).values()
    seen = [page for walk in walks for page in walk.seen]
    pages = sum(page.whole for page in seen)
    print(f"{pages} pages and {len(seen) - pages} files and pieces, by {len(walks)} visitors")
    assert [fault for page in seen for fault in faults_of(page)] == []
    assert [astray for walk in walks for astray in walk.astray] == []
    assert pages > MANY
    reached = {view for page in seen for view in page.views}
    unseen = {name for name in addresses.names() - reached if not NOBODYS.match(name)}
    assert unseen - set(UNSEEN) == set(), "nobody gets there, or say why"
    assert set(UNSEEN) - addresses.names() == set(), "these are no addresses any more"


def test_no_page_asks_more_for_three_times_the_rows(world: World) -> None:
    scene = set_the_scene(world)
    walks = [walk() for walk in scene.walks(forms=False, roughly=True).values()]
    scene.grow()
    assert [fault for walk in walks for fault in dearer(walk)] == []


# --- the faults that are planted, and caught


def test_a_field_without_a_label_is_caught() -> None:
    assert _faults('<form method="post"><input name="a" id="a"></form>') == ["a has no label"]


def test_two_main_headings_and_foreign_pictures_are_caught() -> None:
    faults = _faults('<h1>One more</h1><img src="https://elsewhere.example/a.png" alt="">')
    assert faults == ["img src=https://elsewhere.example/a.png", "2 main headings"]


def test_a_page_without_title_and_language_is_caught() -> None:
    page = b"<!doctype html><html><body><h1>A</h1></body></html>"
    assert [fault.rpartition(": ")[2] for fault in faults_of(_seen(page))] == [
        "no title",
        "no language",
    ]


def test_thirteen_queries_are_caught() -> None:
    assert "13 queries" in faults_of(_seen(_page(""), queries=13))[0]
    assert faults_of(_seen(_page(""), queries=12)) == []


def test_a_link_that_is_refused_is_caught() -> None:
    assert "was offered, and is refused" in faults_of(_seen(_page(""), status=403))[0]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_a_link_to_nowhere_and_a_query_for_each_row_are_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    walk = Walk("somebody", Client(), lambda number: "").through(["/rows/"])
    assert walk.astray == ["somebody: /gone/ (on /rows/) is no address of ours"]
    assert dearer(walk) == []
    monkeypatch.setattr("tests.pages.test_every_page.ROWS", 3)
    assert dearer(walk) == ["somebody: /rows/ → 200 (on the start): 1 queries, then 3"]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(("known", "queries"), [(0, 13), (12, 1)])
def test_what_is_known_for_minutes_is_not_counted_and_what_is_asked_always_is(
    monkeypatch: pytest.MonkeyPatch, known: int, queries: int
) -> None:
    counts = iter((13, 13 - known))
    monkeypatch.setattr("tests.pages.test_every_page.ROWS", counts)
    [page] = Walk("somebody", Client(), lambda number: "").through(["/rows/"]).seen
    assert len(page.queries) == queries


def _rows(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        for _ in range(ROWS if isinstance(ROWS, int) else next(ROWS)):
            cursor.execute("SELECT 1")
    return HttpResponse(
        _page('<a href="/gone/">gone</a><a href="https://elsewhere.example">away</a>')
    )


ROWS: int | Iterator[int] = 1  # or, one after the other, of each time it is asked
urlpatterns = [path("rows/", _rows)]


def _faults(inside: str) -> list[str]:
    return [
        fault.partition(": ")[2].partition(": ")[2] for fault in faults_of(_seen(_page(inside)))
    ]


def _page(inside: str) -> bytes:
    head = '<html lang="zh-CN"><head><title>A</title></head>'
    return f"<!doctype html>{head}<body><h1>A</h1>{inside}</body></html>".encode()


def _seen(body: bytes, *, queries: int = 0, status: int = 200) -> Seen:
    headers = {"Content-Type": "text/html"}
    asked = ("SELECT 1",) * queries
    return Seen("somebody", Step("/a/", ("a",)), status, headers, body, asked, "/a/")

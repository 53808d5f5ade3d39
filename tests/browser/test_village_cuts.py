"""A device that reconnects again and again in the middle of sending loses nothing and doubles nothing (D5).

A hundred cuts at random bytes of the line, five in every round of entries with photographs, with pages opened anew
in between. Two planted faults show that the harness sees what it is there for.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from santai.capabilities.files.models import StoredFile
from santai.capabilities.files.queries import blobs
from santai.capabilities.people.models import Account
from santai.channels.village import actions
from santai.channels.village.models import Entry
from tests import world as w
from tests.browser.conftest import PATIENCE, PHONE
from tests.browser.cutting import Line, cut_line
from tests.browser.town import Town
from tests.channels.village.field import PNG, adviser, sha256

pytestmark = pytest.mark.django_db

CUTS, EACH = 100, 5
ENTRIES = 2
SEED = 20261122
AFTER = "const answer = await server.entry(me, id, told)"
BEFORE = """
      await device.acknowledged(this.db, id, { number: "" })
"""

Written = dict[str, tuple[str, list[str]]]  # key of an entry → people, hashes of its photographs


@dataclass
class Phone:
    """A page that stays open, and what was written on it."""

    page: Page
    account: int
    written: Written = field(default_factory=dict)

    def write(self, number: int) -> None:
        """So many entries, put where the forms put them, each with one photograph or two."""
        base = len(self.written)
        told = [[base + place, 1 + place % 2] for place in range(number)]
        asked = {"account": self.account, "png": list(PNG), "told": told, "village": w.VILLAGE}
        for key, people, hashes in self.page.evaluate(WRITE, asked):
            self.written[key] = (people, hashes)

    def waiting(self) -> int:
        """How many are not sent; the network is said to be back, as a telephone does."""
        return int(self.page.evaluate(WAITING, self.account))

    def open_again(self) -> None:
        self.page.goto("/village/", wait_until="commit")
        self.page.wait_for_selector("html[data-begun]", timeout=PATIENCE)


@contextmanager
def phone_on(
    line: Line, chromium: Browser, town: Town, account: Account, **how: Any
) -> Iterator[Phone]:
    context = chromium.new_context(base_url=line.address, **PHONE, **how)
    context.set_default_timeout(PATIENCE)
    context.add_cookies([town.session_of(account)])
    try:
        page = context.new_page()
        phone = Phone(page, account.pk)
        yield phone
    finally:
        context.close()


@pytest.fixture
def account(town: Town) -> Account:
    return town.do(lambda: adviser(f"gw-{uuid4().hex[:6]}"))


def test_a_hundred_cuts_of_the_line_lose_nothing_and_double_nothing(
    chromium: Browser, town: Town, account: Account
) -> None:
    begun, random = time.monotonic(), Random(SEED)
    with (
        cut_line(town.address, SEED) as line,
        phone_on(line, chromium, town, account) as phone,
    ):
        phone.open_again()
        phone.page.evaluate("async () => { await navigator.serviceWorker.ready }")
        while line.made < CUTS:
            phone.write(ENTRIES)
            line.cut_soon(EACH)
            send(phone, line, restart=random.random() < 0.3)
        line.cut_soon(0)
        send(phone, line)
    assert town.do(lambda: verdict(account, phone.written)) == []
    assert line.made >= CUTS
    print(f"{line.made} cuts, {len(phone.written)} entries, {time.monotonic() - begun:.0f} s")


def send(phone: Phone, line: Line, *, restart: bool = False) -> None:
    """Until the device has nothing left to send."""
    until = time.monotonic() + PATIENCE / 1000 * 2
    before = line.made
    while phone.waiting():
        assert time.monotonic() < until, f"still waiting after {line.made} cuts"
        if restart and line.made > before:
            restart = False
            phone.open_again()
        phone.page.wait_for_timeout(40)


def verdict(account: Account, written: Written) -> list[str]:
    """What is wrong with what arrived: every entry once, its photographs once, byte for byte."""
    wrong = []
    entries = list(Entry.objects.filter(account=account).select_related("order"))
    orders = [entry.order for entry in entries if entry.order]
    arrived = Counter(str(order.answers["people"]) for order in orders)
    for people, hashes in written.values():
        if arrived[people] != 1:
            wrong.append(f"{people}: {arrived[people]} times")
            continue
        (order,) = (order for order in orders if str(order.answers["people"]) == people)
        files = StoredFile.objects.filter(subject=order.subject).order_by("pk")
        kept = [file.sha256 for file in files]
        if kept != hashes or [sha256(blobs().get(name)) for name in kept] != hashes:
            wrong.append(f"{people}: photographs {kept} for {hashes}")
    if len(orders) != len(written) and not wrong:
        wrong.append(f"{len(orders)} orders for {len(written)} entries")
    return wrong


# --- the harness sees what it is there for


def forgets_the_key(patch: pytest.MonkeyPatch, context: BrowserContext) -> None:
    """The server takes every request for a new one."""
    claimed = actions._claimed
    patch.setattr(actions, "_claimed", lambda account, key, *rest: claimed(account, uuid4(), *rest))
    # its photographs are gone after the first time, which would hide the double behind a question for them
    patch.setattr(actions.parts, "drop", lambda *_: None)


def lets_go_too_early(patch: pytest.MonkeyPatch, context: BrowserContext) -> None:
    """The device takes an entry for sent before the server has said so."""

    def altered(route: Route) -> None:
        source = route.fetch().text()
        assert AFTER in source
        route.fulfill(body=source.replace(AFTER, BEFORE + AFTER), content_type="text/javascript")

    context.route("**/village/sync.js", altered)


@pytest.mark.parametrize(
    ("plant", "said"), [(forgets_the_key, " 2 times"), (lets_go_too_early, " 0 times")]
)
def test_a_planted_fault_is_seen(
    chromium: Browser,
    town: Town,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch, BrowserContext], None],
    said: str,
) -> None:
    found: list[str] = []
    with (
        cut_line(town.address, SEED) as line,
        phone_on(line, chromium, town, account, service_workers="block") as phone,
    ):
        plant(monkeypatch, phone.page.context)
        phone.open_again()
        while line.made < CUTS and not any(said in text for text in found):
            phone.write(ENTRIES)
            line.cut_soon(EACH)
            send(phone, line)
            found = town.do(lambda: verdict(account, phone.written))
    assert any(said in text for text in found), found


WRITE = """async ({ account, png, told, village }) => {
  const device = await import("/static/village/device.js")
  const db = await device.open(account)
  const written = []
  for (const [number, photos] of told) {
    const id = crypto.randomUUID()
    const people = String(number)
    const hashes = []
    for (let place = 0; place < photos; place += 1) {
      const bytes = new Uint8Array(70_000 + Math.floor(Math.random() * 60_000))
      crypto.getRandomValues(bytes.subarray(png.length, png.length + 100))
      bytes.set(png)
      const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))
      const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("")
      hashes.push(sha256)
      const photo = { id: crypto.randomUUID(), entry: id, name: "p.png", bytes: bytes.buffer, sha256, since: place }
      await device.addPhoto(db, photo)
    }
    const fields = {
      village: [village], at: ["2026-01-05T09:05"], kind: ["走访"], people: [people], minutes: ["30"], done: ["走访。"],
    }
    const entry = { id, kind: "visit", state: "waiting", fields, since: Date.now() + number }
    await device.change(db, id, () => entry)
    written.push([id, people, hashes])
  }
  db.close()
  return written
}"""
WAITING = """async (account) => {
  const device = await import("/static/village/device.js")
  const db = await device.open(account)
  const left = (await device.entries(db)).filter((one) => one.state !== "sent").length
  db.close()
  const said = document.documentElement.dataset.sync
  if (left && said !== "sending") dispatchEvent(new Event("online"))
  return left
}"""
